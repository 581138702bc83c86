package dev.plumbline.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacedTest {
    private static CompletionRequest ask(String question, long seed) {
        return new CompletionRequest(Conversation.ask(question), Sampling.greedy(8), new Seed(seed));
    }

    private static Paced paced(ScriptedModel model, Patience patience) {
        return new Paced(model, Concurrency.USUAL, patience, Budget.unlimited(Price.FREE));
    }

    @Nested
    class Asks {
        private final AtomicInteger asked = new AtomicInteger();

        private ScriptedModel failing(ModelFailure.Kind kind, int times) {
            return new ScriptedModel("m", request -> {
                if (asked.incrementAndGet() <= times) {
                    throw new ModelFailure(kind, "host: " + kind);
                }
                return "ok";
            });
        }

        @Test
        void againWhereThatMayHelp() {
            Paced model = paced(failing(ModelFailure.Kind.SERVER, 3), Sums.QUICK);
            assertThat(model.complete(ask("a", 1)).text()).isEqualTo("ok");
            assertThat(model.failures()).containsEntry(ModelFailure.Kind.SERVER, 3L);
        }

        @Test
        void notAgainWhereItCannot() {
            Paced model = paced(failing(ModelFailure.Kind.REJECTED, 1), Sums.QUICK);
            assertThatThrownBy(() -> model.complete(ask("a", 1))).hasMessage("host: REJECTED");
            assertThat(asked).hasValue(1);
        }

        @Test
        void noMoreOftenThanItsPatienceAllows() {
            Patience thrice =
                    new Patience(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ZERO);
            Paced model = paced(failing(ModelFailure.Kind.NETWORK, 99), thrice);
            assertThatThrownBy(() -> model.complete(ask("a", 1))).isInstanceOf(ModelFailure.class);
            assertThat(asked).hasValue(3);
        }

        @Test
        void noLongerThanItsDeadline() {
            Patience brief = new Patience(
                    99, Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ZERO);
            Paced model = paced(failing(ModelFailure.Kind.SERVER, 99), brief);
            assertThatThrownBy(() -> model.complete(ask("a", 1)))
                    .isInstanceOfSatisfying(
                            ModelFailure.class, e -> assertThat(e.kind()).isEqualTo(ModelFailure.Kind.TIMED_OUT))
                    .hasMessageContaining("SERVER");
        }
    }

    @Nested
    class Limits {
        private final AdaptiveLimit limit = new AdaptiveLimit(new Concurrency(2, 8));

        private AdaptiveLimit.Place take() throws InterruptedException {
            AdaptiveLimit.Place place = limit.take(10_000_000_000L);
            if (place == null) {
                throw new PlumblineException(ErrorCode.BUSY, "no place");
            }
            return place;
        }

        @Test
        void riseWhileAnswersComeAndTheLimitIsInUse() throws InterruptedException {
            for (int round = 0; round < 4; round++) {
                int now = limit.limit();
                for (int i = 0; i < now; i++) {
                    take();
                }
                for (int i = 0; i < now; i++) {
                    limit.answered();
                }
            }
            assertThat(limit.limit()).isGreaterThan(4).isLessThanOrEqualTo(8);
        }

        @Test
        void stayWhereNobodyNeedsThem() throws InterruptedException {
            for (int i = 0; i < 20; i++) {
                take();
                limit.answered();
            }
            assertThat(limit.limit()).isEqualTo(2);
        }

        @Test
        void areHalvedOnceForAllThatWereUnderWay() throws InterruptedException {
            AdaptiveLimit wide = new AdaptiveLimit(new Concurrency(8, 8));
            AdaptiveLimit.Place one = wide.take(Long.MAX_VALUE);
            AdaptiveLimit.Place two = wide.take(Long.MAX_VALUE);
            wide.refused(java.util.Objects.requireNonNull(one), Duration.ZERO);
            wide.refused(java.util.Objects.requireNonNull(two), Duration.ZERO);
            assertThat(wide.limit()).isEqualTo(4);
        }

        @Test
        void letNobodyStartForAsLongAsTheEndpointAsks() throws InterruptedException {
            limit.refused(take(), Duration.ofSeconds(2));
            assertThat(limit.take(20_000_000)).isNull();
            long begun = System.nanoTime();
            assertThat(limit.take(60_000_000_000L)).isNotNull();
            assertThat(System.nanoTime() - begun).isGreaterThan(100_000_000);
        }
    }

    @Test
    void standingInLineDoesNotUseUpARequestsTime() throws InterruptedException {
        ScriptedModel slow = new ScriptedModel("slow", request -> {
            try {
                Thread.sleep(30);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "answer";
        });
        Patience brief = Patience.USUAL.within(Duration.ofMillis(100));
        Paced paced = new Paced(slow, Concurrency.fixed(1), brief, Budget.unlimited(Price.FREE));
        AtomicInteger answered = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletionRequest request =
                    new CompletionRequest(Conversation.ask("q" + i), Sampling.greedy(4), new Seed(i));
            threads.add(Thread.startVirtualThread(() -> {
                paced.complete(request);
                answered.incrementAndGet();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answered).hasValue(10);
    }

    @Nested
    class Caches {
        @TempDir
        private Path folder;

        private final AtomicInteger asked = new AtomicInteger();
        private final ScriptedModel counting = new ScriptedModel("m", request -> "answer " + asked.incrementAndGet());

        private Completion ask(CompletionRequest request) {
            try (ResponseCache cache = new ResponseCache(folder.resolve("cache"))) {
                return Paced.cached(counting, Concurrency.USUAL, Sums.QUICK, Budget.unlimited(Price.FREE), cache)
                        .complete(request);
            }
        }

        @Test
        void rememberAnAnswerFromOneProcessToTheNext() {
            Completion first = ask(PacedTest.ask("a", 1));
            assertThat(ask(PacedTest.ask("a", 1))).isEqualTo(first);
            assertThat(asked).hasValue(1);
        }

        @Test
        void tellRequestsApartByAllThatDecidesAnAnswer() {
            ask(PacedTest.ask("a", 1));
            ask(PacedTest.ask("a", 2));
            ask(PacedTest.ask("b", 1));
            ask(new CompletionRequest(Conversation.ask("a"), Sampling.greedy(9), new Seed(1)));
            assertThat(asked).hasValue(4);
        }
    }

    @Test
    void aSecondQuestionOvertakesAFirstThatKeepsOneWaiting() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedModel model = new ScriptedModel("m", request -> {
            try {
                Thread.sleep(asked.incrementAndGet() == 1 ? 5_000 : 5);
            } catch (InterruptedException e) {
                throw new PlumblineException(ErrorCode.CANCELLED, "stopped", e);
            }
            return "ok";
        });
        long begun = System.nanoTime();
        Paced hedged = paced(model, Sums.QUICK.hedgingAfter(Duration.ofMillis(30)));

        assertThat(hedged.complete(ask("a", 1)).text()).isEqualTo("ok");
        assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
        assertThat(asked).hasValue(2);
    }
}
