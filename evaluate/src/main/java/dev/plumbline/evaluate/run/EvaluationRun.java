package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.model.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Puts tasks to a model that may be slow, busy or broken, a virtual thread for each sample at work, and logs
/// how each sample ended, once.
///
/// The same run with the same log goes on where it stopped: what the log knows is not asked again, and the
/// figures are those of a run that was never stopped, as far as the model gives the same answer to the same
/// request.
public final class EvaluationRun {
    /// So many samples that fail before the first is answered mean that nobody is there.
    private static final int DEAD = 50;

    private final Paced model;
    private final List<? extends Task<?>> tasks;
    private final RunOptions options;
    private final RunLog log;
    private final Map<LogRecord.Key, RunLog.Entry> ended;
    private final Semaphore places;
    private final RunMeter meter;
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    private final List<LogRecord> heldBack = new ArrayList<>();
    private volatile boolean alive;

    private EvaluationRun(Paced model, List<? extends Task<?>> tasks, RunOptions options, RunLog log, RunMeter meter) {
        this.model = model;
        this.tasks = tasks;
        this.options = options;
        this.log = log;
        this.ended = new ConcurrentHashMap<>(log.known());
        this.places = new Semaphore(options.atWork());
        this.meter = meter;
        this.alive = !ended.isEmpty();
    }

    /// Runs the tasks.
    ///
    /// @param tasks with distinct names
    /// @param file the log; one that exists must be of the same run
    /// @param cancelled asked often; once it says yes, no further sample begins, those under way are stopped,
    ///     and what has ended is in the log
    /// @throws PlumblineException CANCELLED if it was cancelled; MISMATCH if the log is another run's; STORAGE
    ///     if it cannot be written; BAD_ARGUMENT if a judge is the model under test; ENDPOINT if no sample at
    ///     all is answered, and then none is in the log, so that the run can go on when the model is back
    public static RunResult run(
            Paced model,
            List<? extends Task<?>> tasks,
            RunOptions options,
            Path file,
            Progress progress,
            BooleanSupplier cancelled) {
        requireDistinct(tasks);
        tasks.forEach(task -> requireOtherJudge(task, model));
        long begun = System.nanoTime();
        int total = tasks.stream().mapToInt(task -> task.samples().size()).sum() * options.epochs();
        try (RunLog log = RunLog.open(file, header(model, tasks, options));
                RunMeter meter = new RunMeter(model, total, log.known().size(), progress)) {
            int reused = log.known().size();
            EvaluationRun run = new EvaluationRun(model, tasks, options, log, meter);
            run.work(cancelled);
            log.sync();
            return run.result(reused, (System.nanoTime() - begun) / 1e9);
        }
    }

    /// What a log of this run says at its head.
    public static LogHeader header(LanguageModel model, List<? extends Task<?>> tasks, RunOptions options) {
        List<LogHeader.LoggedTask> logged = new ArrayList<>();
        for (Task<?> task : tasks) {
            logged.add(
                    new LogHeader.LoggedTask(task.name(), task.samples().size(), DataHash.of(task), task.measures()));
        }
        return new LogHeader(model.name(), options.seed().value(), options.epochs(), logged, options.setup());
    }

    /// The seed of one sample in one epoch: in the first, that of [Evaluation#seedOf].
    static Seed seedOf(Seed seed, String task, String sample, int epoch) {
        Seed own = Evaluation.seedOf(seed, task, sample);
        return epoch == 0 ? own : own.derive("epoch", epoch);
    }

    private void work(BooleanSupplier cancelled) {
        FairQueue queue = new FairQueue(tasks, options.epochs(), log.known().keySet());
        long deadline = System.nanoTime() + options.deadline().toNanos();
        List<Thread> threads = new ArrayList<>();
        boolean stopped = false;
        try {
            for (Optional<FairQueue.Turn<?>> turn = queue.take();
                    turn.isPresent() && !over(deadline);
                    turn = queue.take()) {
                while (!stopped && !places.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                    stopped = cancelled.getAsBoolean();
                }
                if (stopped || cancelled.getAsBoolean()) {
                    stopped = true;
                    break;
                }
                FairQueue.Turn<?> next = turn.get();
                threads.add(Thread.startVirtualThread(() -> take(next)));
                if (threads.size() > 4 * options.atWork()) {
                    threads.removeIf(thread -> !thread.isAlive());
                }
            }
            while (!stopped
                    && broken.get() == null
                    && !places.tryAcquire(options.atWork(), 50, TimeUnit.MILLISECONDS)) {
                stopped = cancelled.getAsBoolean();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (stopped || broken.get() != null) {
            threads.forEach(Thread::interrupt);
            join(threads);
        }
        RuntimeException problem = broken.get();
        if (problem != null) {
            throw problem;
        }
        synchronized (heldBack) {
            if (!stopped && !heldBack.isEmpty()) {
                throw dead();
            }
        }
        if (stopped) {
            log.sync();
            throw new PlumblineException(
                    ErrorCode.CANCELLED,
                    "stopped with " + ended.size() + " samples in " + log.path()
                            + "; the same command goes on from there");
        }
    }

    private boolean over(long deadline) {
        return broken.get() != null || model.budget().over() || System.nanoTime() - deadline >= 0;
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One sample's turn, whatever becomes of it.
    private <T> void take(FairQueue.Turn<T> turn) {
        try {
            LogRecord record = solve(turn);
            if (!holdsBack(record)) {
                end(record);
            }
        } catch (PlumblineException e) {
            // Cancelled, or out of budget: this sample is left for another time. Anything else ends the run.
            if (e.code() != ErrorCode.CANCELLED) {
                broken.compareAndSet(null, e);
            }
        } catch (RuntimeException e) {
            broken.compareAndSet(null, e);
        } finally {
            places.release();
        }
    }

    private void end(LogRecord record) {
        ended.put(record.key(), log.add(record));
        meter.ended(record.score());
    }

    /// Keeps failures out of the log until the model has answered once: what fails because nobody is there is
    /// not a sample's outcome, and is to be asked again when the run goes on.
    private boolean holdsBack(LogRecord record) {
        if (alive) {
            return false;
        }
        synchronized (heldBack) {
            if (record.solution().isPresent() && !alive) {
                alive = true;
                heldBack.forEach(this::end);
                heldBack.clear();
            }
            if (alive) {
                return false;
            }
            heldBack.add(record);
            if (heldBack.size() >= DEAD) {
                broken.compareAndSet(null, dead());
            }
            return true;
        }
    }

    private PlumblineException dead() {
        String why = heldBack.getFirst().score() instanceof Score.Missing missing ? missing.detail() : "";
        return new PlumblineException(
                ErrorCode.ENDPOINT,
                model.name() + " answered none of " + heldBack.size() + " samples, the first for this: " + why
                        + "; mend that, and the same command goes on");
    }

    /// @throws PlumblineException CANCELLED if the sample was stopped before it ended
    private <T> LogRecord solve(FairQueue.Turn<T> turn) {
        long begun = System.nanoTime();
        Task<T> task = turn.task();
        Sample<T> sample = turn.sample();
        Seed seed = seedOf(options.seed(), task.name(), sample.id(), turn.epoch());
        Optional<Solution> solution = Optional.empty();
        Score score;
        try {
            Solution said = task.solver().solve(sample, new Asker(model, task.sampling(), seed));
            solution = Optional.of(said);
            score = Evaluation.scored(task, sample, said);
        } catch (RuntimeException e) {
            if (e instanceof PlumblineException ours && ours.code() == ErrorCode.CANCELLED) {
                throw ours;
            }
            score = Evaluation.unanswered(e);
        }
        long milliseconds = (System.nanoTime() - begun) / 1_000_000;
        Map<String, String> known = sample.truth() instanceof Known fields ? fields.fields() : Map.of();
        return new LogRecord(
                task.name(), sample.id(), turn.epoch(), sample.cluster(), solution, score, milliseconds, known);
    }

    private RunResult result(int reused, double seconds) {
        List<TaskResult<?>> results = new ArrayList<>();
        int notRun = 0;
        for (Task<?> task : tasks) {
            TaskResult<?> result = result(task);
            results.add(result);
            notRun += (int) result.outcomes().stream()
                    .filter(outcome -> outcome.score() instanceof Score.Missing missing
                            && missing.reason() == MissingReason.NOT_RUN)
                    .count();
        }
        return new RunResult(
                results, notRun, reused, model.budget().spent(), model.failures(), model.mostInFlight(), seconds);
    }

    private <T> TaskResult<T> result(Task<T> task) {
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            for (Sample<T> sample : task.samples()) {
                RunLog.Entry entry = ended.get(new LogRecord.Key(task.name(), sample.id(), epoch));
                Sample<T> named = epoch == 0
                        ? sample
                        : new Sample<>(sample.id() + "#" + epoch, sample.prompt(), sample.truth(), sample.cluster());
                outcomes.add(
                        entry == null
                                ? new Outcome.Unanswered<>(named, new Score.Missing(MissingReason.NOT_RUN, ""))
                                : new Outcome.Logged<>(
                                        named, entry.score(), RunLog.reading(log.path(), entry.place())));
            }
        }
        return new TaskResult<>(task.name(), model.name(), task.measures(), outcomes);
    }

    private static void requireDistinct(List<? extends Task<?>> tasks) {
        long names = tasks.stream().map(Task::name).distinct().count();
        if (tasks.isEmpty() || names != tasks.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a run needs at least one task, each with a name of its own, not "
                            + tasks.stream().map(Task::name).toList());
        }
        for (Task<?> task : tasks) {
            for (Measure measure : task.measures()) {
                if (measure.name().length() > 200) {
                    throw new PlumblineException(
                            ErrorCode.BAD_ARGUMENT, "a measure's name is longer than 200 characters; shorten it");
                }
            }
        }
    }

    private static void requireOtherJudge(Task<?> task, LanguageModel model) {
        if (task.scorer() instanceof UsesJudges judged
                && !judged.mayJudgeItself()
                && judged.judges().stream().anyMatch(judge -> judge.name().equals(model.name()))) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "task " + task.name() + ": " + model.name()
                            + " would judge itself; name another judge, or allow it (may-judge-itself: true in a task file)");
        }
    }
}
