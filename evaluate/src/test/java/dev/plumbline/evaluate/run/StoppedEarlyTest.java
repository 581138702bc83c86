package dev.plumbline.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.evaluate.AlwaysValid;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.LoggedResults;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.evaluate.log.Stopped;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that end once enough is known.
class StoppedEarlyTest {
    private static final LanguageModel KNOWS = new ScriptedModel("knows", Sums::answer);
    private static final double NEVER_ABOVE = Double.POSITIVE_INFINITY;
    private static final double NEVER_BELOW = Double.NEGATIVE_INFINITY;
    private static final StopRule NARROW = new StopRule("", 20, 0.1, NEVER_ABOVE, NEVER_BELOW);

    @TempDir
    private Path folder = Path.of("");

    private Path log() {
        return folder.resolve("log.jsonl");
    }

    private static RunResult run(LanguageModel model, int most, StopRule rule, Path log) {
        return EvaluationRun.run(
                Sums.paced(model, most),
                List.of(Sums.task("sums", 1000)),
                Sums.OPTIONS.until(rule),
                log,
                Progress.NONE,
                () -> false);
    }

    /// Answers after a time that depends on the question and on `salt` alone.
    private static LanguageModel shuffled(int salt, AtomicInteger asked) {
        return new ScriptedModel("knows", request -> {
            asked.incrementAndGet();
            int wait = Math.floorMod((request.conversation().lastContent() + salt).hashCode(), 7);
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                throw new PlumblineException(ErrorCode.CANCELLED, "stopped", e);
            }
            return Sums.answer(request);
        });
    }

    @Nested
    class ARun {
        @Test
        void endsOnceItsIntervalIsNarrowAndSaysWhere() {
            RunResult result = run(KNOWS, 16, NARROW, log());

            Stopped stopped = result.stopped().getFirst();
            Estimate estimate = result.task("sums").estimate("correct");
            assertThat(stopped.asked()).isLessThan(400).isEqualTo(estimate.n());
            assertThat(stopped.of()).isEqualTo(1000);
            assertThat((estimate.high() - estimate.low()) / 2).isLessThanOrEqualTo(0.1);
            assertThat(estimate.method()).isEqualTo("always valid, beta-binomial");
            assertThat(estimate).isEqualTo(stopped.estimate());
            assertThat(estimate.value()).isCloseTo(0.75, within(0.1));
            assertThat(result.notRun()).isZero();
            assertThat(stopped.sentence())
                    .startsWith("Stopped after " + stopped.asked() + " of 1,000 samples: correct is 0.7")
                    .endsWith("half its interval is at most 0.1.");
        }

        @Test
        void endsOnEitherSideOfAThreshold() {
            Stopped above = run(KNOWS, 16, new StopRule("", 20, 0, 0.5, NEVER_BELOW), log())
                    .stopped()
                    .getFirst();
            Stopped below = run(
                            KNOWS, 16, new StopRule("correct", 20, 0, NEVER_ABOVE, 0.9), folder.resolve("below.jsonl"))
                    .stopped()
                    .getFirst();

            assertThat(above.estimate().low()).isGreaterThan(0.5);
            assertThat(above.because()).isEqualTo("its interval lies above 0.5");
            assertThat(below.estimate().high()).isLessThan(0.9);
            assertThat(below.because()).isEqualTo("its interval lies below 0.9");
        }

        @Test
        void thatNeverKnowsEnoughAsksAllAndStillSaysThatItLooked() {
            RunResult result = run(KNOWS, 64, new StopRule("", 100, 0.001, NEVER_ABOVE, NEVER_BELOW), log());

            assertThat(result.stopped()).isEmpty();
            assertThat(result.task("sums").estimate("correct").n()).isEqualTo(1000);
            assertThat(result.task("sums").estimate("correct").method()).startsWith("always valid");
        }

        @Test
        void decidesTheSameWhateverIsInFlightAndAnswersFirst() {
            Set<Stopped> decisions = new HashSet<>();
            Set<Set<LogRecord.Key>> asked = new HashSet<>();
            for (int salt = 0; salt < 4; salt++) {
                Path log = folder.resolve("log" + salt + ".jsonl");
                int most = salt == 0 ? 1 : 4 << salt;
                decisions.addAll(run(shuffled(salt, new AtomicInteger()), most, NARROW, log)
                        .stopped());
                Set<LogRecord.Key> keys = new HashSet<>();
                RunLog.each(log, record -> keys.add(record.key()));
                asked.add(keys);
            }

            assertThat(decisions).hasSize(1);
            assertThat(asked).hasSize(1);
        }

        @Test
        void takesItsSamplesInAnOrderOfItsOwnSoThatSortedDataDoNotMislead() {
            // The first half is always right, the second never: the first blocks of the file alone would say 1.
            LanguageModel sorted = new ScriptedModel("knows", request -> {
                int number =
                        Integer.parseInt(request.conversation().lastContent().replaceAll("\\D+(\\d+) plus.*", "$1"));
                return number < 500 ? String.valueOf(number + 7) : "0";
            });

            RunResult result = run(sorted, 16, NARROW, log());

            assertThat(result.task("sums").estimate("correct").excludes(0.5)).isFalse();
            assertThat(result.stopped()).hasSize(1);
        }

        @Test
        void countsWhatFailedAsMissingAndWhatWasNotAskedNot() {
            LanguageModel troubled = new ScriptedModel("knows", request -> {
                String answer = Sums.answer(request);
                return answer.endsWith("3") ? "I would rather not say" : answer;
            });
            RunResult result = run(troubled, 16, NARROW, log());

            Estimate estimate = result.task("sums").estimate("correct");
            int asked = result.stopped().getFirst().asked();
            assertThat(estimate.missing().keySet()).containsExactly("unparsable");
            assertThat(estimate.n() + estimate.missingCount()).isEqualTo(asked).isLessThan(1000);
        }
    }

    @Nested
    class Resumed {
        @Test
        void decidesAsIfItHadNeverBeenStopped() throws IOException {
            Path whole = folder.resolve("whole.jsonl");
            Stopped expected = run(KNOWS, 16, NARROW, whole).stopped().getFirst();
            byte[] bytes = Files.readAllBytes(whole);
            // Killed in the middle of a line.
            Files.write(log(), Arrays.copyOf(bytes, bytes.length / 2));
            int before = (int) Files.readString(log()).lines().count() - 2;
            AtomicInteger asked = new AtomicInteger();

            RunResult result = run(shuffled(9, asked), 8, NARROW, log());

            assertThat(result.stopped()).containsExactly(expected);
            assertThat(asked.get()).isEqualTo(expected.asked() - before);
        }

        @Test
        void onceItIsOverItAsksNothingAndSaysSoOnceInTheLog() throws IOException {
            Stopped expected = run(KNOWS, 16, NARROW, log()).stopped().getFirst();
            AtomicInteger asked = new AtomicInteger();

            RunResult again = run(shuffled(1, asked), 16, NARROW, log());

            assertThat(asked.get()).isZero();
            assertThat(again.stopped()).containsExactly(expected);
            assertThat(Files.readAllLines(log()))
                    .filteredOn(line -> line.contains("\"kind\":\"stopped\""))
                    .singleElement()
                    .asString()
                    .contains("\"asked\":" + expected.asked(), "\"of\":1000", "half its interval");
            TaskResult<?> read = LoggedResults.read(log()).getFirst();
            assertThat(read.estimate("correct")).isEqualTo(expected.estimate());
        }

        @Test
        void underAnotherRuleItIsAnotherRun() {
            run(KNOWS, 16, NARROW, log());

            assertThatThrownBy(() -> run(KNOWS, 16, new StopRule("", 20, 0.2, NEVER_ABOVE, NEVER_BELOW), log()))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH))
                    .hasMessageContaining("width 0.1, every 20");
        }
    }

    @Nested
    class Looking {
        private static final double TRUTH = 0.2;

        /// How often a watched stream ends because its interval lies wholly on the wrong side of the truth itself.
        private int misled(boolean alwaysValid) {
            StopRule rule = new StopRule("", 1, 0, TRUTH, TRUTH);
            int misled = 0;
            for (int stream = 0; stream < 300; stream++) {
                RandomGenerator random = new Seed(3).derive("stream", stream).generator();
                AlwaysValid watched = new AlwaysValid(Measure.rate("r"));
                int successes = 0;
                boolean ended = false;
                for (int n = 1; n <= 400 && !ended; n++) {
                    boolean success = random.nextDouble() < TRUTH;
                    successes += success ? 1 : 0;
                    watched.add(List.of(success ? 1.0 : 0.0));
                    if (n % 10 == 0) {
                        Estimate look = alwaysValid
                                ? watched.interval(TaskResult.LEVEL)
                                : new Proportion(successes, n).wilson(TaskResult.LEVEL);
                        ended = rule.reason(look).isPresent();
                    }
                }
                misled += ended ? 1 : 0;
            }
            return misled;
        }

        @Test
        void afterEveryBlockMisleadsAsSeldomAsPromisedAndAnOrdinaryIntervalOften() {
            // At most 15 of 300 in expectation; 27 would be three deviations above.
            assertThat(misled(true)).isLessThan(27);
            assertThat(misled(false)).isGreaterThan(45);
        }

        @Test
        void coversTheTruthWhereItEndsByWidth() {
            int held = 0;
            for (int stream = 0; stream < 200; stream++) {
                RandomGenerator random = new Seed(4).derive("stream", stream).generator();
                AlwaysValid watched = new AlwaysValid(Measure.bounded("grade", 1, 5));
                StopRule rule = new StopRule("", 10, 0.4, NEVER_ABOVE, NEVER_BELOW);
                Estimate look;
                do {
                    // Clusters of two grades that hang together, with a mean of 3.
                    double shared = random.nextDouble();
                    watched.add(List.of(1 + 4 * shared, 1 + 4 * random.nextDouble()));
                    look = watched.interval(TaskResult.LEVEL);
                } while (rule.reason(look).isEmpty());
                held += look.excludes(3) ? 0 : 1;
                assertThat(look.method()).isEqualTo("always valid, beta mixture over " + look.n() / 2 + " clusters");
            }

            assertThat(held).isGreaterThanOrEqualTo(190);
        }

        @Test
        void keepsWhatHangsTogetherInOneBlock() {
            List<Sample<Integer>> samples = IntStream.range(0, 90)
                    .mapToObj(i -> new Sample<>("s" + i, Conversation.ask("?"), i, "c" + i % 30))
                    .toList();
            Task<Integer> task = new Task<>(
                    "pairs",
                    samples,
                    Sampling.greedy(1),
                    List.of(Measure.rate("even")),
                    (sample, answer) -> Score.of("even", sample.truth() % 2 == 0));
            RunResult result = EvaluationRun.run(
                    Sums.paced(KNOWS, 4),
                    List.of(task.solvedBy((sample, asker) ->
                            Solution.of(sample.prompt(), new Completion("x", FinishReason.STOP, 0, 0)))),
                    Sums.OPTIONS.epochs(2).until(new StopRule("", 10, 0.3, NEVER_ABOVE, NEVER_BELOW)),
                    log(),
                    Progress.NONE,
                    () -> false);

            Stopped stopped = result.stopped().getFirst();
            Estimate estimate = result.task("pairs").estimate("even");
            assertThat(stopped.asked() % 3).isZero();
            assertThat(stopped.asked()).isBetween(12, 89);
            assertThat(estimate.n()).isEqualTo(2 * stopped.asked());
            assertThat(estimate.method()).endsWith("over " + stopped.asked() / 3 + " clusters");
            assertThat(estimate.excludes(0.5)).isFalse();
        }
    }

    @Nested
    class ARule {
        @Test
        void refusesWhatMeansNothing() {
            assertThatThrownBy(() -> new StopRule("", 0, 0.1, NEVER_ABOVE, NEVER_BELOW))
                    .hasMessageContaining("every must be 1 or more, not 0");
            assertThatThrownBy(() -> new StopRule("", 1, -0.1, NEVER_ABOVE, NEVER_BELOW))
                    .hasMessageContaining("width must be 0 or more, not -0.1");
            assertThatThrownBy(() -> new StopRule("", 1, 0, Double.NaN, NEVER_BELOW))
                    .hasMessageContaining("must be numbers");
        }

        @Test
        void isRefusedBeforeAnythingIsAskedWhereItsMeasureCannotEndATask() {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() ->
                            run(shuffled(0, asked), 4, new StopRule("wrong", 20, 0.1, NEVER_ABOVE, NEVER_BELOW), log()))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENT))
                    .hasMessageContaining("cannot be ended by \"wrong\"")
                    .hasMessageEndingWith("there are correct");
            assertThat(asked.get()).isZero();
            assertThatThrownBy(() -> new AlwaysValid(Measure.unbounded("words")))
                    .hasMessageContaining("its scale has no ends");
        }

        @Test
        void standsInTheHeaderOfTheLog() {
            run(KNOWS, 16, new StopRule("correct", 20, 0.1, 0.9, 0.2), log());
            assertThat(RunLog.header(log()).setup())
                    .isEqualTo(Map.of("stop-rule", "width 0.1 or above 0.9 or below 0.2 of correct, every 20"));
            assertThat(RunLog.header(log()).watched()).isTrue();
        }
    }
}
