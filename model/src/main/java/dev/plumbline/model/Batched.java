package dev.plumbline.model;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A model that is fast in batches, asked one by one from many threads: what is waiting is answered together.
///
/// All work runs on one platform thread, so that any number of virtual threads may ask a model in this process.
/// By the contract of [LanguageModel] no answer depends on what else is in its batch. A batch that breaks is
/// asked again one by one, so that only the requests that break it fail.
public final class Batched implements LanguageModel, RanksAnswers, AutoCloseable {
    private record Waiting(CompletionRequest request, CompletableFuture<Completion> answer) {}

    private final LanguageModel model;
    private final int most;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean closed;

    /// Begins to collect requests.
    ///
    /// @param model stays open when this closes
    /// @param most largest batch, at least 1
    public Batched(LanguageModel model, int most) {
        if (most < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a batch must be 1 or more, not " + most);
        }
        this.model = model;
        this.most = most;
        this.worker =
                Thread.ofPlatform().daemon().name("batches of " + model.name()).start(this::work);
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public boolean takesTools() {
        return model.takesTools();
    }

    @Override
    public Completion complete(CompletionRequest request) {
        Waiting waiting = new Waiting(request, new CompletableFuture<>());
        queue.add(waiting);
        if (closed) {
            waiting.answer().completeExceptionally(closedAlready());
        }
        try {
            return waiting.answer().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + name() + " was asked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        }
    }

    /// Ranks at once, not in a batch.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the model neither ranks answers nor scores text
    @Override
    public double[] rank(Conversation prompt, List<String> answers) {
        return switch (model) {
            case RanksAnswers ranks -> ranks.rank(prompt, answers);
            case ScoresText scores -> RanksAnswers.by(scores).rank(prompt, answers);
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, name() + " tells no log-probabilities; score the answer's text");
        };
    }

    private void work() {
        try {
            while (!closed) {
                Waiting first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Waiting> batch = new ArrayList<>(List.of(first));
                    // Threads that were just answered ask again at once: let them join.
                    Thread.sleep(1);
                    queue.drainTo(batch, most - 1);
                    answer(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.forEach(waiting -> waiting.answer().completeExceptionally(closedAlready()));
        }
    }

    private void answer(List<Waiting> batch) {
        try {
            List<Completion> answers =
                    model.completeAll(batch.stream().map(Waiting::request).toList(), Progress.NONE);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                batch.getFirst().answer().completeExceptionally(e);
                return;
            }
            batch.forEach(waiting -> answer(List.of(waiting)));
        }
    }

    private PlumblineException closedAlready() {
        return new PlumblineException(ErrorCode.CANCELLED, name() + " was closed before it answered");
    }

    /// Fails what is waiting; the model itself stays open.
    @Override
    public void close() {
        closed = true;
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
