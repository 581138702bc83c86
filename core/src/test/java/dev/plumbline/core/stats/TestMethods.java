package dev.plumbline.core.stats;

import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of significance tests are answered.
final class TestMethods {
    static final Map<String, Golden.Method> ALL = Map.of(
            "mcnemar", TestMethods::mcNemar,
            "paired_permutation", TestMethods::pairedPermutation,
            "adjusted_p", TestMethods::adjusted);

    private TestMethods() {}

    private static Map<String, Supplier<?>> mcNemar(Input in) {
        McNemar test = new McNemar(in.integer("b"), in.integer("c"));
        return Map.of(
                "exact", test::exactP,
                "mid_p", test::midP,
                "chi2", () -> test.chiSquare().statistic(),
                "p", () -> test.chiSquare().p(),
                "chi2_corrected", () -> test.chiSquareCorrected().statistic(),
                "p_corrected", () -> test.chiSquareCorrected().p());
    }

    private static Map<String, Supplier<?>> pairedPermutation(Input in) {
        PairedPermutation test =
                PairedPermutation.exact(PairedDifference.differences(in.numbers("a"), in.numbers("b")));
        return Map.of("mean", test::mean, "flips", test::flips, "p", test::p, "p_greater", test::pGreater);
    }

    private static Map<String, Supplier<?>> adjusted(Input in) {
        double[] p = in.numbers("p");
        return Map.of(
                "bonferroni", () -> AdjustedP.bonferroni(p),
                "holm", () -> AdjustedP.holm(p),
                "hochberg", () -> AdjustedP.hochberg(p),
                "bh", () -> AdjustedP.benjaminiHochberg(p),
                "by", () -> AdjustedP.benjaminiYekutieli(p),
                "sidak_holm", () -> AdjustedP.holmSidak(p));
    }
}
