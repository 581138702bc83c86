package dev.plumbline.study.internal;

import dev.plumbline.study.Option;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyStage;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes a study as YAML, every option in force included.
public final class StudyText {
    private static final Pattern SAFE =
            Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./(-][A-Za-z0-9_./()-]*)*");
    private static final Pattern UNSEEN = Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");
    private static final Pattern WORDS = Pattern.compile("\\s+");
    private static final Pattern SPECIAL = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private final StringBuilder out = new StringBuilder();
    private final boolean comments;

    private StudyText(boolean comments) {
        this.comments = comments;
    }

    /// The text of a study; with comments, each option is explained.
    public static String of(Study study, boolean comments) {
        StudyText text = new StudyText(comments);
        StudyHead head =
                new StudyHead(study.title(), study.question(), study.seed(), study.threads(), study.precision());
        text.options(head, 0);
        text.out.append("stages:\n");
        for (StudyStage stage : study.stages()) {
            if (comments) {
                text.out.append('\n');
                text.comment(2, stage.kind().doc());
            }
            text.out.append("  - name: ").append(quoted(stage.name())).append('\n');
            text.out.append("    kind: ").append(stage.kind().name()).append('\n');
            text.options((Record) stage.options(), 4);
        }
        return text.out.toString();
    }

    private void options(Record options, int indent) {
        Map<String, Object> values = OptionValues.of(options);
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            String name = OptionTypes.kebab(component.getName());
            if (comments) {
                comment(indent, remark(component));
            }
            out.repeat(' ', indent).append(name).append(':');
            if (component.getType().isRecord() && comments) {
                out.append('\n');
                options((Record) OptionValues.read(component, options), indent + 2);
            } else {
                value(values.getOrDefault(name, ""), indent);
            }
        }
    }

    private void value(Object value, int indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append('\n');
            map.forEach((key, item) -> {
                out.repeat(' ', indent + 2).append(quoted((String) key)).append(':');
                value(item, indent + 2);
            });
        } else if (value instanceof List<?> list
                && list.stream().anyMatch(item -> item instanceof Map || item instanceof List)) {
            out.append('\n');
            for (Object item : list) {
                out.repeat(' ', indent + 2).append("- ").append(flow(item)).append('\n');
            }
        } else {
            out.append(' ').append(flow(value)).append('\n');
        }
    }

    /// A value on one line.
    private static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                StringBuilder text = new StringBuilder("{");
                map.forEach((key, item) -> text.append(text.length() == 1 ? "" : ", ")
                        .append(quoted((String) key))
                        .append(": ")
                        .append(flow(item)));
                yield text.append('}').toString();
            }
            case List<?> list -> {
                StringBuilder text = new StringBuilder("[");
                list.forEach(item -> text.append(text.length() == 1 ? "" : ", ").append(flow(item)));
                yield text.append(']').toString();
            }
            case String text -> quoted(text);
            case Double number -> number(number);
            default -> value.toString();
        };
    }

    /// The shortest decimal that reads back as the same double; without an exponent where that is legible.
    static String number(double value) {
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-6 && size < 1e9)
                ? (value == 0 ? Double.toString(value) : new BigDecimal(Double.toString(value)).toPlainString())
                : Double.toString(value);
    }

    /// Plain where YAML cannot take it for anything but this text, otherwise in double quotes, everything that
    /// cannot be seen escaped.
    static String quoted(String text) {
        return SAFE.matcher(text).matches() && !SPECIAL.matcher(text).matches()
                ? text
                : UNSEEN.matcher(CanonicalJson.write(text))
                        .replaceAll(match ->
                                String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }

    private static String remark(RecordComponent component) {
        Option option = OptionTypes.option(component);
        return option.doc()
                + (option.unit().isEmpty() ? "" : " Unit: " + option.unit() + ".")
                + (option.range().isEmpty() ? "" : " Range: " + option.range() + ".")
                + (OptionTypes.required(component) ? " Required." : "");
    }

    private void comment(int indent, String text) {
        StringBuilder line = new StringBuilder();
        for (String word : WORDS.splitAsStream(text).toList()) {
            if (!line.isEmpty() && indent + line.length() + word.length() > 100) {
                out.repeat(' ', indent).append("# ").append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.repeat(' ', indent).append("# ").append(line).append('\n');
    }
}
