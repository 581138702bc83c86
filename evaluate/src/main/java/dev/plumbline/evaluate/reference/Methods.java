package dev.plumbline.evaluate.reference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every method that has a check, by the name that it has in reference files.
final class Methods {
    private static final Map<String, Method> ALL = all();

    private Methods() {}

    /// The method of this name; empty if nobody here knows it.
    static Optional<Method> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Map<String, Method> all() {
        Map<String, Method> all = new TreeMap<>();
        List.of(
                        IntervalMethods.ALL,
                        TestMethods.ALL,
                        AgreementMethods.ALL,
                        ScoreMethods.ALL,
                        ScalingMethods.ALL,
                        JudgeMethods.ALL,
                        ResamplingMethods.ALL,
                        RankingMethods.ALL,
                        DriftMethods.ALL,
                        StreamMethods.ALL,
                        FairnessMethods.ALL)
                .forEach(all::putAll);
        return all;
    }
}
