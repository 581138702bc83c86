package dev.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchedTest {
    /// Takes as long for many as for one, and breaks on a poisoned question.
    private static final class SlowModel implements LanguageModel {
        final AtomicInteger batches = new AtomicInteger();

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Completion complete(CompletionRequest request) {
            return completeAll(List.of(request), Progress.NONE).getFirst();
        }

        @Override
        public List<Completion> completeAll(List<CompletionRequest> requests, Progress progress) {
            batches.incrementAndGet();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new PlumblineException(ErrorCode.CANCELLED, "stopped", e);
            }
            assertThat(Thread.currentThread().isVirtual()).isFalse();
            return requests.stream()
                    .map(request -> {
                        String asked = request.conversation().lastContent();
                        if (asked.equals("poison")) {
                            throw new PlumblineException(ErrorCode.BAD_DATA, "poisoned");
                        }
                        return new Completion(asked + "!", FinishReason.STOP, 0, 0);
                    })
                    .toList();
        }
    }

    private static CompletionRequest ask(String question) {
        return new CompletionRequest(Conversation.ask(question), Sampling.greedy(4), new Seed(0));
    }

    @Test
    void manyThreadsAreAnsweredInFewBatches() throws Exception {
        SlowModel slow = new SlowModel();
        try (Batched model = new Batched(slow, 64);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Completion>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> model.complete(ask("q" + i))))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().text()).isEqualTo("q" + i + "!");
            }
        }
        assertThat(slow.batches.get()).isLessThan(20);
    }

    @Test
    void aRequestThatBreaksItsBatchFailsAlone() throws Exception {
        try (Batched model = new Batched(new SlowModel(), 64);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Completion> bad = threads.submit(() -> model.complete(ask("poison")));
            List<Future<Completion>> good = IntStream.range(0, 5)
                    .mapToObj(i -> threads.submit(() -> model.complete(ask("q" + i))))
                    .toList();
            for (Future<Completion> one : good) {
                assertThat(one.get().text()).endsWith("!");
            }
            assertThatThrownBy(bad::get).hasRootCauseMessage("poisoned");
        }
    }

    @Test
    void oneThatIsClosedAnswersNobody() {
        Batched model = new Batched(new SlowModel(), 4);
        model.close();
        assertThatThrownBy(() -> model.complete(ask("late"))).hasMessageContaining("closed");
    }
}
