package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.ProcessGroup;
import dev.plumbline.engine.RankLostException;
import dev.plumbline.study.Follower;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import dev.plumbline.train.Ranks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The processes that run one study together, as one of them: rank 0 leads and speaks, the others follow.
final class Crew implements AutoCloseable {
    private static final Duration TO_MEET = Duration.ofMinutes(10);

    /// A process that ends is noticed at once; this is for one that hangs, or a machine that vanishes.
    private static final Duration TO_ANSWER = Duration.ofHours(2);

    private final Shell shell;
    private final RankArguments arguments;
    private Ranks ranks = Ranks.ALONE;
    private final List<ProcessGroup> group = new ArrayList<>();
    private SpawnedRanks spawned = SpawnedRanks.none();
    private Path meeting = Path.of("");

    private Crew(Shell shell, RankArguments arguments) {
        this.shell = shell;
        this.arguments = arguments;
    }

    /// What rank 0 does, or the only process.
    interface Lead {
        int run(RunSettings settings);
    }

    /// Brings the ranks together and does the study: rank 0 runs it, the others follow.
    ///
    /// @param alone settings of a process alone
    /// @param words the command line
    /// @return the exit status
    static int work(
            Shell shell, RankArguments arguments, Study study, RunSettings alone, List<String> words, Lead lead) {
        arguments.check(study);
        if (arguments.world() == 1) {
            return lead.run(alone);
        }
        RunSettings settings = shared(arguments, study, alone);
        try (Crew crew = new Crew(shell, arguments)) {
            crew.meet(words, settings.progress());
            if (arguments.rank() > 0) {
                return crew.follow(study, settings.among(crew.ranks));
            }
            int status = lead.run(settings.among(crew.ranks));
            crew.spawned.finished();
            return status;
        }
    }

    /// The settings of one process among several: its share of the cores, unless the study says how many.
    private static RunSettings shared(RankArguments arguments, Study study, RunSettings alone) {
        int here = arguments.starts() || arguments.spawned() ? arguments.world() : 1;
        int threads = study.threads() > 0
                ? study.threads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / here);
        Engine.configure(new EngineOptions(threads, study.precision()));
        Map<String, String> environment = new TreeMap<>(alone.environment());
        environment.put("threads", Integer.toString(threads));
        environment.put(RunSettings.PROCESSES, Integer.toString(arguments.world()));
        return alone.on(environment, alone.machine());
    }

    private void meet(List<String> words, Progress progress) {
        if (arguments.starts()) {
            progress.note("starting " + (arguments.world() - 1) + " more of " + arguments.world() + " processes");
            meeting = meetingFile();
            spawned = SpawnedRanks.start(shell, arguments, words, meeting);
            spawned.awaitReady();
            join(() -> ProcessGroup.throughFile(meeting, 0, arguments.world(), TO_MEET));
            return;
        }
        if (arguments.spawned()) {
            shell.out().println(SpawnedRanks.READY);
            shell.out().flush();
        }
        RankArguments.Place place = arguments.place();
        int rank = arguments.rank();
        progress.note("rank " + rank + " of " + arguments.world() + " waits for the others");
        join(() -> place.file().isEmpty()
                ? ProcessGroup.throughHost(place.host(), place.port(), rank, arguments.world(), TO_MEET)
                : ProcessGroup.throughFile(Path.of(place.file()), rank, arguments.world(), TO_MEET));
    }

    private void join(Supplier<ProcessGroup> open) {
        Engine.run(() -> {
            ProcessGroup met = open.get();
            group.add(met);
            met.patience(TO_ANSWER);
            Ranks plain = Ranks.of(met);
            Roster roster = Roster.of(plain);
            ranks = plain.naming(() -> {
                String gone = roster.gone();
                String ends = spawned.gone();
                return ends.isEmpty() ? gone : ends;
            });
        });
    }

    private static Path meetingFile() {
        try {
            return Files.createTempDirectory("plumbline-ranks-").resolve("meeting");
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE,
                    System.getProperty("java.io.tmpdir") + ": cannot make a folder for the ranks to meet in: "
                            + e.getMessage() + "; make room, or name another one with -Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /// A rank that another one started leaves its errors to that one, unless it is that one that is lost.
    private int follow(Study study, RunSettings settings) {
        try {
            new Follower(settings).follow(study);
            return ExitStatus.OK;
        } catch (PlumblineException e) {
            if (arguments.spawned() && !lost(e)) {
                shell.out().println(SpawnedRanks.ERROR + TerminalText.oneLine(String.valueOf(e.getMessage())));
                shell.out().flush();
                return e.code().exitStatus();
            }
            throw new PlumblineException(
                    e.code(),
                    "rank " + arguments.rank() + " of " + arguments.world() + ": " + e.getMessage()
                            + " (go on with the same command and --resume, by as many processes as you like)",
                    e);
        }
    }

    private static boolean lost(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (one instanceof RankLostException) {
                return true;
            }
        }
        return false;
    }

    /// Ends the ranks that this one started, before they see its connection close.
    @Override
    public void close() {
        spawned.close();
        Engine.run(() -> group.forEach(ProcessGroup::close));
        if (!meeting.toString().isEmpty()) {
            try {
                Files.deleteIfExists(meeting);
                Files.deleteIfExists(meeting.resolve("..").normalize());
            } catch (IOException e) {
                shell.err().println("plumbline: " + meeting + " could not be removed: " + e.getMessage());
            }
        }
    }
}
