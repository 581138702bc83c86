package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.AdjustedP;
import dev.plumbline.core.stats.ChiSquareTest;
import dev.plumbline.core.stats.FisherExact;
import dev.plumbline.core.stats.MannWhitney;
import dev.plumbline.core.stats.McNemar;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.PairedPermutation;
import dev.plumbline.core.stats.PairedPower;
import dev.plumbline.core.stats.RatePower;
import dev.plumbline.core.stats.SeveralSystems;
import dev.plumbline.core.stats.SignTest;
import dev.plumbline.core.stats.WilcoxonSignedRank;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of significance tests are answered.
final class TestMethods {
    static final Map<String, Method> ALL = Map.ofEntries(
            Map.entry("mcnemar", TestMethods::mcNemar),
            Map.entry("sign_test", TestMethods::sign),
            Map.entry("wilcoxon", TestMethods::wilcoxon),
            Map.entry("mann_whitney", TestMethods::mannWhitney),
            Map.entry("paired_permutation", TestMethods::pairedPermutation),
            Map.entry("fisher_exact", TestMethods::fisher),
            Map.entry("chi_square", TestMethods::chiSquare),
            Map.entry("cochran_q", TestMethods::cochran),
            Map.entry("friedman", TestMethods::friedman),
            Map.entry("adjusted_p", TestMethods::adjusted),
            Map.entry("power_two_proportions", TestMethods::powerOfRates),
            Map.entry("power_paired", TestMethods::powerOfPairs),
            Map.entry("detectable_effect", TestMethods::detectable));

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

    private static Map<String, Supplier<?>> sign(Input in) {
        SignTest test = SignTest.of(in.numbers("differences"));
        return Map.of("plus", test::plus, "minus", test::minus, "zeros", test::zeros, "p", test::p);
    }

    private static Map<String, Supplier<?>> wilcoxon(Input in) {
        WilcoxonSignedRank test = WilcoxonSignedRank.of(
                in.numbers("differences"),
                in.text("zeros").equals("pratt") ? WilcoxonSignedRank.Zeros.RANKED : WilcoxonSignedRank.Zeros.DROPPED);
        return Map.of(
                "n", test::n,
                "w_plus", test::wPlus,
                "w_minus", test::wMinus,
                "exact", test::exactP,
                "z", () -> test.normal().statistic(),
                "p", () -> test.normal().p(),
                "p_continuity", () -> test.normalCorrected().p());
    }

    private static Map<String, Supplier<?>> mannWhitney(Input in) {
        MannWhitney test = MannWhitney.of(in.numbers("a"), in.numbers("b"));
        return Map.of(
                "u", test::u,
                "effect", test::effect,
                "p", test::p,
                "p_continuity", test::correctedP,
                "exact", test::exactP);
    }

    private static Map<String, Supplier<?>> fisher(Input in) {
        int[][] t = in.table("table");
        FisherExact test = new FisherExact(t[0][0], t[0][1], t[1][0], t[1][1]);
        return Map.of(
                "p_two-sided", test::p,
                "p_less", test::pLess,
                "p_greater", test::pGreater,
                "odds_ratio", test::oddsRatio,
                "conditional_odds_ratio", test::conditionalOddsRatio);
    }

    private static Map<String, Supplier<?>> chiSquare(Input in) {
        ChiSquareTest test = ChiSquareTest.of(in.table("table"));
        return Map.of(
                "chi2", () -> test.pearson().statistic(),
                "p", () -> test.pearson().p(),
                "df", test::degreesOfFreedom,
                "expected", () -> test.expected(),
                "g", () -> test.likelihoodRatio().statistic(),
                "p_g", () -> test.likelihoodRatio().p(),
                "cramers_v", test::cramersV,
                "chi2_corrected", () -> test.yates().statistic(),
                "p_corrected", () -> test.yates().p());
    }

    private static Map<String, Supplier<?>> cochran(Input in) {
        SeveralSystems.Omnibus test = SeveralSystems.cochranQ(in.matrix("rows"));
        return Map.of("q", test::statistic, "df", test::degreesOfFreedom, "p", test::p);
    }

    private static Map<String, Supplier<?>> friedman(Input in) {
        SeveralSystems.Omnibus test = SeveralSystems.friedman(in.matrix("rows"));
        return Map.of("chi2", test::statistic, "df", test::degreesOfFreedom, "p", test::p, "kendall_w", test::kendallW);
    }

    private static Map<String, Supplier<?>> powerOfRates(Input in) {
        RatePower rates = new RatePower(in.number("p1"), in.number("p2"));
        int n = in.integer("n");
        double alpha = in.number("alpha");
        return Map.of(
                "power_pooled", () -> rates.power(n, alpha),
                "cohen_h", rates::cohenH,
                "power_cohen_h", () -> rates.powerByCohenH(n, alpha),
                "n_required", () -> rates.required(alpha, in.number("power")),
                "n_required_cc", () -> rates.requiredCorrected(alpha, in.number("power")));
    }

    private static Map<String, Supplier<?>> powerOfPairs(Input in) {
        PairedPower pairs = PairedPower.of(
                in.number("omega2"),
                in.number("sigma2_a"),
                in.integer("runs_a"),
                in.number("sigma2_b"),
                in.integer("runs_b"));
        double alpha = in.number("alpha");
        return Map.of(
                "variance", pairs::variance,
                "n_required", () -> pairs.required(in.number("delta"), alpha, in.number("power")),
                "detectable", () -> pairs.detectable(in.integer("n"), alpha, in.number("power")),
                "power_t", () -> pairs.power(in.number("delta"), in.integer("n"), alpha));
    }

    private static Map<String, Supplier<?>> detectable(Input in) {
        double p1 = in.number("p1");
        int n = in.integer("n");
        double alpha = in.number("alpha");
        double power = in.number("power");
        return Map.of(
                "higher", () -> RatePower.detectableAbove(p1, n, alpha, power),
                "lower", () -> RatePower.detectableBelow(p1, n, alpha, power),
                "mcnemar_n", () -> RatePower.requiredPairs(in.number("discordant"), 0.1, alpha, power));
    }
}
