package dev.plumbline.study.report;

import static dev.plumbline.study.report.SamplePages.estimates;
import static dev.plumbline.study.report.SamplePages.mean;
import static dev.plumbline.study.report.SamplePages.named;
import static dev.plumbline.study.report.SamplePages.page;
import static dev.plumbline.study.report.SamplePages.rate;
import static dev.plumbline.study.report.SamplePages.stage;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.report.ReportPage.Command;
import dev.plumbline.study.report.ReportPage.Entry;
import dev.plumbline.study.report.ReportPage.Section;
import dev.plumbline.study.report.ReportPage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Pages at the edge of what can be: figures without an end, one model or forty, texts that mean harm.
final class OddPages {
    /// What a hostile text might hold; each kind of escape that a browser would act on.
    static final String EVIL =
            "</script></style><script>alert(1)</script><img src=\"http://evil.example/x\" onerror='steal()'>"
                    + "\" onload=\"go()\" ' style='x' --> ]]> &lt;b&gt; \u001b[31mred\u001b[0m \u0000\u0007\u202Eesrever\u200b\uFEFF\uD800";

    private OddPages() {}

    /// One model, intervals of no length and of no end, curves of one point, of huge span and of no finite value.
    static ReportPage odd() {
        List<NamedEstimate> all = List.of(
                named("exact", "only", new Estimate(1, 1, 1, 0.95, "wilson", 1, Map.of()), "Share of right answers."),
                named("none", "only", new Estimate(0, 0, 0, 0.95, "exact", 40, Map.of()), ""),
                named(
                        "unbounded",
                        "only",
                        new Estimate(3.2, Double.NEGATIVE_INFINITY, 4.1, 0.9, "t", 2, Map.of()),
                        "Words."),
                named(
                        "both ends open",
                        "only",
                        new Estimate(
                                -2,
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                0.95,
                                "t",
                                1,
                                Map.of("timed out", 1_234_567)),
                        "Words."),
                named("enormous", "only", mean(3.2e12, 1e11, 12), "Tokens."),
                named("tiny", "only", mean(3.2e-7, 1e-8, 12), "Loss."),
                new NamedEstimate(
                        "planted far off", "only", rate(0.02, 90, 0), OptionalDouble.of(0.98), "Share of it."));
        List<Curve> curves = List.of(
                new Curve("one point", "", List.of(new Curve.Point(1, 0.5))),
                new Curve("no point", "", List.of()),
                new Curve(
                        "wide",
                        "",
                        List.of(new Curve.Point(0, 1e6), new Curve.Point(10, 1), new Curve.Point(20, 1e-3))),
                new Curve("flat", "", List.of(new Curve.Point(0, 2), new Curve.Point(9, 2))),
                new Curve("broken", "nats", List.of(new Curve.Point(0, Double.NaN), new Curve.Point(5, Double.NaN))),
                new Curve(
                        "half broken",
                        "nats",
                        List.of(
                                new Curve.Point(0, 3),
                                new Curve.Point(5, Double.POSITIVE_INFINITY),
                                new Curve.Point(9, 1))));
        Finding finding = new Finding(
                "nothing",
                "Nothing could be shown.",
                new Estimate(0.1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.95, "t", 1, Map.of()),
                Double.NaN,
                false);
        SampleRecord sample =
                new SampleRecord("only", "task", "1", Conversation.ask(""), "", Map.of("score", Double.NaN), Map.of());
        StageResult result = new StageResult(all, List.of(), List.of(finding), curves, List.of(sample), List.of());
        return page(List.of(new Stage("only", "audit", "", 0, false, result)));
    }

    /// Forty models, each compared with each, and a day of training.
    static ReportPage many() {
        List<NamedEstimate> all = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<SampleRecord> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String model = "checkpoint-with-a-long-name-" + i;
            all.add(named("facts", model, rate(0.5 + i / 100.0, 400, i), "Share of facts."));
            all.add(named("sycophancy", model, rate(0.9 - i / 60.0, 400, 0), "How often it agrees."));
            samples.add(new SampleRecord(
                    model,
                    "opinion",
                    "1",
                    Conversation.ask("who ?"),
                    "answer " + i,
                    Map.of("s", (double) i),
                    Map.of()));
            for (int j = 0; j < i; j++) {
                comparisons.add(new Comparison(
                        "facts",
                        model,
                        "checkpoint-with-a-long-name-" + j,
                        mean((i - j) / 100.0, 0.05, 400),
                        0.01,
                        0.2));
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            stages.add(new Stage(
                    "stage-number-" + i, "sft", "A stage among many.", 4000.0 * i, i % 3 == 0, estimates(List.of())));
        }
        stages.add(
                stage("audit", "audit", new StageResult(all, comparisons, List.of(), List.of(), samples, List.of())));
        return page(stages);
    }

    /// Hostile text in every place that takes one.
    static ReportPage hostile() {
        String big = EVIL.repeat(1 + 1_000_000 / EVIL.length());
        Estimate e = new Estimate(0.5, 0.4, 0.6, 0.95, EVIL, 10, Map.of(EVIL, 3, "a" + EVIL, 4));
        List<SampleRecord> samples = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Conversation prompt =
                    Conversation.of(new Message(Role.SYSTEM, EVIL), new Message(Role.TOOL, EVIL), Message.user(big));
            samples.add(new SampleRecord(
                    EVIL + i, EVIL, EVIL, prompt, i == 0 ? big : EVIL, Map.of(EVIL, (double) i), Map.of(EVIL, EVIL)));
        }
        StageResult result = new StageResult(
                List.of(
                        named(EVIL, EVIL + 0, e, EVIL),
                        named("facts" + EVIL, EVIL + 0, e, EVIL),
                        named("sycophancy" + EVIL, EVIL + 0, e, EVIL),
                        named("facts" + EVIL, EVIL + 1, e, EVIL),
                        named("sycophancy" + EVIL, EVIL + 1, e, EVIL),
                        named(EVIL, EVIL + 1, e, EVIL)),
                List.of(new Comparison(EVIL, EVIL + 0, EVIL + 1, e, 0.5, 0.01)),
                List.of(new Finding(EVIL, big, e, 0.5, true)),
                List.of(new Curve(EVIL, EVIL, List.of(new Curve.Point(0, 1), new Curve.Point(1, 2)))),
                samples,
                List.of(EVIL, big));
        StageResult raters = estimates(List.of(
                named(EVIL, EVIL + " ~ " + EVIL, e, EVIL),
                named(EVIL, EVIL + " ~ gold", e, EVIL),
                named("x" + EVIL, EVIL, e, EVIL)));
        return new ReportPage(
                EVIL,
                EVIL,
                -1,
                List.of(),
                List.of(
                        new Stage(EVIL, EVIL, EVIL, 1, true, result),
                        new Stage("f" + EVIL, "feedback", EVIL, 1, true, raters),
                        new Stage(
                                "r" + EVIL,
                                "reward-model",
                                EVIL,
                                1,
                                true,
                                estimates(List.of(named("r" + EVIL, EVIL, e, EVIL))))),
                List.of(EVIL),
                List.of(new Section(EVIL, List.of(new Entry(EVIL, big)))),
                big,
                List.of(new Command(EVIL, EVIL)));
    }
}
