package dev.plumbline.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.ScriptedModel;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import dev.plumbline.model.mock.Fault;
import dev.plumbline.model.mock.MockChat;
import dev.plumbline.model.mock.MockEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRunTest {
    private static final LanguageModel KNOWS = new ScriptedModel("knows", Sums::answer);

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log.jsonl");
    }

    private static List<LogRecord> records(Path log) {
        List<LogRecord> records = new ArrayList<>();
        RunLog.each(log, records::add);
        return records;
    }

    @Test
    void theFiguresAreThoseOfAPlainEvaluation() {
        TaskResult<?> here = Sums.run(KNOWS, 200, log()).task("sums");
        TaskResult<?> plain = Evaluation.run(KNOWS, Sums.task("sums", 200), new Seed(11), Progress.NONE);

        assertThat(here.estimate("correct")).isEqualTo(plain.estimate("correct"));
        assertThat(here.estimate("correct").value()).isEqualTo(0.75);
    }

    @Test
    void everySampleIsInTheLogOnceWithAllThatWasSaid() {
        RunResult result = Sums.run(KNOWS, 100, log());
        List<LogRecord> records = records(log());

        assertThat(records).hasSize(100);
        assertThat(records.stream().map(LogRecord::key).distinct()).hasSize(100);
        LogRecord one = records.stream()
                .filter(r -> r.id().equals("sums-5"))
                .findFirst()
                .orElseThrow();
        assertThat(one.outcome()).isEqualTo("scored");
        assertThat(one.solution().orElseThrow().answer().text()).isEqualTo("12");
        assertThat(one.solution().orElseThrow().exchange("answer").talk().messages())
                .hasSize(2);
        Outcome<?> outcome = result.task("sums").outcomes().get(5);
        assertThat(outcome.answer()).isEqualTo("12");
    }

    @Test
    void whatCannotBeAnsweredReadOrScoredIsCountedByItsReason() {
        LanguageModel troubled = new ScriptedModel("troubled", request -> {
            int number = Integer.parseInt(request.conversation().lastContent().replaceAll("\\D+(\\d+) plus.*", "$1"));
            return switch (number % 4) {
                case 0 -> throw new ModelFailure(ModelFailure.Kind.REJECTED, "host: no");
                case 1 -> "I would rather not say";
                case 2 ->
                    throw new ModelFailure(
                            ModelFailure.Kind.TIMED_OUT,
                            "host: late",
                            null,
                            new java.util.concurrent.TimeoutException());
                default -> Sums.answer(request);
            };
        });
        Paced once = new Paced(
                troubled,
                Concurrency.upTo(8),
                new Patience(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO),
                Budget.unlimited(Price.FREE));
        TaskResult<?> result = EvaluationRun.run(
                        once, List.of(Sums.task("sums", 40)), Sums.OPTIONS, log(), Progress.NONE, () -> false)
                .task("sums");

        Estimate estimate = result.estimate("correct");
        assertThat(estimate.n()).isEqualTo(10);
        assertThat(estimate.missing()).isEqualTo(Map.of("failed", 10, "unparsable", 10, "timed out", 10));
        assertThat(result.bounds("correct").low()).isLessThan(0.3);
        assertThat(result.bounds("correct").high()).isGreaterThan(0.9);
    }

    @Test
    void epochsDrawAgainAndShareTheirSamplesCluster() {
        LanguageModel coin = new ScriptedModel(
                "coin", request -> request.seed().generator().nextBoolean() ? Sums.answer(request) : "0");
        RunResult result = EvaluationRun.run(
                Sums.paced(coin, 8),
                List.of(Sums.task("sums", 50)),
                Sums.OPTIONS.epochs(4),
                log(),
                Progress.NONE,
                () -> false);
        TaskResult<?> task = result.task("sums");

        assertThat(task.outcomes()).hasSize(200);
        assertThat(task.outcomes().stream().map(o -> o.sample().cluster()).distinct())
                .hasSize(50);
        assertThat(task.estimate("correct").method()).contains("effective n");
        assertThat(records(log())).hasSize(200);
    }

    @Test
    void tasksTakeTurnsSoThatASmallOneIsOverEarly() {
        List<String> order = new ArrayList<>();
        LanguageModel watched = new ScriptedModel("watched", request -> {
            order.add(request.conversation().lastContent());
            return Sums.answer(request);
        });
        RunOptions alone = new RunOptions(new Seed(1), 1, 1, Duration.ofMinutes(1), Map.of());
        EvaluationRun.run(
                Sums.paced(watched, 1),
                List.of(Sums.task("large", 100), Sums.task("small", 5)),
                alone,
                log(),
                Progress.NONE,
                () -> false);

        assertThat(order.subList(0, 4))
                .containsExactly("What is 0 plus 7?", "What is 0 plus 7?", "What is 1 plus 7?", "What is 1 plus 7?");
    }

    @Nested
    class Resumed {
        @Test
        void onlyWhatIsMissingIsAskedAgainAndTheFiguresAreTheSame() throws IOException {
            Path whole = folder.resolve("whole.jsonl");
            Estimate expected = Sums.run(KNOWS, 300, whole).task("sums").estimate("correct");
            byte[] bytes = Files.readAllBytes(whole);
            // Killed in the middle of a line.
            Files.write(log(), java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));
            int before = (int) Files.readString(log()).lines().count() - 2;
            AtomicInteger asked = new AtomicInteger();
            LanguageModel counting = new ScriptedModel("knows", request -> {
                asked.incrementAndGet();
                return Sums.answer(request);
            });

            RunResult result = Sums.run(counting, 300, log());

            assertThat(result.reused()).isEqualTo(before);
            assertThat(asked.get()).isEqualTo(300 - before);
            assertThat(result.task("sums").estimate("correct")).isEqualTo(expected);
            assertThat(records(log()).stream().map(LogRecord::key).distinct()).hasSize(300);
        }

        @Test
        void aFinishedRunAsksNothing() {
            Sums.run(KNOWS, 20, log());
            LanguageModel silent = new ScriptedModel("knows", request -> {
                throw new IllegalStateException("asked");
            });
            assertThat(Sums.run(silent, 20, log())
                            .task("sums")
                            .estimate("correct")
                            .missingCount())
                    .isZero();
        }

        @Test
        void anotherRunsLogIsRefused() {
            Sums.run(KNOWS, 20, log());
            assertThatThrownBy(() -> Sums.run(new ScriptedModel("other", Sums::answer), 20, log()))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH))
                    .hasMessageContaining("model knows");
            assertThatThrownBy(() -> Sums.run(KNOWS, 21, log())).hasMessageContaining("other samples");
        }

        @Test
        void damageInTheMiddleIsNamedByItsLine() throws IOException {
            Sums.run(KNOWS, 20, log());
            List<String> lines = new ArrayList<>(Files.readAllLines(log()));
            lines.set(4, "{\"kind\":\"sam" + lines.get(4).substring(14));
            Files.write(log(), lines);
            assertThatThrownBy(() -> Sums.run(KNOWS, 20, log()))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("line 5");
        }

        @Test
        void aSecondRunOfTheSameLogHasToWait() {
            LanguageModel intruder = new ScriptedModel("intruder", request -> {
                if (request.conversation().lastContent().contains("What is 0 ")) {
                    Sums.run(KNOWS, 20, log());
                }
                return "8";
            });
            RunResult result = Sums.run(intruder, 2, log());
            assertThat(result.task("sums").reasons("correct").values()).containsExactly(MissingReason.FAILED);
            assertThat(records(log()))
                    .anySatisfy(record -> assertThat(record.score().toString()).contains("another run is writing it"));
        }

        @Test
        void oneThatIsCancelledKeepsWhatEndedAndGoesOn() {
            AtomicInteger asked = new AtomicInteger();
            LanguageModel slow = new ScriptedModel("knows", request -> {
                asked.incrementAndGet();
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    throw new PlumblineException(ErrorCode.CANCELLED, "stopped", e);
                }
                return Sums.answer(request);
            });
            assertThatThrownBy(() -> EvaluationRun.run(
                            Sums.paced(slow, 4),
                            List.of(Sums.task("sums", 300)),
                            Sums.OPTIONS,
                            log(),
                            Progress.NONE,
                            () -> asked.get() > 50))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            int kept = records(log()).size();
            assertThat(kept).isBetween(30, 299);

            RunResult result = Sums.run(KNOWS, 300, log());
            assertThat(result.reused()).isEqualTo(kept);
            assertThat(result.task("sums").estimate("correct").value()).isEqualTo(0.75);
        }
    }

    @Nested
    class UnderTrouble {
        @Test
        void everyFaultAtOnceLosesNothingAndChangesNoFigure() {
            Map<Fault, Double> faults = new EnumMap<>(Fault.class);
            for (Fault fault : Fault.values()) {
                faults.put(fault, 0.05);
            }
            Estimate clean = Sums.run(KNOWS, 300, folder.resolve("clean.jsonl"))
                    .task("sums")
                    .estimate("correct");
            try (MockEndpoint endpoint =
                            MockEndpoint.start(new MockChat(Sums::answer), 0, Duration.ZERO, faults, new Seed(5));
                    HttpModel model = new HttpModel(
                            Endpoint.of(endpoint.url() + "#m").within(Duration.ofSeconds(1)), ApiKey.NONE)) {
                RunResult result = Sums.run(model, 300, log());

                assertThat(endpoint.broken()).isGreaterThan(150);
                assertThat(result.failures().keySet())
                        .contains(
                                ModelFailure.Kind.NETWORK,
                                ModelFailure.Kind.TIMED_OUT,
                                ModelFailure.Kind.MALFORMED,
                                ModelFailure.Kind.RATE_LIMITED,
                                ModelFailure.Kind.SERVER);
                assertThat(result.task("sums").estimate("correct")).isEqualTo(clean);
                assertThat(result.spent().requests()).isEqualTo(300);
                assertThat(result.spent().estimated()).isBetween(1L, 150L);
            }
        }

        @Test
        void aDeadEndpointEndsTheRunAndLeavesItsSamplesToBeAskedAgain() {
            MockEndpoint gone = MockEndpoint.start(MockChat.always("x"));
            gone.close();
            Patience thrice =
                    new Patience(3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5), Duration.ZERO);
            try (HttpModel model = new HttpModel(Endpoint.of(gone.url() + "#m"), ApiKey.NONE)) {
                Paced paced = new Paced(model, Concurrency.upTo(8), thrice, Budget.unlimited(Price.FREE));
                assertThatThrownBy(() -> EvaluationRun.run(
                                paced, List.of(Sums.task("sums", 30)), Sums.OPTIONS, log(), Progress.NONE, () -> false))
                        .isInstanceOfSatisfying(
                                PlumblineException.class,
                                problem -> assertThat(problem.code()).isEqualTo(ErrorCode.ENDPOINT))
                        .hasMessageContaining("answered none of 30 samples");
                assertThat(paced.failures()).containsEntry(ModelFailure.Kind.NETWORK, 90L);
                assertThat(records(log())).isEmpty();
            }
        }

        @Test
        void failuresBeforeTheFirstAnswerAreKeptOnceThereIsOne() {
            AtomicInteger asked = new AtomicInteger();
            LanguageModel late = new ScriptedModel("late", request -> {
                if (asked.incrementAndGet() <= 20) {
                    throw new ModelFailure(ModelFailure.Kind.REJECTED, "not yet");
                }
                return Sums.answer(request);
            });
            RunResult result = Sums.run(late, 100, log());
            assertThat(result.task("sums").missing("correct")).isEqualTo(Map.of("failed", 20));
            assertThat(records(log())).hasSize(100);
        }

        @Test
        void anEndpointThatBearsLittleIsNotPressed() {
            AtomicInteger atOnce = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            LanguageModel small = new ScriptedModel("small", request -> {
                try {
                    if (atOnce.incrementAndGet() > 8) {
                        refused.incrementAndGet();
                        throw new ModelFailure(
                                ModelFailure.Kind.RATE_LIMITED, "host: 429", Duration.ofMillis(20), null);
                    }
                    Thread.sleep(2);
                    return Sums.answer(request);
                } catch (InterruptedException e) {
                    throw new PlumblineException(ErrorCode.CANCELLED, "stopped", e);
                } finally {
                    atOnce.decrementAndGet();
                }
            });
            RunResult result = Sums.run(small, 1000, log());

            assertThat(result.task("sums").estimate("correct").value()).isEqualTo(0.75);
            assertThat(refused.get()).isBetween(1, 300);
        }
    }

    @Nested
    class Budgets {
        private RunResult run(Budget budget, int samples) {
            LanguageModel counted = new LanguageModel() {
                @Override
                public String name() {
                    return "counted";
                }

                @Override
                public Completion complete(CompletionRequest request) {
                    return new Completion(Sums.answer(request), FinishReason.STOP, 10, 5);
                }
            };
            Paced paced = new Paced(counted, Concurrency.upTo(16), Sums.QUICK, budget);
            return EvaluationRun.run(
                    paced, List.of(Sums.task("sums", samples)), Sums.OPTIONS, log(), Progress.NONE, () -> false);
        }

        @Test
        void whatDoesNotFitIsLeftForAnotherTimeAndCounted() {
            RunResult result = run(Budget.of(600, Double.POSITIVE_INFINITY, Price.FREE), 100);

            assertThat(result.spent().read() + result.spent().written()).isBetween(300L, 600L);
            assertThat(result.notRun()).isGreaterThan(50);
            assertThat(result.task("sums").missing("correct")).containsEntry("not run", result.notRun());
            assertThat(records(log())).hasSize(100 - result.notRun());

            RunResult rest = run(Budget.unlimited(new Price(1, 2)), 100);
            assertThat(rest.notRun()).isZero();
            assertThat(rest.reused()).isEqualTo(100 - result.notRun());
            assertThat(rest.spent().money()).isEqualTo((10 + 2 * 5) * result.notRun() / 1e6);
        }

        @Test
        void aForecastSendsNothing() {
            Forecast forecast = Forecast.of(List.of(Sums.task("sums", 10)), 3, new Price(1, 10));

            assertThat(forecast.samples()).isEqualTo(30);
            assertThat(forecast.written()).isEqualTo(30 * 16);
            assertThat(forecast.money()).isEqualTo((forecast.read() + 10.0 * forecast.written()) / 1e6);
        }

        @Test
        void moneyWithoutAPriceIsRefused() {
            assertThatThrownBy(() -> Budget.of(100, 5, Price.FREE)).hasMessageContaining("price");
        }
    }

    @Nested
    class Judged {
        private record Self(LanguageModel judge, boolean mayJudgeItself) implements Scorer<Integer>, UsesJudges {
            @Override
            public Score score(Sample<Integer> sample, Completion answer) {
                return Score.of("correct", true);
            }

            @Override
            public List<LanguageModel> judges() {
                return List.of(judge);
            }
        }

        private RunResult run(boolean allowed) {
            Task<Integer> plain = Sums.task("sums", 3);
            Task<Integer> judged =
                    new Task<>("judged", plain.samples(), plain.sampling(), plain.measures(), new Self(KNOWS, allowed));
            return EvaluationRun.run(
                    Sums.paced(KNOWS, 2), List.of(judged), Sums.OPTIONS, log(), Progress.NONE, () -> false);
        }

        @Test
        void aModelJudgesItselfOnlyWhereThatWasAllowed() {
            assertThatThrownBy(() -> run(false)).hasMessageContaining("would judge itself");
            assertThat(run(true).task("judged").estimate("correct").value()).isEqualTo(1);
        }
    }

    @Test
    void progressTellsRateMissingAndTimeLeft() {
        Set<String> figures = new HashSet<>();
        long[] last = new long[1];
        Progress progress = new Progress() {
            @Override
            public Meter start(String task, long total, String unit) {
                return (done, values) -> {
                    figures.addAll(values.keySet());
                    last[0] = done;
                };
            }

            @Override
            public void note(String line) {}
        };
        EvaluationRun.run(
                Sums.paced(KNOWS, 4), List.of(Sums.task("sums", 50)), Sums.OPTIONS, log(), progress, () -> false);

        assertThat(figures).contains("in flight", "limit", "missing", "failed attempts", "seconds left");
        assertThat(last[0]).isEqualTo(50);
    }

    @Test
    void aLineThatCannotBeWrittenEndsTheRun() throws IOException {
        Files.writeString(log(), "not a log\n", StandardOpenOption.CREATE);
        assertThatThrownBy(() -> Sums.run(KNOWS, 3, log())).isInstanceOf(PlumblineException.class);
    }
}
