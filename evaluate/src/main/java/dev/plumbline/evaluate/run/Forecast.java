package dev.plumbline.evaluate.run;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.RanksAnswers;
import java.util.List;

/// What a run will cost at most, before it is begun: nothing is sent.
///
/// Every sample is put to a stand-in that writes as much as it may, so that solvers which ask several times are counted
/// as such; judges are not asked and not counted. Tokens are a fourth of the characters, the usual share for English.
///
/// @param samples to be put, epochs included
/// @param requests that they make
/// @param read tokens
/// @param written tokens, if every answer is as long as allowed
/// @param money in the price's currency
public record Forecast(long samples, long requests, long read, long written, double money) {
    /// The forecast for these tasks.
    public static Forecast of(List<? extends Task<?>> tasks, int epochs, Price price) {
        StandIn model = new StandIn();
        long samples = 0;
        for (Task<?> task : tasks) {
            solve(task, model);
            samples += task.samples().size();
        }
        return new Forecast(
                samples * epochs,
                model.requests * epochs,
                model.read * epochs,
                model.written * epochs,
                price.of(model.read * epochs, model.written * epochs));
    }

    private static <T> void solve(Task<T> task, StandIn model) {
        for (Sample<T> sample : task.samples()) {
            task.solver().solve(sample, new Asker(model, task.sampling(), new Seed(0)));
        }
    }

    /// Counts what it is asked and writes as much as it may.
    private static final class StandIn implements LanguageModel, RanksAnswers {
        private static final int LONGEST = 40_000;

        private long requests;
        private long read;
        private long written;

        @Override
        public String name() {
            return "stand-in";
        }

        @Override
        public Completion complete(CompletionRequest request) {
            int tokens = request.sampling().maxTokens();
            count(request.conversation(), tokens);
            return new Completion("word".repeat(Math.min(LONGEST, tokens)), FinishReason.LENGTH, 0, tokens);
        }

        @Override
        public double[] rank(Conversation prompt, List<String> answers) {
            count(prompt, 1);
            return new double[answers.size()];
        }

        private void count(Conversation prompt, int tokens) {
            requests++;
            written += tokens;
            prompt.messages().forEach(message -> read += (message.content().length() + 3) / 4 + 4L);
        }
    }
}
