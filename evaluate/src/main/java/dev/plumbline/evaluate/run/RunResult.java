package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.log.Stopped;
import dev.plumbline.model.ModelFailure;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What came of a run.
///
/// @param tasks in the order they were given; with several epochs, a sample's later ones are called `ID#1`, `ID#2` and
///     share its cluster
/// @param stopped the tasks that ended before all their samples were asked, because enough was known; the samples
///     that were not asked are in no result
/// @param notRun how many samples were left for another time, because the budget or the time was over
/// @param reused how many had ended before this run, by the log
/// @param spent by this run, judges included where they share the budget
/// @param failures attempts that failed, by kind; most were made good by another
/// @param mostInFlight requests at once
/// @param seconds that it took
public record RunResult(
        List<TaskResult<?>> tasks,
        List<Stopped> stopped,
        int notRun,
        int reused,
        Budget.Spent spent,
        Map<ModelFailure.Kind, Long> failures,
        int mostInFlight,
        double seconds) {
    public RunResult {
        tasks = List.copyOf(tasks);
        stopped = List.copyOf(stopped);
        Objects.requireNonNull(spent, "spent");
        failures = new TreeMap<>(failures);
    }

    /// The result of a task.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none of this name
    public TaskResult<?> task(String name) {
        return tasks.stream()
                .filter(task -> task.task().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "no task \"" + name + "\" in this run; there are "
                                + String.join(
                                        ", ",
                                        tasks.stream().map(TaskResult::task).toList())));
    }
}
