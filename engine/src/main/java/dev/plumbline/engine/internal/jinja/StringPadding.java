package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import java.util.HashMap;
import java.util.Map;

/// The methods of strings that fill them up to a width, as Python has them.
final class StringPadding {
    static final Map<String, StringMethods.Method> METHODS = new HashMap<>();

    static {
        METHODS.put("center", (run, s, a) -> pad(run, s, a, "center"));
        METHODS.put("ljust", (run, s, a) -> pad(run, s, a, "ljust"));
        METHODS.put("rjust", (run, s, a) -> pad(run, s, a, "rjust"));
        METHODS.put("zfill", StringPadding::zeros);
        METHODS.put("expandtabs", StringPadding::tabs);
    }

    private StringPadding() {}

    private static Value pad(Run run, String text, Arguments arguments, String name) {
        Bound bound = arguments.bind(name, "width", "fillchar");
        String fill = bound.text("fillchar", " ");
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw Failure.value("the fill character must be exactly one character long");
        }
        long width = Types.whole(name, bound.get("width"));
        long missing = Math.max(0, width - text.codePointCount(0, text.length()));
        long before = switch (name) {
            case "rjust" -> missing;
            case "center" -> missing / 2 + (missing & width & 1);
            default -> 0;
        };
        run.spend(missing);
        return new Value.Text(fill.repeat((int) before) + text + fill.repeat((int) (missing - before)));
    }

    private static Value zeros(Run run, String text, Arguments arguments) {
        long width = Types.whole("zfill", arguments.bind("zfill", "width").get("width"));
        long missing = Math.max(0, width - text.codePointCount(0, text.length()));
        run.spend(missing);
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String sign = signed ? text.substring(0, 1) : "";
        return new Value.Text(sign + "0".repeat((int) missing) + text.substring(sign.length()));
    }

    private static Value tabs(Run run, String text, Arguments arguments) {
        long size = Math.max(0, arguments.bind("expandtabs", "tabsize").number("tabsize", 8));
        StringBuilder out = new StringBuilder();
        long column = 0;
        for (int c : text.codePoints().toArray()) {
            if (c != '\t') {
                out.appendCodePoint(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
                continue;
            }
            long spaces = size == 0 ? 0 : size - column % size;
            run.spend(spaces);
            out.repeat(" ", (int) spaces);
            column += spaces;
        }
        return new Value.Text(out.toString());
    }
}
