package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PassAtK;
import dev.plumbline.core.stats.PredictionPoweredMean;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.core.stats.RoganGladen;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/// How the reference cases of estimates behind an imperfect judge are answered.
final class JudgeMethods {
    static final Map<String, Method> ALL = Map.of(
            "rogan_gladen", JudgeMethods::roganGladen,
            "prediction_powered_mean", JudgeMethods::predictionPowered,
            "pass_at_k", JudgeMethods::passAtK);

    private JudgeMethods() {}

    private static Map<String, Supplier<?>> roganGladen(Input in) {
        RoganGladen rate = new RoganGladen(
                new Proportion(in.integer("positives"), in.integer("n")),
                new Proportion(in.integer("hits"), in.integer("n_positive")),
                new Proportion(in.integer("correct_rejections"), in.integer("n_negative")));
        double level = in.level();
        return Map.of(
                "apparent", () -> rate.apparent().value(),
                "sensitivity", () -> rate.sensitivity().value(),
                "specificity", () -> rate.specificity().value(),
                "estimate", rate::value,
                "clipped_estimate", () -> rate.clipped(level).value(),
                "se", rate::standardError,
                "se_known", rate::standardErrorOfKnownJudge,
                "interval", () -> rate.interval(level),
                "clipped_interval", () -> rate.clipped(level),
                "lang_reiczigel", () -> rate.langReiczigel(level));
    }

    private static Map<String, Supplier<?>> predictionPowered(Input in) {
        double[] human = in.numbers("human");
        double[] both = in.numbers("judge_on_human");
        double[] only = in.numbers("judge_only");
        PredictionPoweredMean tuned = PredictionPoweredMean.tuned(human, both, only);
        return Map.of(
                "classical", () -> parts(PredictionPoweredMean.of(human, both, only, 0), in.level()),
                "ppi", () -> parts(PredictionPoweredMean.of(human, both, only, 1), in.level()),
                "lam", tuned::lambda,
                "ppi_plus", () -> parts(tuned, in.level()));
    }

    private static Map<String, Object> parts(PredictionPoweredMean mean, double level) {
        return Map.of("estimate", mean.value(), "se", mean.standardError(), "interval", mean.interval(level));
    }

    private static Map<String, Supplier<?>> passAtK(Input in) {
        int n = in.integer("n");
        int k = in.integer("k");
        return Map.of(
                "pass_at_k", () -> each(in, c -> PassAtK.any(n, c, k)),
                "pass_hat_k", () -> each(in, c -> PassAtK.all(n, c, k)),
                "mean_pass_at_k",
                        () -> Mean.of(each(in, c -> PassAtK.any(n, c, k))).value(),
                "mean_pass_hat_k",
                        () -> Mean.of(each(in, c -> PassAtK.all(n, c, k))).value());
    }

    private static double[] each(Input in, IntToDoubleFunction measure) {
        return Arrays.stream(in.integers("correct")).mapToDouble(measure).toArray();
    }
}
