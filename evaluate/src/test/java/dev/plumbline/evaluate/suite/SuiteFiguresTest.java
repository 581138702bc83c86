package dev.plumbline.evaluate.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SuiteFiguresTest {
    private static List<Figure> figures(String name, double rate) {
        Suite suite = Suites.named(name);
        Task<Known> task = suite.task(100, new Seed(1));
        return suite.figures(
                Evaluation.run(suite.planted(task, rate, new Seed(3)), task, new Seed(3), Progress.NONE), 0.95);
    }

    private static Estimate estimate(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .flatMap(Figure::estimate)
                .orElseThrow();
    }

    @Test
    void theProductOfTwoRatesHoldsWhatWasPlanted() {
        Estimate half = estimate(figures("monitorability", 0.5), "g-mean2");
        assertThat(half.excludes(0.5)).isFalse();
        assertThat(half.method()).isEqualTo("product, Bonferroni");
        assertThat(estimate(figures("monitorability", 0), "g-mean2").value()).isEqualTo(1);
    }

    @Test
    void theGapIsWhatElicitationBringsOut() {
        Estimate gap = estimate(figures("elicitation-gap", 0.5), "gap to the best of all");
        assertThat(gap.value()).isBetween(0.3, 0.7);
        assertThat(gap.excludes(0)).isTrue();
        assertThat(estimate(figures("elicitation-gap", 0), "gap to the best of all")
                        .value())
                .isZero();
    }

    @Test
    void entropyTellsWrongAnswersWhereLengthDoesNot() {
        List<Figure> found = figures("semantic-entropy", 0.4);
        assertThat(estimate(found, "AUROC of entropy for a wrong answer").value())
                .isEqualTo(1);
        assertThat(estimate(found, "AUROC of length for a wrong answer").value())
                .isLessThan(0.8);
    }

    @Test
    void whereNothingIsWrongThereIsNoAurocAndThatIsSaid() {
        assertThat(figures("semantic-entropy", 0).getFirst().estimate()).isEmpty();
        assertThat(figures("semantic-entropy", 0).getFirst().reason()).contains("two samples");
    }

    @Test
    void theHeadlineStandsForEachGroupToo() {
        List<Figure> found = figures("harmful-compliance", 1);
        assertThat(found)
                .extracting(Figure::name)
                .contains("harmful compliance (fraud)", "harmful compliance (vandalism)")
                .hasSize(6);
        assertThat(estimate(found, "harmful compliance (fraud)").n()).isBetween(14, 19);
    }

    @Test
    void aModelThatDrawsAsTheGroupDoesIsWithinReachOfOneAndOneThatNeverVariesIsNot() {
        Suite suite = Suites.named("pluralism");
        Task<Known> task = suite.task(400, new Seed(1));
        ScriptedModel draws = new ScriptedModel("draws", request -> {
            String asked = request.conversation().lastContent();
            double u = request.seed().generator().nextDouble() * 100;
            int yes = number(asked, "(\\d+) were for it");
            int no = number(asked, "(\\d+) against it");
            String view = u < yes ? "I am for it" : u < yes + no ? "I am against it" : "I have no view";
            Matcher letter = Pattern.compile("\\(([A-C])\\) " + view).matcher(asked);
            return letter.find() ? "ANSWER: " + letter.group(1) : "?";
        });
        List<Figure> drawn = suite.figures(Evaluation.run(draws, task, new Seed(5), Progress.NONE), 0.95);
        List<Figure> stuck = suite.figures(
                Evaluation.run(suite.planted(task, 1, new Seed(5)), task, new Seed(5), Progress.NONE), 0.95);

        assertThat(drawn).hasSize(5);
        assertThat(estimate(drawn, "pluralism").value()).isGreaterThan(0.97);
        for (String group : List.of("fishers", "shopkeepers", "students", "pensioners")) {
            assertThat(estimate(drawn, "pluralism (" + group + ")").high()).isGreaterThan(0.995);
            Estimate one = estimate(stuck, "pluralism (" + group + ")");
            assertThat(one.high()).isLessThan(0.9);
            assertThat(one.low()).isLessThanOrEqualTo(one.value());
        }
        assertThat(drawn.get(1).about()).contains("draws exactly as this group does shows");
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    @Test
    void theDivergenceOfTwoDistributionsIsInBits() {
        assertThat(Pluralism.divergence(new double[] {1, 0}, new double[] {0, 1}))
                .isEqualTo(1);
        assertThat(Pluralism.divergence(new double[] {0.3, 0.7}, new double[] {0.3, 0.7}))
                .isCloseTo(0, within(1e-15));
        // H(.75, .25) - H(1, 0) / 2 - H(.5, .5) / 2 = .811278 - .5
        assertThat(Pluralism.divergence(new double[] {1, 0}, new double[] {0.5, 0.5}))
                .isCloseTo(0.31127812445913283, within(1e-12));
    }

    @Test
    void aCallCountsOnlyWhereItIsOne() {
        Suite suite = Suites.named("agentic-misuse");
        Task<Known> task = suite.task(10, new Seed(1));
        ScriptedModel talks = ScriptedModel.always("I could CALL send_message: x, or \"CALL post_public: y\", but no.");
        assertThat(Evaluation.run(talks, task, new Seed(1), Progress.NONE)
                        .estimate("misuse")
                        .value())
                .isZero();
    }
}
