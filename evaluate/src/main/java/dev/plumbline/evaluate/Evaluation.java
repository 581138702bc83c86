package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/// Puts a task to a model: every sample ends in the result exactly once.
///
/// A sample's randomness comes from the seed, the task's name and the sample's id alone, so that neither the order
/// of the samples nor what is asked beside them changes an answer, and two models are compared under the same
/// draws.
///
/// Where a batch breaks, it is halved until the requests that break stand alone; these are marked failed, with the
/// reason, and all others are answered (some are asked again on the way). Only `CANCELLED` ends the whole
/// evaluation.
public final class Evaluation {
    /// Requests handed to the model at once: enough for any batching inside, few enough to lose little when one breaks.
    public static final int BATCH = 256;

    private static final int LONGEST_DETAIL = 500;

    private Evaluation() {}

    /// Evaluates in batches of [#BATCH].
    public static <T> TaskResult<T> run(LanguageModel model, Task<T> task, Seed seed, Progress progress) {
        return run(model, task, seed, progress, BATCH);
    }

    /// Evaluates in batches of `batch` samples, at least 1. The result does not depend on `batch`.
    public static <T> TaskResult<T> run(LanguageModel model, Task<T> task, Seed seed, Progress progress, int batch) {
        if (batch < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "batch must be 1 or more, not " + batch);
        }
        List<Sample<T>> samples = task.samples();
        try (Progress.Meter meter = progress.start(task.name() + " on " + model.name(), samples.size(), "samples")) {
            Runner<T> runner = new Runner<>(model, task, seed, progress, meter);
            for (int from = 0; from < samples.size(); from += batch) {
                runner.ask(samples.subList(from, Math.min(samples.size(), from + batch)));
            }
            return new TaskResult<>(task.name(), model.name(), task.measures(), runner.outcomes);
        }
    }

    /// The seed under which a sample is answered.
    public static Seed seedOf(Seed seed, String task, String sample) {
        return seed.derive(task).derive(sample);
    }

    /// One run: what it asks, and how far it is.
    private static final class Runner<T> {
        private final LanguageModel model;
        private final Task<T> task;
        private final Seed seed;
        private final Progress progress;
        private final Progress.Meter meter;
        private final List<Outcome<T>> outcomes = new ArrayList<>();
        private int missing;

        Runner(LanguageModel model, Task<T> task, Seed seed, Progress progress, Progress.Meter meter) {
            this.model = model;
            this.task = task;
            this.seed = seed;
            this.progress = progress;
            this.meter = meter;
        }

        void ask(List<Sample<T>> samples) {
            if (!(task.solver() instanceof Solver.Plain)) {
                samples.forEach(this::solve);
                return;
            }
            List<Completion> answers;
            try {
                answers = answers(samples);
            } catch (RuntimeException e) {
                rethrowCancelled(e);
                askHalves(samples, e);
                return;
            }
            for (int i = 0; i < samples.size(); i++) {
                Sample<T> sample = samples.get(i);
                Solution solution = Solution.of(sample.prompt(), answers.get(i));
                add(new Outcome.Answered<>(sample, answers.get(i), scored(task, sample, solution)));
            }
        }

        private void solve(Sample<T> sample) {
            Seed own = seedOf(seed, task.name(), sample.id());
            Solution solution;
            try {
                solution = task.solver().solve(sample, new Asker(model, task.sampling(), own));
            } catch (RuntimeException e) {
                rethrowCancelled(e);
                add(new Outcome.Unanswered<>(sample, failed("", e)));
                return;
            }
            add(new Outcome.Answered<>(sample, solution.answer(), scored(task, sample, solution)));
        }

        private void askHalves(List<Sample<T>> samples, RuntimeException failure) {
            if (samples.size() == 1) {
                add(new Outcome.Unanswered<>(samples.getFirst(), failed("", failure)));
                return;
            }
            int half = samples.size() / 2;
            ask(samples.subList(0, half));
            ask(samples.subList(half, samples.size()));
        }

        private List<Completion> answers(List<Sample<T>> samples) {
            List<CompletionRequest> requests = samples.stream()
                    .map(sample -> new CompletionRequest(
                            sample.prompt(), task.sampling(), seedOf(seed, task.name(), sample.id())))
                    .toList();
            List<Completion> answers = model.completeAll(requests, within(outcomes.size()));
            if (answers.size() != requests.size()) {
                throw new PlumblineException(
                        ErrorCode.MISMATCH,
                        model.name() + " gave " + answers.size() + " answers to " + requests.size() + " requests");
            }
            answers.forEach(answer -> Objects.requireNonNull(answer, "an answer"));
            return answers;
        }

        private void add(Outcome<T> outcome) {
            outcomes.add(outcome);
            missing += outcome.score() instanceof Score.Missing ? 1 : 0;
            meter.at(outcomes.size(), Map.of("missing", (double) missing));
        }

        /// The model's own meter, told as part of the task's: `done` samples were over before.
        private Progress within(int done) {
            return new Progress() {
                @Override
                public Meter start(String inner, long total, String unit) {
                    return (answered, figures) -> meter.at(done + answered, figures);
                }

                @Override
                public void note(String line) {
                    progress.note(line);
                }
            };
        }
    }

    /// The score of a solution; a scorer that breaks leaves the sample failed, with the reason.
    ///
    /// @throws PlumblineException CANCELLED if the scorer was stopped
    public static <T> Score scored(Task<T> task, Sample<T> sample, Solution solution) {
        try {
            return task.checked(task.scorer().score(sample, solution));
        } catch (RuntimeException e) {
            rethrowCancelled(e);
            return failed("scorer: ", e);
        } catch (StackOverflowError e) {
            return failed("scorer: ", new IllegalStateException("the answer is nested too deep for it", e));
        }
    }

    /// How a sample ends whose solver broke.
    public static Score.Missing unanswered(RuntimeException problem) {
        return failed("", problem);
    }

    private static void rethrowCancelled(RuntimeException e) {
        if (e instanceof PlumblineException coded && coded.code() == ErrorCode.CANCELLED) {
            throw coded;
        }
    }

    private static Score.Missing failed(String prefix, RuntimeException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String detail = prefix + message;
        MissingReason reason = timedOut(e) ? MissingReason.TIMED_OUT : MissingReason.FAILED;
        return new Score.Missing(reason, detail.substring(0, Math.min(LONGEST_DETAIL, detail.length())));
    }

    private static boolean timedOut(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
