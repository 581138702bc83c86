package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.judge.AnswerJudge;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.judge.JudgeCheck;
import dev.plumbline.evaluate.judge.Judges;
import dev.plumbline.evaluate.judge.LabelFile;
import dev.plumbline.evaluate.judge.PairJudgeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline judge-check`: how a judge compares with labels that people gave.
@Command(
        name = "judge-check",
        description = {
            "Hold a judge against labels that people gave: sensitivity, specificity, kappa, alpha, calibration, length and"
                    + " position bias, each with its interval.",
            "A judge of answers is refusal (the detector that needs no model) or column:NAME (verdicts written down in the"
                    + " file). With --pairs the file holds chosen and rejected answers, and the judges are longer, first"
                    + " and refusal: baselines that a judge must beat."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline judge-check refusal --labels completions.csv",
            "  plumbline judge-check column:gpt4_label --labels completions_gpteval.csv",
            "  plumbline judge-check longer --pairs --labels harmless-base-test.jsonl.gz"
        })
final class JudgeCheckCommand implements Callable<Integer> {
    private static final String COLUMN = "column:";
    private static final int SHOWN = 10;
    private static final int COLUMNS = 100;

    private final Shell shell;

    @Parameters(
            index = "0",
            paramLabel = "JUDGE",
            description = "refusal, column:NAME; with --pairs longer, first, refusal")
    private String judge = "";

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            required = true,
            description = "CSV or JSON lines, also gzip-packed.")
    private String labels = "";

    @Option(names = "--pairs", description = "The file holds pairs: chosen and rejected.")
    private boolean pairs;

    @Option(
            names = "--text",
            paramLabel = "COLUMN",
            description = "The answers (default: completion, answer, response, text).")
    private String text = "";

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The labels (default: final_label, label, human_label).")
    private String label = "";

    @Option(
            names = "--positive",
            paramLabel = "WORD",
            split = ",",
            description = "Labels that mean yes (default: 1, true, yes, positive and XSTest's refusals).")
    private List<String> positive = new ArrayList<>();

    @Option(
            names = "--level",
            paramLabel = "L",
            defaultValue = "0.95",
            description = "Nominal coverage of intervals (default: ${DEFAULT-VALUE}).")
    private double level = 0.95;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    JudgeCheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!(level > 0 && level < 1)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "--level must lie in (0, 1), not " + level);
        }
        if (pairs) {
            PairJudgeCheck check = PairJudgeCheck.of(Judges.pairs(judge), LabelFile.pairs(shell.path(labels)), level);
            print(check.judge(), check.missing(), check.figures(), List.of());
            return ExitStatus.OK;
        }
        LabelFile columns = new LabelFile(text, label, Set.copyOf(positive));
        JudgeCheck check = JudgeCheck.of(judge(columns), columns.answers(shell.path(labels)), level);
        print(check.judge(), check.missing(), check.figures(), check.wrong());
        return ExitStatus.OK;
    }

    private AnswerJudge judge(LabelFile columns) {
        if (judge.equals("refusal")) {
            return Judges.refusal();
        }
        if (judge.startsWith(COLUMN)) {
            return Judges.recorded(judge.substring(COLUMN.length()), columns.yes());
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                "there is no judge \"" + judge + "\"; there are refusal and column:NAME (with --pairs: longer, first,"
                        + " refusal)");
    }

    private void print(
            String name, Map<String, Integer> missing, List<Figure> figures, List<JudgeCheck.Disagreement> wrong) {
        if (json) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            all.put("judge", name);
            all.put("missing", missing);
            all.put("figures", figures.stream().map(JudgeCheckCommand::object).toList());
            shell.out().println(Json.line(all));
            return;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"figure", "", "interval", "n", "missing", "meaning"});
        figures.forEach(figure -> rows.add(row(figure)));
        shell.out().print(TextTable.of(rows));
        if (!wrong.isEmpty()) {
            shell.out().println("\nanswers that people call otherwise, the first " + Math.min(SHOWN, wrong.size()));
        }
        wrong.stream()
                .limit(SHOWN)
                .forEach(one -> shell.out()
                        .println(TerminalText.fit(
                                TerminalText.oneLine("  " + one.place() + ": people " + yes(one.human()) + ", judge "
                                        + yes(one.judge())
                                        + (one.evidence().isEmpty() ? "" : " (" + one.evidence() + ")")
                                        + ": " + one.answer()),
                                COLUMNS)));
    }

    private static String yes(boolean yes) {
        return yes ? "yes" : "no";
    }

    private static String[] row(Figure figure) {
        return figure.estimate()
                .map(e -> new String[] {
                    figure.name(),
                    String.format(Locale.ROOT, "%.3f", e.value()),
                    String.format(Locale.ROOT, "[%.3f, %.3f]", e.low(), e.high()),
                    Integer.toString(e.n()),
                    Integer.toString(e.missingCount()),
                    figure.about()
                })
                .orElseGet(
                        () -> new String[] {figure.name(), "none", "", "", "", TerminalText.oneLine(figure.reason())});
    }

    private static Map<String, @Nullable Object> object(Figure figure) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", figure.name());
        object.put("about", figure.about());
        if (figure.estimate().isPresent()) {
            Estimate e = figure.estimate().get();
            object.put("value", e.value());
            object.put("low", e.low());
            object.put("high", e.high());
            object.put("level", e.level());
            object.put("method", e.method());
            object.put("n", e.n());
            object.put("missing", e.missingCount());
        } else {
            object.put("undefined", figure.reason());
        }
        return object;
    }
}
