package dev.plumbline.evaluate;

import static dev.plumbline.evaluate.Tasks.SEED;
import static dev.plumbline.evaluate.Tasks.questionOf;
import static dev.plumbline.evaluate.Tasks.saysYes;
import static dev.plumbline.evaluate.Tasks.yesOrNo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.McNemar;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedComparisonTest {
    private static TaskResult<String> run(LanguageModel model, Task<String> task) {
        return Evaluation.run(model, task, SEED, Progress.NONE);
    }

    /// Measures how long the answer is.
    private static Task<String> lengths(int samples, int clusters) {
        Task<String> plain = yesOrNo(samples, clusters);
        return new Task<>(
                "lengths",
                plain.samples(),
                plain.sampling(),
                List.of(Measure.unbounded("length")),
                (sample, answer) -> Score.of("length", answer.text().length()));
    }

    private static LanguageModel longer(String name, int by) {
        return new ScriptedModel(
                name, request -> "x".repeat(by + 1 + request.seed().generator().nextInt(9)));
    }

    @Nested
    class AModelAgainstItself {
        @ParameterizedTest
        @ValueSource(ints = {40, 8})
        void differsByNothingInARate(int clusters) {
            TaskResult<String> result = run(saysYes(0.5), yesOrNo(40, clusters));
            PairedComparison comparison = PairedComparison.of(result, result, "yes");
            assertThat(comparison.difference().value()).isZero();
            assertThat(comparison.difference().excludes(0)).isFalse();
            assertThat(comparison.p()).isEqualTo(1);
            assertThat(comparison.discordant()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {40, 8})
        void differsByNothingInANumber(int clusters) {
            TaskResult<String> result = run(longer("x", 1), lengths(40, clusters));
            PairedComparison comparison = PairedComparison.of(result, result, "length");
            assertThat(comparison.difference().value()).isZero();
            assertThat(comparison.p()).isEqualTo(1);
        }
    }

    @Nested
    class ADifference {
        @Test
        void ofRatesIsNewcombesWithMcNemarsMidP() {
            TaskResult<String> left = run(ScriptedModel.always("yes"), yesOrNo(30));
            TaskResult<String> right = run(
                    new ScriptedModel("other", request -> questionOf(request).compareTo("q008") < 0 ? "no" : "yes"),
                    yesOrNo(30));
            PairedComparison comparison = PairedComparison.of(left, right, "yes");
            assertThat(comparison.difference().value()).isCloseTo(8 / 30.0, within(1e-12));
            assertThat(comparison.difference().method()).isEqualTo("newcombe, paired");
            assertThat(comparison.p()).isEqualTo(new McNemar(8, 0).midP());
            assertThat(comparison.left()).isEqualTo("always");
            assertThat(comparison.right()).isEqualTo("other");
            assertThat(comparison.discordant()).hasSize(8).contains("q000", "q007");
        }

        @Test
        void ofClusteredRatesIsClusterRobustAndStaysOnItsScale() {
            TaskResult<String> left = run(ScriptedModel.always("yes"), yesOrNo(6, 2));
            TaskResult<String> right = run(
                    new ScriptedModel("other", request -> questionOf(request).equals("q001") ? "yes" : "no"),
                    yesOrNo(6, 2));
            PairedComparison comparison = PairedComparison.of(left, right, "yes");
            assertThat(comparison.test()).isEqualTo("cluster-robust t");
            assertThat(comparison.difference().value()).isCloseTo(5 / 6.0, within(1e-12));
            assertThat(comparison.difference().high()).isEqualTo(1);
            assertThat(comparison.difference().low()).isEqualTo(-1);
        }

        @Test
        void ofNumbersThatIsTheSameEverywhereIsAsRareAsItsSigns() {
            TaskResult<String> left = run(longer("a", 2), lengths(10, 10));
            TaskResult<String> right = run(longer("b", 0), lengths(10, 10));
            PairedComparison comparison = PairedComparison.of(left, right, "length");
            assertThat(comparison.difference().value()).isEqualTo(2);
            assertThat(comparison.p()).isEqualTo(2 / 1024.0);
        }

        @Test
        void ofOneModelUnderTwoConditionsIsNamedByTheTasks() {
            Task<String> plain = yesOrNo(10);
            Task<String> pressed =
                    new Task<>("pressed", plain.samples(), plain.sampling(), plain.measures(), plain.scorer());
            PairedComparison comparison =
                    PairedComparison.of(run(saysYes(0.5), pressed), run(saysYes(0.5), plain), "yes");
            assertThat(comparison.left()).isEqualTo("pressed");
            assertThat(comparison.right()).isEqualTo("yes-or-no");
        }

        @Test
        void putsTheLargestDiscordFirst() {
            TaskResult<String> left = run(
                    new ScriptedModel("a", request -> questionOf(request).equals("q004") ? "xxxxxxx" : "xx"),
                    lengths(6, 6));
            TaskResult<String> right = run(
                    new ScriptedModel("b", request -> questionOf(request).equals("q002") ? "x" : "xx"), lengths(6, 6));
            assertThat(PairedComparison.of(left, right, "length").discordant()).containsExactly("q004", "q002");
        }

        @Test
        void isCoveredByItsIntervalAtTheNominalRate() {
            Task<String> task = yesOrNo(100);
            int covered = 0;
            int rejected = 0;
            for (int repetition = 0; repetition < 200; repetition++) {
                Seed seed = SEED.derive("pair", repetition);
                TaskResult<String> left = Evaluation.run(saysYes(0.7), task, seed.derive("left"), Progress.NONE);
                TaskResult<String> right = Evaluation.run(saysYes(0.5), task, seed.derive("right"), Progress.NONE);
                TaskResult<String> other = Evaluation.run(saysYes(0.7), task, seed.derive("other"), Progress.NONE);
                Estimate difference = PairedComparison.of(left, right, "yes").difference();
                covered += difference.excludes(0.7 - 0.5) ? 0 : 1;
                rejected += PairedComparison.of(left, other, "yes").p() <= 0.05 ? 1 : 0;
            }
            // Nominal 190 and 10; four standard errors of a binomial count of 200.
            assertThat(covered).isBetween(178, 200);
            assertThat(rejected).isLessThanOrEqualTo(22);
        }
    }

    @Nested
    class WhatCannotBePaired {
        @Test
        void isCountedByReasonAndSide() {
            TaskResult<String> left = run(
                    new ScriptedModel("a", request -> questionOf(request).equals("q001") ? "?" : "yes"), yesOrNo(10));
            TaskResult<String> right = run(
                    new ScriptedModel("b", request -> switch (questionOf(request)) {
                        case "q001" -> "?";
                        case "q002" -> "declined";
                        default -> "no";
                    }),
                    yesOrNo(12));
            PairedComparison comparison = PairedComparison.of(left, right, "yes");
            assertThat(comparison.difference().n()).isEqualTo(8);
            assertThat(comparison.difference().missing())
                    .isEqualTo(Map.of("unparsable on both sides", 1, "refused on the right", 1, "unpaired", 2));
        }

        @Test
        void inAllIsUndefined() {
            TaskResult<String> left = run(saysYes(1), yesOrNo(3));
            TaskResult<String> right = run(ScriptedModel.always("?"), yesOrNo(3));
            assertThatThrownBy(() -> PairedComparison.of(left, right, "yes"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED));
        }

        @Test
        void byDifferingClustersIsAnError() {
            TaskResult<String> left = run(saysYes(1), yesOrNo(6, 2));
            TaskResult<String> right = run(saysYes(1), yesOrNo(6, 3));
            assertThatThrownBy(() -> PairedComparison.of(left, right, "yes"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("clusters");
        }
    }

    @Test
    void severalComparisonsAreAdjustedTogetherInTheirOrder() {
        TaskResult<String> low = run(saysYes(0.1), yesOrNo(60));
        TaskResult<String> high = run(saysYes(0.9), yesOrNo(60));
        PairedComparison same = PairedComparison.of(low, low, "yes");
        PairedComparison apart = PairedComparison.of(high, low, "yes");
        List<Comparisons.Adjusted> adjusted = Comparisons.holm(List.of(same, apart));
        assertThat(adjusted).extracting(Comparisons.Adjusted::comparison).containsExactly(same, apart);
        assertThat(adjusted.get(1).adjustedP()).isEqualTo(2 * apart.p());
        assertThat(adjusted.get(0).adjustedP()).isEqualTo(1);
    }
}
