package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.Sampling;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Questions, how they are put, and how the answers are graded.
///
/// @param <T> what is known about each question
/// @param name of the family of questions, such as `facts`
/// @param samples with ids that are unique within the task
/// @param sampling how answers are drawn
/// @param measures what the scorer may say, with distinct names
/// @param scorer grades one answer
/// @param solver how a question is put
public record Task<T>(
        String name,
        List<Sample<T>> samples,
        Sampling sampling,
        List<Measure> measures,
        Scorer<T> scorer,
        Solver<T> solver) {
    /// A task whose questions are put as they stand.
    public Task(String name, List<Sample<T>> samples, Sampling sampling, List<Measure> measures, Scorer<T> scorer) {
        this(name, samples, sampling, measures, scorer, Solver.plain());
    }

    public Task {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(scorer, "scorer");
        Objects.requireNonNull(solver, "solver");
        samples = List.copyOf(samples);
        measures = List.copyOf(measures);
        requireDistinct(name, "sample id", samples.stream().map(Sample::id).toList());
        requireDistinct(name, "measure", measures.stream().map(Measure::name).toList());
        if (measures.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "task " + name + " measures nothing");
        }
    }

    /// This task with its questions put in another way.
    public Task<T> solvedBy(Solver<T> other) {
        return new Task<>(name, samples, sampling, measures, scorer, other);
    }

    /// A score of this task as it may be counted: values of unknown measures or off their scale are a broken scorer.
    public Score checked(Score score) {
        if (score instanceof Score.Values scored) {
            for (var entry : scored.values().entrySet()) {
                Measure measure = measure(measures, entry.getKey());
                if (!measure.accepts(entry.getValue())) {
                    throw new PlumblineException(
                            ErrorCode.BAD_DATA,
                            "task " + name + ": " + entry.getValue() + " is no value of " + measure);
                }
            }
        }
        return score;
    }

    /// The measure of this name.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none, naming those that there are
    static Measure measure(List<Measure> measures, String name) {
        return measures.stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "no measure \"" + name + "\"; there are "
                                + measures.stream().map(Measure::name).collect(Collectors.joining(", "))));
    }

    static void requireDistinct(String task, String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "task " + task + ": " + what + " \"" + name + "\" occurs twice; each must be unique");
            }
        }
    }
}
