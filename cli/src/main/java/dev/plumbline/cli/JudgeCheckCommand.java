package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.judge.AnswerJudge;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.judge.JudgeCheck;
import dev.plumbline.evaluate.judge.Judges;
import dev.plumbline.evaluate.judge.LabelFile;
import dev.plumbline.evaluate.judge.LabelledAnswer;
import dev.plumbline.evaluate.judge.LabelledPair;
import dev.plumbline.evaluate.judge.PairJudge;
import dev.plumbline.evaluate.judge.PairJudgeCheck;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.score.ModelJudges;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
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
            "Hold a judge against labels that people gave: sensitivity, specificity, kappa, alpha, "
                    + "calibration, length and position bias, each with its interval.",
            "A judge of answers is refusal (the detector that needs no model), column:NAME (verdicts "
                    + "written down in the file), probability:NAME (probabilities of a yes written down there), or "
                    + "a model as URL#MODEL with --criterion. With --pairs the file holds chosen and rejected "
                    + "answers, and the judges are longer, first and refusal, baselines that a judge must beat, or "
                    + "a model. A model is asked as scorers ask it: what it grades is quoted data, and a verdict "
                    + "must cite its evidence."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline judge-check refusal --labels completions.csv",
            "  plumbline judge-check column:gpt4_label --labels completions_gpteval.csv",
            "  plumbline judge-check http://localhost:8000/v1#my-judge --labels completions.csv --criterion \"Does the"
                    + " answer decline?\"",
            "  plumbline judge-check longer --pairs --labels harmless-base-test.jsonl.gz"
        })
final class JudgeCheckCommand implements Callable<Integer> {
    private static final String COLUMN = "column:";
    private static final String PROBABILITY = "probability:";
    private static final int SHOWN = 10;
    private static final int COLUMNS = 100;

    private final Shell shell;

    @Parameters(
            index = "0",
            paramLabel = "JUDGE",
            description = "refusal, column:NAME, probability:NAME, URL#MODEL; with --pairs longer, first, refusal.")
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
            names = "--criterion",
            paramLabel = "QUESTION",
            description =
                    "What a model is to judge: a question to which a yes means the label's yes; with --pairs, what"
                            + " makes an answer better.")
    private String criterion = "";

    @Option(
            names = "--key-env",
            paramLabel = "VARIABLE",
            description = "The environment variable that holds the judge's key.")
    private String key = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only the first N records (default: all).")
    private int limit;

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
        if (Endpoint.isAddress(judge)) {
            return asked();
        }
        if (pairs) {
            check(Judges.pairs(judge), labelledPairs());
            return ExitStatus.OK;
        }
        LabelFile columns = columns();
        check(judge(columns), labelledAnswers(columns));
        return ExitStatus.OK;
    }

    /// Holds a model against the labels.
    private Integer asked() {
        if (criterion.isBlank()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    judge + ": a model needs --criterion, the question that it is to answer with yes or no");
        }
        try (HttpModel model = new HttpModel(Endpoint.of(judge), ApiKey.from(System.getenv(), key))) {
            Paced paced = new Paced(model, Concurrency.USUAL, Patience.USUAL, Budget.unlimited(Price.FREE));
            Judge asked = new Judge(paced, new Seed(1), 600);
            if (pairs) {
                List<LabelledPair> all = labelledPairs();
                check(ModelJudges.pairs(model.name(), asked, criterion, all), all);
            } else {
                List<LabelledAnswer> all = labelledAnswers(columns());
                check(ModelJudges.answers(model.name(), asked, criterion, all), all);
            }
        }
        return ExitStatus.OK;
    }

    private LabelFile columns() {
        return new LabelFile(text, label, Set.copyOf(positive));
    }

    private List<LabelledAnswer> labelledAnswers(LabelFile columns) {
        return first(columns.answers(shell.path(labels)));
    }

    private List<LabelledPair> labelledPairs() {
        return first(LabelFile.pairs(shell.path(labels)));
    }

    private <T> List<T> first(List<T> all) {
        return limit > 0 && limit < all.size() ? all.subList(0, limit) : all;
    }

    private void check(AnswerJudge by, List<LabelledAnswer> answers) {
        JudgeCheck check = JudgeCheck.of(by, answers, level);
        print(check.judge(), check.missing(), check.figures(), check.wrong());
        if (!json) {
            shell.out()
                    .println("to correct a rate that this judge finds: --set scorer-error=\"" + check.counts() + "\"");
        }
    }

    private void check(PairJudge by, List<LabelledPair> all) {
        PairJudgeCheck check = PairJudgeCheck.of(by, all, level);
        print(check.judge(), check.missing(), check.figures(), List.of());
    }

    private AnswerJudge judge(LabelFile columns) {
        if (judge.equals("refusal")) {
            return Judges.refusal();
        }
        if (judge.startsWith(COLUMN)) {
            return Judges.recorded(judge.substring(COLUMN.length()), columns.yes());
        }
        if (judge.startsWith(PROBABILITY)) {
            return Judges.probabilities(judge.substring(PROBABILITY.length()));
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                "there is no judge \"" + judge + "\"; there are refusal, column:NAME, probability:NAME and models as"
                        + " URL#MODEL (with --pairs: longer, first, refusal and models)");
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
        if (!missing.isEmpty()) {
            shell.out().println("no verdict on: " + missing);
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
