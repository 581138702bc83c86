package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The processes of this machine that rank 0 started: the same program with the same command line, but for the rank.
///
/// They are silent. What fails in one of them comes back over its standard output, a line that begins with [#ERROR];
/// only when rank 0 is gone do they speak themselves, on the standard error that they share with it.
final class SpawnedRanks implements AutoCloseable {
    /// What a started rank says when it is about to meet the others.
    static final String READY = "ready";

    /// What stands before the error that ended it.
    static final String ERROR = "error: ";

    private static final int SIGNALLED = 128;
    private static final int PATIENCE_SECONDS = 10;

    private record Child(int rank, Process process, CompletableFuture<Boolean> ready, CompletableFuture<String> error) {
        /// How it ended, in words.
        String end() {
            int status = process.exitValue();
            String said = error.getNow("");
            return "rank " + rank + " has ended (process " + process.pid() + ", status " + status
                    + (status > SIGNALLED ? ", killed by signal " + (status - SIGNALLED) : "") + ")"
                    + (said.isEmpty() ? "" : " with: " + said);
        }
    }

    private final List<Child> children = new ArrayList<>();
    private boolean finished;

    private SpawnedRanks() {}

    /// No rank was started.
    static SpawnedRanks none() {
        return new SpawnedRanks();
    }

    /// Starts ranks 1 to `world - 1`.
    ///
    /// @param words the command line of rank 0
    /// @param meeting a file that does not exist yet
    static SpawnedRanks start(Shell shell, RankArguments arguments, List<String> words, Path meeting) {
        SpawnedRanks all = new SpawnedRanks();
        try {
            for (int rank = 1; rank < arguments.world(); rank++) {
                all.children.add(started(shell, rank, arguments.words(words, meeting, rank)));
            }
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private static Child started(Shell shell, int rank, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean agent = option.startsWith("-javaagent") || option.startsWith("-agent");
            if (!agent && !option.startsWith("-Dplumbline.home=")) {
                command.add(option);
            }
        }
        command.add("-Dplumbline.home=" + shell.home());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(shell.directory().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(shell.environment());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Child child = new Child(rank, process, new CompletableFuture<>(), new CompletableFuture<>());
            Thread.ofVirtual().name("rank " + rank).start(() -> listen(child));
            return child;
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE,
                    "rank " + rank + " could not be started (" + e.getMessage() + "); give a smaller --processes",
                    e);
        }
    }

    private static void listen(Child child) {
        try (BufferedReader said = child.process().inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.equals(READY)) {
                    child.ready().complete(true);
                } else if (line.startsWith(ERROR)) {
                    child.error().complete(line.substring(ERROR.length()));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            child.error().complete("what it said could not be read: " + e.getMessage());
        }
        child.ready().complete(false);
    }

    /// Waits until all of them are about to meet.
    ///
    /// @throws PlumblineException CANCELLED if one ends before that, with how it ended
    void awaitReady() {
        for (Child child : children) {
            if (!child.ready().join()) {
                ended(child);
                throw new PlumblineException(
                        ErrorCode.CANCELLED, child.end() + " before the ranks met; see above what it wrote last");
            }
        }
    }

    /// How those ended that have, in words; empty if all live.
    String gone() {
        List<String> gone = new ArrayList<>();
        for (Child child : children) {
            if (!child.process().isAlive()) {
                gone.add(child.end());
            }
        }
        return String.join("; ", gone);
    }

    /// The run came to its good end: they end by themselves.
    void finished() {
        finished = true;
    }

    /// Ends those that still live; after a good end only where they take too long.
    @Override
    public void close() {
        for (Child child : children) {
            if (!(finished && ended(child))) {
                child.process().destroyForcibly();
                ended(child);
            }
        }
    }

    private static boolean ended(Child child) {
        try {
            return child.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
