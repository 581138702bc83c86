package dev.plumbline.evaluate.run;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Scores the answers of a log again, with another scorer, rule or judge: the model is not asked.
public final class Rescoring {
    private static final int AT_ONCE = 512;

    private final Task<Known> task;
    private final Map<String, Sample<Known>> samples = new HashMap<>();

    private Rescoring(Task<Known> task) {
        this.task = task;
        task.samples().forEach(sample -> samples.put(sample.id(), sample));
    }

    /// Writes a log of the same answers with new scores. What a sample's right answer is comes from the task
    /// where that has a sample of this id, else from the log. Samples without an answer stay as they are.
    ///
    /// @param log the old log
    /// @param task of the same name as one in the log, or the log's only one
    /// @param target the new log, which must not exist
    /// @return how many answers were scored
    /// @throws PlumblineException BAD_ARGUMENT if the target exists or the log has no such task
    public static int of(Path log, Task<Known> task, Path target) {
        if (Files.exists(target)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, target + ": exists already; name a new file");
        }
        LogHeader old = RunLog.header(log);
        String name = name(old, task, log);
        List<LogHeader.LoggedTask> tasks = old.tasks().stream()
                .map(one -> one.name().equals(name)
                        ? new LogHeader.LoggedTask(name, one.samples(), one.data(), task.measures())
                        : one)
                .toList();
        Map<String, String> setup = new TreeMap<>(old.setup());
        setup.put("rescored", task.name());
        Rescoring rescoring = new Rescoring(task);
        try (RunLog out = RunLog.open(target, new LogHeader(old.model(), old.seed(), old.epochs(), tasks, setup));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return rescoring.write(log, name, out, threads);
        }
    }

    private static String name(LogHeader old, Task<Known> task, Path log) {
        List<String> names =
                old.tasks().stream().map(LogHeader.LoggedTask::name).toList();
        if (names.contains(task.name())) {
            return task.name();
        }
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT, log + ": has no task " + task.name() + "; it has " + String.join(", ", names));
    }

    /// Several records are scored at once, since a judge may have to be waited for; they are written in their
    /// old order.
    private int write(Path log, String name, RunLog out, ExecutorService threads) {
        int[] scored = new int[1];
        List<Callable<LogRecord>> batch = new ArrayList<>();
        RunLog.each(log, record -> {
            boolean again = record.task().equals(name) && record.solution().isPresent();
            scored[0] += again ? 1 : 0;
            batch.add(() -> again ? record.scored(score(record)) : record);
            if (batch.size() == AT_ONCE) {
                flush(batch, out, threads);
            }
        });
        flush(batch, out, threads);
        return scored[0];
    }

    private static void flush(List<Callable<LogRecord>> batch, RunLog out, ExecutorService threads) {
        try {
            for (Future<LogRecord> one : threads.invokeAll(batch)) {
                out.add(one.get());
            }
            batch.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while answers were scored again", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        }
    }

    private Score score(LogRecord record) {
        var solution = record.solution().orElseThrow();
        Conversation asked = solution.exchanges().getLast().talk();
        Conversation prompt =
                new Conversation(asked.messages().subList(0, asked.messages().size() - 1));
        Sample<Known> known = samples.getOrDefault(
                record.id(), new Sample<>(record.id(), prompt, new Known(record.known()), record.cluster()));
        return Evaluation.scored(task, known, solution);
    }
}
