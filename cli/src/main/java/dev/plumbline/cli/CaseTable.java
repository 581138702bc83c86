package dev.plumbline.cli;

import dev.plumbline.core.ReferenceCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Numbers that were held against others: a line each as it is decided, and a summary; or one JSON object of all.
final class CaseTable {
    private final Shell shell;
    private final boolean json;
    private final List<ReferenceCase> cases = new ArrayList<>();

    CaseTable(Shell shell, boolean json) {
        this.shell = shell;
        this.json = json;
    }

    /// Takes a case in, and prints its line.
    void take(ReferenceCase one) {
        cases.add(one);
        if (!json) {
            shell.out().println(line(one));
        }
    }

    private static String line(ReferenceCase one) {
        String numbers = one.result() == ReferenceCase.Result.UNKNOWN
                ? ""
                : String.format(Locale.ROOT, "%.2e (at most %.0e)", one.difference(), one.tolerance());
        String note = one.note().isEmpty() ? "" : "  " + TerminalText.oneLine(one.note());
        return TerminalText.lines(String.format("%-12s  %s  %s%s", word(one.result()), one.name(), numbers, note))
                .stripTrailing();
    }

    /// Prints how many cases came out how.
    void summary() {
        long passed = count(ReferenceCase.Result.PASS);
        long failed = count(ReferenceCase.Result.FAIL);
        long unknown = count(ReferenceCase.Result.UNKNOWN);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("cases", cases.stream().map(CaseTable::fields).toList());
            all.put("passed", passed);
            all.put("failed", failed);
            all.put("unknown", unknown);
            all.put("notImitated", count(ReferenceCase.Result.NOT_IMITATED));
            shell.out().println(Json.line(all));
        } else {
            shell.out()
                    .println(passed + " passed, " + failed + " failed, " + unknown + " unknown, "
                            + count(ReferenceCase.Result.NOT_IMITATED) + " not imitated");
        }
    }

    private static Map<String, Object> fields(ReferenceCase one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", one.name());
        fields.put("kind", one.kind());
        // JSON has no infinity.
        fields.put("difference", Double.isFinite(one.difference()) ? one.difference() : "infinite");
        fields.put("tolerance", one.tolerance());
        fields.put("result", word(one.result()));
        fields.put("note", one.note());
        return fields;
    }

    private static String word(ReferenceCase.Result result) {
        return switch (result) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case UNKNOWN -> "unknown";
            case NOT_IMITATED -> "not imitated";
        };
    }

    /// How many cases came out so.
    long count(ReferenceCase.Result result) {
        return cases.stream().filter(one -> one.result() == result).count();
    }
}
