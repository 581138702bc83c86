package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.PairedPower;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.core.stats.RatePower;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline power`: how many samples show a difference, or what difference so many samples show.
@Command(
        name = "power",
        description = {
            "How many samples it takes to show a difference between two models' rates, or with --samples, what"
                    + " difference so many show.",
            "Models that answer the same questions are compared question by question; the more their answers agree"
                    + " (correlation), the fewer it takes. Formulas: Miller (arXiv 2411.00640) and Fleiss (1981)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline power                             a difference of 3 points",
            "  plumbline power --difference 0.05 --rate 0.8",
            "  plumbline power --samples 500",
            "  plumbline power --samples 500 --json"
        })
final class PowerCommand implements Callable<Integer> {
    private static final double[] CORRELATIONS = {0, 0.3, 0.5, 0.7};

    private final Shell shell;

    @Option(
            names = "--difference",
            paramLabel = "D",
            defaultValue = "0.03",
            description = "The difference of the two rates, in (0, 1) (default: ${DEFAULT-VALUE}).")
    private double difference = 0.03;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many samples there are: say what they show instead.")
    private int samples;

    @Option(
            names = "--rate",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "The lower of the two rates, in (0, 1) (default: ${DEFAULT-VALUE}, which takes the most).")
    private double rate = 0.5;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            defaultValue = "0.05",
            description = "Chance of seeing a difference where there is none (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.05;

    @Option(
            names = "--power",
            paramLabel = "B",
            defaultValue = "0.8",
            description = "Chance of seeing the difference where there is one (default: ${DEFAULT-VALUE}).")
    private double power = 0.8;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    PowerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        requireShare("--difference", difference);
        requireShare("--rate", rate);
        requireShare("--alpha", alpha);
        requireShare("--power", power);
        if (rate + difference > 1) {
            throw bad("--rate " + rate + " and --difference " + difference + " exceed 1 together; lower one of them");
        }
        if (samples < 0) {
            throw bad("--samples must be 1 or more, not " + samples);
        }
        Map<String, Double> answers = samples == 0 ? required() : detectable();
        if (json) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(answers);
            shell.out().println(Json.line(all));
            return ExitStatus.OK;
        }
        print(answers);
        return ExitStatus.OK;
    }

    private void print(Map<String, Double> answers) {
        String what = samples == 0 ? "samples" : "difference";
        shell.out()
                .println(
                        samples == 0
                                ? String.format(
                                        Locale.ROOT,
                                        "samples that show %.3f against %.3f (alpha %.2f, power %.2f)",
                                        rate,
                                        rate + difference,
                                        alpha,
                                        power)
                                : String.format(
                                        Locale.ROOT,
                                        "what %d samples show above a rate of %.3f (alpha %.2f, power %.2f)",
                                        samples,
                                        rate,
                                        alpha,
                                        power));
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"", what});
        answers.forEach((name, value) -> rows.add(new String[] {
            name, samples == 0 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.3f", value)
        }));
        shell.out().print(TextTable.of(rows));
    }

    private Map<String, Double> required() {
        Map<String, Double> answers = new LinkedHashMap<>();
        for (double correlation : CORRELATIONS) {
            answers.put(paired(correlation), Math.ceil(pairs(correlation).required(difference, alpha, power)));
        }
        answers.put(
                "other questions, of each", Math.ceil(new RatePower(rate, rate + difference).required(alpha, power)));
        return answers;
    }

    private Map<String, Double> detectable() {
        Map<String, Double> answers = new LinkedHashMap<>();
        for (double correlation : CORRELATIONS) {
            answers.put(paired(correlation), pairs(correlation).detectable(samples, alpha, power));
        }
        answers.put("other questions", RatePower.detectableAbove(rate, samples, alpha, power) - rate);
        var alone = new Proportion((int) Math.round(rate * samples), samples).wilson(1 - alpha);
        answers.put("half the width of one rate's interval", (alone.high() - alone.low()) / 2);
        return answers;
    }

    private static String paired(double correlation) {
        return String.format(Locale.ROOT, "same questions, correlation %.1f", correlation);
    }

    /// The variance of a difference of two rates whose answers correlate so.
    private PairedPower pairs(double correlation) {
        double mean = samples == 0 ? rate + difference / 2 : rate;
        return new PairedPower(2 * mean * (1 - mean) * (1 - correlation));
    }

    private static void requireShare(String option, double value) {
        if (!(value > 0 && value < 1)) {
            throw bad(option + " must lie in (0, 1), not " + value);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
