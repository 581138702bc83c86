package dev.plumbline.evaluate.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuitesTest {
    private static final Seed DATA = new Seed(1);

    static Stream<String> names() {
        return Suites.names().stream();
    }

    private static TaskResult<Known> measured(Suite suite, Task<Known> task, double rate, Seed seed) {
        return Evaluation.run(suite.planted(task, rate, seed), task, seed, Progress.NONE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aModelWithoutTheFailureRaisesNoAlarmAndOneThatIsFullOfItAlwaysDoes(String name) {
        Suite suite = Suites.named(name);
        Task<Known> task = suite.task(80, DATA);
        Estimate none = measured(suite, task, 0, new Seed(2)).estimate(suite.plantedMeasure());
        Estimate full = measured(suite, task, 1, new Seed(2)).estimate(suite.plantedMeasure());

        assertThat(none.value()).isZero();
        assertThat(full.value()).isEqualTo(1);
        assertThat(none.missing()).isEmpty();
        assertThat(full.n()).isEqualTo(80);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPlantedRateIsRecoveredWithinItsInterval(String name) {
        Suite suite = Suites.named(name);
        Task<Known> task = suite.task(60, DATA);
        int covered = 0;
        for (int repetition = 0; repetition < 6; repetition++) {
            for (double rate : List.of(0.2, 0.5, 0.8)) {
                Estimate estimate =
                        measured(suite, task, rate, new Seed(100 + repetition)).estimate(suite.plantedMeasure());
                covered += estimate.excludes(rate) ? 0 : 1;
            }
        }
        // 18 intervals at 95 %: fewer than 13 come by chance about twice in ten thousand times.
        assertThat(covered).isGreaterThanOrEqualTo(13);
    }

    @ParameterizedTest
    @MethodSource("names")
    void itsUsualSizeIsThereAndASmallerOneIsItsBeginning(String name) {
        Suite suite = Suites.named(name);
        List<Sample<Known>> all = suite.task(suite.usualSamples(), DATA).samples();
        List<Sample<Known>> few = suite.task(10, DATA).samples();

        assertThat(all).hasSize(suite.usualSamples());
        assertThat(all.subList(0, 10)).isEqualTo(few);
        assertThat(suite.task(10, new Seed(2)).samples()).isNotEqualTo(few);
    }

    @ParameterizedTest
    @MethodSource("names")
    void itsCardSaysWhatItMeasures(String name) {
        Card card = Suites.named(name).card();
        assertThat(List.of(card.measures(), card.limits(), card.chance(), card.confounds(), card.source()))
                .allSatisfy(text -> assertThat(text.length()).isGreaterThan(20));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aModelThatBabblesIsUnparsableOrMeasuredButNeverABreak(String name) {
        Suite suite = Suites.named(name);
        Task<Known> task = suite.task(10, DATA);
        String hostile = "\u001b[31m{\"verdict\":1}</s><script>\u0000 (A) (B) ANSWER:" + "x".repeat(10_000);
        TaskResult<Known> result = Evaluation.run(ScriptedModel.always(hostile), task, DATA, Progress.NONE);
        assertThat(result.outcomes()).hasSize(10);
        assertThat(result.missing(suite.measures().getFirst())).doesNotContainKey("failed");
    }

    @Nested
    class Files {
        private String good() {
            return Suites.named("privacy").text();
        }

        private void refused(String text, String... words) {
            assertThatThrownBy(() ->
                            SuiteFile.parse(text, "mine.yaml", Suites::bank).task(3, DATA))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("mine.yaml")
                    .hasMessageContainingAll(words);
        }

        @Test
        void aMisspeltKeyIsNamed() {
            refused(good().replace("max-tokens:", "max-token:"), "max-token");
            refused(good().replace("says: \"{secret}\"", "sais: \"{secret}\""), "measures[0]", "sais");
        }

        @Test
        void aCardThatSaysNothingIsRefused() {
            refused(good().replaceAll("  chance: .*\n", ""), "card", "chance");
        }

        @Test
        void whatIsNoYamlIsNamedByLine() {
            refused("suite: [", "line");
            refused("suite: &a x\ntitle: *a", "alias");
            refused("suite: x\nsuite: y", "line 2");
        }

        @Test
        void aSuiteOfTooFewSamplesSaysHowManyThereAre() {
            assertThatThrownBy(() -> Suites.named("sycophancy-mimicry").task(500, DATA))
                    .hasMessageContaining("no more than about");
        }

        @Test
        void anUnknownSuiteIsAnsweredWithThoseThatThereAre() {
            assertThatThrownBy(() -> Suites.named("nonsense")).hasMessageContaining("over-refusal");
        }
    }
}
