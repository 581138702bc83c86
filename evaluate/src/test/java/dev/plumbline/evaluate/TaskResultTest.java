package dev.plumbline.evaluate;

import static dev.plumbline.evaluate.Tasks.SEED;
import static dev.plumbline.evaluate.Tasks.questionOf;
import static dev.plumbline.evaluate.Tasks.saysYes;
import static dev.plumbline.evaluate.Tasks.yesOrNo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskResultTest {
    /// One number for each sample, of a task of one measure.
    private static TaskResult<Double> values(Measure measure, int clusters, double... values) {
        List<Sample<Double>> samples = IntStream.range(0, values.length)
                .mapToObj(i -> new Sample<>(
                        "q" + i,
                        Conversation.ask("?"),
                        values[i],
                        clusters == values.length ? "q" + i : "c" + i % clusters))
                .toList();
        Task<Double> task = new Task<>(
                "values",
                samples,
                Sampling.greedy(1),
                List.of(measure),
                (sample, answer) -> Double.isNaN(sample.truth())
                        ? Score.missing(MissingReason.UNPARSABLE, "")
                        : Score.of(measure.name(), sample.truth()));
        return Evaluation.run(ScriptedModel.always("."), task, SEED, Progress.NONE);
    }

    @Nested
    class APlantedRate {
        /// Wilson's interval covers at least 93 % at these rates with 100 samples; 200 repetitions scatter by
        /// 1.6 points.
        @ParameterizedTest
        @ValueSource(doubles = {0, 0.2, 0.5, 0.8, 1})
        void isRecoveredWithinItsInterval(double rate) {
            Task<String> task = yesOrNo(100);
            int covered = 0;
            for (int repetition = 0; repetition < 200; repetition++) {
                Estimate estimate = Evaluation.run(
                                saysYes(rate), task, SEED.derive("repetition", repetition), Progress.NONE)
                        .estimate("yes");
                covered += estimate.excludes(rate) ? 0 : 1;
            }
            assertThat(covered).isGreaterThanOrEqualTo(180);
        }

        /// All samples of a cluster answer alike, so that a plain interval would be far too narrow.
        @ParameterizedTest
        @ValueSource(doubles = {0, 0.2, 0.5, 0.8, 1})
        void isRecoveredFromClusters(double rate) {
            Task<String> task = yesOrNo(200, 40);
            int covered = 0;
            int plain = 0;
            for (int repetition = 0; repetition < 200; repetition++) {
                dev.plumbline.core.Seed seed = SEED.derive("clusters", repetition);
                Estimate estimate = Evaluation.run(
                                new ScriptedModel("clustered", request -> {
                                    int cluster =
                                            Integer.parseInt(questionOf(request).substring(1)) % 40;
                                    double u = seed.derive("cluster", cluster)
                                            .generator()
                                            .nextDouble();
                                    return u < rate ? "yes" : "no";
                                }),
                                task,
                                seed,
                                Progress.NONE)
                        .estimate("yes");
                covered += estimate.excludes(rate) ? 0 : 1;
                int successes = (int) Math.round(estimate.value() * estimate.n());
                plain += new Proportion(successes, estimate.n()).wilson(0.95).excludes(rate) ? 0 : 1;
            }
            assertThat(covered).isGreaterThanOrEqualTo(180);
            if (rate > 0 && rate < 1) {
                assertThat(plain).isLessThan(150);
            }
        }
    }

    @Nested
    class AnInterval {
        @Test
        void isWilsonsForARate() {
            Estimate estimate = values(Measure.rate("x"), 5, 1, 0, 1, 1, 0).estimate("x", 0.9);
            assertThat(estimate).isEqualTo(new Proportion(3, 5).wilson(0.9));
        }

        @Test
        void isStudentsForOtherValues() {
            Estimate estimate = values(Measure.unbounded("x"), 3, 1, 2, 6).estimate("x");
            assertThat(estimate.method()).isEqualTo("t");
            assertThat(estimate.value()).isEqualTo(3);
        }

        @Test
        void allowsForClustersThatSamplesShare() {
            Estimate estimate = values(Measure.rate("x"), 3, 1, 0, 1, 1, 0, 0).estimate("x");
            assertThat(estimate.method()).isEqualTo("wilson, effective n");
            assertThat(values(Measure.unbounded("x"), 3, 1, 0, 1, 1, 0, 0)
                            .estimate("x")
                            .method())
                    .isEqualTo("cluster-robust t");
            assertThat(estimate.n()).isEqualTo(6);
        }

        @Test
        void staysOnTheScale() {
            Estimate estimate = values(Measure.rate("x"), 3, 1, 0, 1, 1, 0, 0).estimate("x");
            assertThat(estimate.low()).isGreaterThanOrEqualTo(0);
            assertThat(estimate.high()).isLessThanOrEqualTo(1);
        }

        @Test
        void ofUnanimousClustersCountsEachClusterOnce() {
            Estimate estimate =
                    values(Measure.rate("x"), 4, 0, 0, 0, 0, 0, 0, 0, 0).estimate("x");
            assertThat(estimate.high())
                    .isEqualTo(new Proportion(0, 4).wilson(0.95).high());
            assertThat(estimate.n()).isEqualTo(8);
        }

        @Test
        void keepsItsWidthWhereFewClustersHappenToAgree() {
            Estimate estimate = values(Measure.rate("x"), 2, 1, 1, 0, 0).estimate("x");
            assertThat(estimate.value()).isEqualTo(0.5);
            assertThat(estimate.high() - estimate.low()).isGreaterThan(0.8);
        }

        @Test
        void doesNotExistForOneCluster() {
            TaskResult<Double> result = values(Measure.unbounded("x"), 1, 1, 2, 3);
            assertThatThrownBy(() -> result.estimate("x"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED));
        }
    }

    @Nested
    class WhatIsMissing {
        @Test
        void isCountedByReasonAndLeftOutOfN() {
            Estimate estimate =
                    values(Measure.rate("x"), 4, 1, Double.NaN, 0, Double.NaN).estimate("x");
            assertThat(estimate.n()).isEqualTo(2);
            assertThat(estimate.missing()).isEqualTo(Map.of("unparsable", 2));
        }

        @Test
        void boundsTheMeanFromBothSides() {
            var bounds =
                    values(Measure.rate("x"), 4, 1, Double.NaN, 0, Double.NaN).bounds("x");
            assertThat(bounds.low()).isEqualTo(0.25);
            assertThat(bounds.high()).isEqualTo(0.75);
        }

        @Test
        void boundsNothingOnAnUnboundedScale() {
            TaskResult<Double> result = values(Measure.unbounded("x"), 3, 1, Double.NaN, 0);
            assertThatThrownBy(() -> result.bounds("x"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED));
        }

        @Test
        void includesMeasuresThatDoNotApply() {
            Task<String> plain = yesOrNo(6);
            Task<String> task = new Task<>(
                    "two",
                    plain.samples(),
                    plain.sampling(),
                    List.of(Tasks.YES, Measure.unbounded("length")),
                    (sample, answer) -> sample.id().compareTo("q002") < 0
                            ? Score.of("length", 3)
                            : Score.of(Map.of("length", 4.0, "yes", 1.0)));
            TaskResult<String> result = Evaluation.run(saysYes(1), task, SEED, Progress.NONE);
            assertThat(result.estimate("yes").missing()).isEqualTo(Map.of("not measured", 2));
            assertThat(result.bounds("yes").low()).isEqualTo(1);
            assertThat(result.estimate("length").missing()).isEmpty();
        }
    }

    @Test
    void anUnknownMeasureIsAnErrorThatNamesTheKnownOnes() {
        TaskResult<Double> result = values(Measure.rate("x"), 2, 1, 0);
        assertThatThrownBy(() -> result.estimate("y"))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("no measure \"y\"; there are x");
    }

    @Test
    void aPartHasOnlyTheSamplesChosen() {
        TaskResult<Double> result =
                values(Measure.rate("x"), 4, 1, 0, 1, 1).where("ones", sample -> sample.truth() == 1);
        assertThat(result.task()).isEqualTo("ones");
        assertThat(result.values("x")).containsOnlyKeys("q0", "q2", "q3");
    }

    @Test
    void aTaskRefusesTwoSamplesOfOneId() {
        Sample<String> sample = new Sample<>("q1", Conversation.ask("?"), "yes");
        assertThatThrownBy(() -> new Task<>(
                        "twins", List.of(sample, sample), Sampling.greedy(1), List.of(Tasks.YES), Tasks::score))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("\"q1\" occurs twice");
    }
}
