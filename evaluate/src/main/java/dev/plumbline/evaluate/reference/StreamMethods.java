package dev.plumbline.evaluate.reference;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.AlwaysValidMean;
import dev.plumbline.core.stats.AlwaysValidRate;
import dev.plumbline.core.stats.GroupSequential;
import dev.plumbline.core.stats.WaldTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of sequential tests are answered.
final class StreamMethods {
    static final Map<String, Method> ALL = Map.of(
            "mixture_sprt", StreamMethods::mixture,
            "bernoulli_sequence", StreamMethods::bernoulli,
            "group_sequential", StreamMethods::groupSequential);

    private StreamMethods() {}

    private static Map<String, Supplier<?>> mixture(Input in) {
        AlwaysValidMean mean = new AlwaysValidMean(in.number("mean"), in.number("sigma2"), in.number("tau2"));
        List<Double> ratios = new ArrayList<>();
        List<Double> p = new ArrayList<>();
        List<Estimate> intervals = new ArrayList<>();
        for (double value : in.numbers("values")) {
            mean.add(value);
            ratios.add(mean.logLikelihoodRatio());
            p.add(mean.p());
            intervals.add(mean.interval(1 - in.number("alpha")));
        }
        return Map.of(
                "log_lambda", () -> ratios,
                "p", () -> p,
                "lower", () -> intervals.stream().map(Estimate::low).toList(),
                "upper", () -> intervals.stream().map(Estimate::high).toList());
    }

    private static Map<String, Supplier<?>> bernoulli(Input in) {
        AlwaysValidRate rate = new AlwaysValidRate(in.number("a"), in.number("b"));
        WaldTest test = new WaldTest(in.number("p0"), in.number("p1"), in.number("alpha"), in.number("beta"));
        List<Double> ratios = new ArrayList<>();
        List<Estimate> intervals = new ArrayList<>();
        for (boolean outcome : in.flags("outcomes")) {
            rate.add(outcome);
            intervals.add(rate.interval(1 - in.number("alpha")));
            ratios.add(test.add(outcome));
        }
        return Map.of(
                "lower", () -> intervals.stream().map(Estimate::low).toList(),
                "upper", () -> intervals.stream().map(Estimate::high).toList(),
                "log_likelihood_ratio", () -> ratios,
                "accept_p1_at", test::upper,
                "accept_p0_at", test::lower,
                "decision", () -> decision(test));
    }

    private static Map<String, Object> decision(WaldTest test) {
        int index = test.decidedAt();
        boolean second = test.decision().orElseThrow() == WaldTest.Decision.SECOND;
        return Map.of("index", index, "accepted", second ? "p1" : "p0");
    }

    private static Map<String, Supplier<?>> groupSequential(Input in) {
        GroupSequential looks = new GroupSequential(in.numbers("information"), in.number("alpha"));
        Map<String, Supplier<?>> all = new HashMap<>();
        all.put("obrien_fleming", looks::obrienFleming);
        all.put("pocock", looks::pocock);
        Map.of(
                        "obf", GroupSequential.Spending.OBRIEN_FLEMING,
                        "obf_one_boundary", GroupSequential.Spending.OBRIEN_FLEMING_ONE_BOUNDARY,
                        "pocock", GroupSequential.Spending.POCOCK)
                .forEach((name, spending) -> {
                    all.put("spending_" + name, () -> looks.bounds(spending));
                    all.put("spent_" + name, () -> looks.spent(spending));
                });
        return all;
    }
}
