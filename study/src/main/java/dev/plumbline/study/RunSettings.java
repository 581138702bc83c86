package dev.plumbline.study;

import dev.plumbline.core.Progress;
import dev.plumbline.train.Ranks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// All that running a study needs beside the study.
///
/// @param runs the folder in which each run gets a folder of its own
/// @param store what stages made before
/// @param kinds all kinds of stage that a study may use
/// @param page makes the report from the run's data, as one HTML page
/// @param environment what was measured and chosen and decides the figures: engine precision, threads, code version
/// @param machine what else a reader should know about the machine; decides nothing
/// @param command the command line that runs the study, without `--resume`
/// @param fresh whether stages are run even if the store knows what they make; it is told anyway
/// @param progress where to say how far the run is
/// @param cancellation how to ask the run to stop
/// @param ranks the processes that run it together; rank 0 keeps run folder, evidence and store, the others follow it
/// @param clock gives the time of evidence and, with its zone, the name of the run folder
public record RunSettings(
        Path runs,
        Store store,
        List<StageKind<?>> kinds,
        Function<RunReport, String> page,
        Map<String, String> environment,
        Map<String, String> machine,
        List<String> command,
        boolean fresh,
        Progress progress,
        Cancellation cancellation,
        Ranks ranks,
        Clock clock) {
    /// In the environment, how many processes run the study, where there is more than one.
    public static final String PROCESSES = "processes";

    public RunSettings {
        kinds = List.copyOf(kinds);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        machine = Collections.unmodifiableMap(new TreeMap<>(machine));
        command = List.copyOf(command);
    }

    /// Settings with an empty environment and machine, no command, no progress, the system's clock, and the store in
    /// use.
    public static RunSettings of(Path runs, Store store, List<StageKind<?>> kinds, Function<RunReport, String> page) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                Map.of(),
                Map.of(),
                List.of(),
                false,
                Progress.NONE,
                new Cancellation(),
                Ranks.ALONE,
                Clock.system(ZoneId.systemDefault()));
    }

    /// The same under another environment and machine.
    public RunSettings on(Map<String, String> newEnvironment, Map<String, String> newMachine) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                newEnvironment,
                newMachine,
                command,
                fresh,
                progress,
                cancellation,
                ranks,
                clock);
    }

    /// The same as asked for by a command line.
    public RunSettings by(List<String> newCommand) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                environment,
                machine,
                newCommand,
                fresh,
                progress,
                cancellation,
                ranks,
                clock);
    }

    /// The same, ignoring what the store knows or not.
    public RunSettings fresh(boolean newFresh) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                environment,
                machine,
                command,
                newFresh,
                progress,
                cancellation,
                ranks,
                clock);
    }

    /// The same, watched and stopped by others.
    public RunSettings watchedBy(Progress newProgress, Cancellation newCancellation) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                environment,
                machine,
                command,
                fresh,
                newProgress,
                newCancellation,
                ranks,
                clock);
    }

    /// The same by another clock.
    public RunSettings at(Clock newClock) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                environment,
                machine,
                command,
                fresh,
                progress,
                cancellation,
                ranks,
                newClock);
    }

    /// The same by several processes together.
    public RunSettings among(Ranks newRanks) {
        return new RunSettings(
                runs,
                store,
                kinds,
                page,
                environment,
                machine,
                command,
                fresh,
                progress,
                cancellation,
                newRanks,
                clock);
    }
}
