package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.suite.Suite;
import dev.plumbline.evaluate.suite.SuiteFile;
import dev.plumbline.evaluate.suite.Suites;
import dev.plumbline.evaluate.suite.TaskFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an evaluation asks: a suite that ships, or a YAML file of a suite or a task.
///
/// @param task what is asked
/// @param text the file's text, which decides it
/// @param suite the suite, if it is one
public record EvalSource(Task<Known> task, String text, Optional<Suite> suite) {
    /// Whether a name means a file, rather than a suite that ships.
    static boolean isFile(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /// Reads what a name means.
    ///
    /// @param samples how many; 0 for a suite's usual number, or all of a task
    /// @param judges who judge, if a task asks for that; may be none
    /// @param code whether programs may run on what the model writes
    /// @throws PlumblineException BAD_ARGUMENT if no such suite ships, MISSING_FILE if there is no such file,
    /// BAD_DATA if it
    ///     is malformed
    public static EvalSource open(String name, int samples, Seed seed, List<Judge> judges, CodeRuns code) {
        if (!isFile(name)) {
            return of(Suites.named(name), samples, seed);
        }
        Path file = Path.of(name);
        String text = read(file);
        if (!TaskFile.isTask(text, name)) {
            return of(SuiteFile.parse(text, name, bank -> read(file.resolveSibling(bank + ".yaml"))), samples, seed);
        }
        Task<Known> task = TaskFile.parse(text, name, data -> read(file.resolveSibling(data)), judges, code);
        return new EvalSource(samples == 0 ? task : first(task, samples), text, Optional.empty());
    }

    /// The scorer of a suite or task, for answers that a log has: all samples of a task, one of a suite, whose
    /// other right answers the log knows.
    ///
    /// @throws PlumblineException as [#open]
    public static Task<Known> scorer(String name, List<Judge> judges, CodeRuns code) {
        EvalSource source = open(name, 0, new Seed(0), judges, code);
        if (source.suite().isEmpty()) {
            return source.task();
        }
        Task<Known> task = source.task();
        Sample<Known> first = task.samples().getFirst();
        Sample<Known> unseen = new Sample<>("no sample of any log", first.prompt(), first.truth());
        return new Task<>(task.name(), List.of(unseen), task.sampling(), task.measures(), task.scorer(), task.solver());
    }

    private static EvalSource of(Suite suite, int samples, Seed seed) {
        Task<Known> task = suite.task(samples == 0 ? suite.usualSamples() : samples, seed);
        return new EvalSource(task, suite.text(), Optional.of(suite));
    }

    private static Task<Known> first(Task<Known> task, int samples) {
        return new Task<>(
                task.name(),
                task.samples().subList(0, Math.min(samples, task.samples().size())),
                task.sampling(),
                task.measures(),
                task.scorer(),
                task.solver());
    }

    /// What a high value of a measure means, in a sentence.
    String about(String measure) {
        return suite.map(one -> one.about(measure))
                .orElse("Mean of " + measure + " over the samples of " + task.name() + ".");
    }

    /// The files that a name stands for: the file itself and what lies beside it under a name that it mentions.
    static List<Path> files(String name) {
        List<Path> files = new ArrayList<>();
        if (isFile(name)) {
            Path file = Path.of(name);
            files.add(file);
            if (Files.isRegularFile(file)) {
                read(file)
                        .lines()
                        .filter(line -> line.startsWith("file:"))
                        .map(line ->
                                file.resolveSibling(line.substring(5).strip().replaceAll("[\"']", "")))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new PlumblineException(ErrorCode.BAD_DATA, file + ": is not UTF-8; save it in that encoding", e);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, file + ": cannot be read (" + e + "); check the path", e);
        }
    }
}
