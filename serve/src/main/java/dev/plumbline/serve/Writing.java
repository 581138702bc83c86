package dev.plumbline.serve;

import dev.plumbline.core.FinishReason;
import dev.plumbline.engine.GenerationListener;
import dev.plumbline.engine.GenerationRequest;
import dev.plumbline.engine.LiveGeneration;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.engine.WrittenToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The answers to one request while they are written. The engine puts tokens into a queue and never waits; the
/// request's own thread takes them out, turns them into text and decides where an answer ends.
final class Writing implements AutoCloseable {
    /// What the engine says.
    private sealed interface Event {
        record Token(int answer, WrittenToken token) implements Event {}

        record Ended(int answer, FinishReason reason) implements Event {}

        record Failed(int answer, RuntimeException failure) implements Event {}
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<AnswerText> answers = new ArrayList<>();
    private final List<Sequence> sequences = new ArrayList<>();

    private Writing() {}

    /// Hands in all answers to a request.
    ///
    /// @param most answers that this server holds at once
    /// @throws ApiException status 429 if there is no room, 400 if there never will be
    static Writing begin(TextRequest request, LiveGeneration generation, Tokenizer tokenizer, int most) {
        if ((long) request.prompts().size() * request.choices() > most) {
            throw ApiException.invalid("n", "A request may ask for " + most + " answers at most.");
        }
        Writing writing = new Writing();
        List<GenerationRequest> all = new ArrayList<>();
        for (int p = 0; p < request.prompts().size(); p++) {
            for (int c = 0; c < request.choices(); c++) {
                int index = p * request.choices() + c;
                Sequence sequence = writing.new Sequence(index);
                writing.sequences.add(sequence);
                writing.answers.add(new AnswerText(tokenizer, request.stops(), request.tools()));
                all.add(new GenerationRequest(
                        request.prompts().get(p),
                        request.options(),
                        request.seed().derive("choice", index),
                        sequence));
            }
        }
        if (!generation.submit(all)) {
            throw ApiException.full();
        }
        return writing;
    }

    /// The answers, in order: those to the first prompt, then those to the second.
    List<AnswerText> answers() {
        return answers;
    }

    /// Whether all answers are complete.
    boolean isOver() {
        return answers.stream().allMatch(AnswerText::isOver);
    }

    /// Waits for news and takes in all that there are.
    ///
    /// @return whether there were any within this time
    /// @throws ApiException status 500 if the engine failed
    boolean await(long millis) throws InterruptedException {
        Event event = events.poll(millis, TimeUnit.MILLISECONDS);
        if (event == null) {
            return false;
        }
        while (event != null) {
            take(event);
            event = events.poll();
        }
        return true;
    }

    /// Tells the engine to drop what is not complete.
    @Override
    public void close() {
        sequences.forEach(sequence -> sequence.cancelled = true);
    }

    private void take(Event event) {
        switch (event) {
            case Event.Token(int answer, WrittenToken token) -> {
                if (!answers.get(answer).add(token)) {
                    sequences.get(answer).cancelled = true;
                }
            }
            case Event.Ended(int answer, FinishReason reason) -> {
                if (reason == FinishReason.CANCELLED && !answers.get(answer).isOver()) {
                    throw ApiException.failed("The server stopped before the answer was complete.");
                }
                answers.get(answer).end(reason);
            }
            case Event.Failed(int answer, RuntimeException failure) ->
                throw ApiException.failed("The engine failed: " + failure.getMessage());
        }
    }

    /// What the engine tells of one answer.
    private final class Sequence implements GenerationListener {
        private final int answer;
        private volatile boolean cancelled;

        private Sequence(int answer) {
            this.answer = answer;
        }

        @Override
        public boolean wrote(WrittenToken token) {
            events.add(new Event.Token(answer, token));
            return true;
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public void ended(FinishReason reason) {
            events.add(new Event.Ended(answer, reason));
        }

        @Override
        public void failed(RuntimeException failure) {
            events.add(new Event.Failed(answer, failure));
        }
    }
}
