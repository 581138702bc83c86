package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.evaluate.log.Stopped;
import dev.plumbline.model.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Puts tasks to a model that may be slow, busy or broken, a virtual thread for each sample at work, and logs
/// how each sample ended, once.
///
/// The same run with the same log goes on where it stopped: what the log knows is not asked again, and the
/// figures are those of a run that was never stopped, as far as the model gives the same answer to the same
/// request.
public final class EvaluationRun {
    private final Paced model;
    private final List<Course<?>> courses;
    private final RunOptions options;
    private final RunLog log;
    private final Endings endings;

    private EvaluationRun(Paced model, List<Course<?>> courses, RunOptions options, RunLog log, Endings endings) {
        this.model = model;
        this.courses = courses;
        this.options = options;
        this.log = log;
        this.endings = endings;
    }

    /// Runs the tasks.
    ///
    /// @param tasks with distinct names
    /// @param file the log; one that exists must be of the same run
    /// @param cancelled asked often; once it says yes, no further sample begins, those under way are stopped,
    ///     and what has ended is in the log
    /// @throws PlumblineException CANCELLED if it was cancelled; MISMATCH if the log is another run's; STORAGE
    ///     if it cannot be written; BAD_ARGUMENT if a judge is the model under test, or a task cannot be ended
    ///     by the measure that shall end it; ENDPOINT if no sample at all is answered, and then none is in the
    ///     log, so that the run can go on when the model is back
    public static RunResult run(
            Paced model,
            List<? extends Task<?>> tasks,
            RunOptions options,
            Path file,
            Progress progress,
            BooleanSupplier cancelled) {
        requireDistinct(tasks);
        tasks.forEach(task -> requireOtherJudge(task, model));
        List<Course<?>> courses = new ArrayList<>();
        tasks.forEach(task -> courses.add(new Course<>(task, options)));
        long begun = System.nanoTime();
        int total = tasks.stream().mapToInt(task -> task.samples().size()).sum() * options.epochs();
        try (RunLog log = RunLog.open(file, header(model, tasks, options));
                RunMeter meter = new RunMeter(model, total, log.known().size(), progress)) {
            int reused = log.known().size();
            EvaluationRun run = new EvaluationRun(model, courses, options, log, new Endings(model.name(), log, meter));
            run.work(cancelled);
            List<Stopped> stopped = run.stopped();
            log.sync();
            return run.result(reused, stopped, (System.nanoTime() - begun) / 1e9);
        }
    }

    /// What a log of this run says at its head.
    public static LogHeader header(LanguageModel model, List<? extends Task<?>> tasks, RunOptions options) {
        List<LogHeader.LoggedTask> logged = new ArrayList<>();
        for (Task<?> task : tasks) {
            logged.add(
                    new LogHeader.LoggedTask(task.name(), task.samples().size(), DataHash.of(task), task.measures()));
        }
        Map<String, String> setup = new TreeMap<>(options.setup());
        if (options.stop().on()) {
            setup.put(LogHeader.STOP, options.stop().words());
        }
        return new LogHeader(model.name(), options.seed().value(), options.epochs(), logged, setup);
    }

    /// Asks block after block of every task until none has another.
    private void work(BooleanSupplier cancelled) {
        long deadline = System.nanoTime() + options.deadline().toNanos();
        BooleanSupplier over = () -> model.budget().over() || System.nanoTime() - deadline >= 0;
        Workers workers =
                new Workers(options.atWork(), cancelled, over, turn -> endings.add(turn.ask(model, options.seed())));
        List<Course<?>> open = new ArrayList<>(courses);
        while (!open.isEmpty()) {
            List<Iterator<Turn<?>>> lines = new ArrayList<>();
            open.forEach(course -> lines.add(
                    course.begin().filter(turn -> !endings.has(turn.key())).iterator()));
            if (!workers.work(new FairQueue(lines))) {
                throw cancelled();
            }
            endings.requireAnswers();
            open.removeIf(course ->
                    over.getAsBoolean() || !course.goesOn(key -> endings.of(key).map(RunLog.Entry::score)));
        }
    }

    private PlumblineException cancelled() {
        log.sync();
        return new PlumblineException(
                ErrorCode.CANCELLED,
                "stopped with " + endings.count() + " samples in " + log.path()
                        + "; the same command goes on from there");
    }

    /// Where tasks ended early; the log says so too.
    private List<Stopped> stopped() {
        List<Stopped> stopped =
                courses.stream().flatMap(course -> course.stopped().stream()).toList();
        stopped.forEach(log::addOnce);
        return stopped;
    }

    private RunResult result(int reused, List<Stopped> stopped, double seconds) {
        List<TaskResult<?>> results = new ArrayList<>();
        int notRun = 0;
        for (Course<?> course : courses) {
            TaskResult<?> result = result(course);
            results.add(result);
            notRun += (int) result.outcomes().stream()
                    .filter(outcome -> outcome.score() instanceof Score.Missing missing
                            && missing.reason() == MissingReason.NOT_RUN)
                    .count();
        }
        return new RunResult(
                results,
                stopped,
                notRun,
                reused,
                model.budget().spent(),
                model.failures(),
                model.mostInFlight(),
                seconds);
    }

    private <T> TaskResult<T> result(Course<T> course) {
        List<Outcome<T>> outcomes = course.counted().map(this::outcome).toList();
        Task<T> task = course.task();
        return new TaskResult<>(task.name(), model.name(), task.measures(), outcomes, course.watched());
    }

    private <T> Outcome<T> outcome(Turn<T> turn) {
        Optional<RunLog.Entry> entry = endings.of(turn.key());
        return entry.isEmpty()
                ? new Outcome.Unanswered<>(turn.named(), new Score.Missing(MissingReason.NOT_RUN, ""))
                : new Outcome.Logged<>(
                        turn.named(),
                        entry.get().score(),
                        RunLog.reading(log.path(), entry.get().place()));
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
