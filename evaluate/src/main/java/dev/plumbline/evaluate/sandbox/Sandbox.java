package dev.plumbline.evaluate.sandbox;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs a program in a process of its own, in a fresh folder that is deleted afterwards, with an empty environment but
/// for `PATH`, for a limited time. Nothing that a model wrote ever runs in this JVM.
///
/// Holds nothing from one run to the next; may be used by many threads.
public final class Sandbox {
    private static final Duration PROBE = Duration.ofSeconds(10);

    /// Cuts the process off: `$1` is its folder. Every mount but that folder becomes read-only; the process list is its
    /// own, and empty where that is not allowed, so that no other process's environment can be read.
    private static final String CUT_OFF = """
            mount --make-rprivate / && mount --bind "$1" "$1" && cd "$1" || exit 125
            (mount -t proc proc /proc || mount -t tmpfs tmpfs /proc) 2> /dev/null || exit 125
            cut -d ' ' -f 5 "$2" | sort -r | while read -r at; do
              at=$(printf '%b' "$at")
              case $at in
                "$1" | /proc | /proc/*) ;;
                *)
                  mount -o remount,bind,ro "$at" 2> /dev/null ||
                    mount -o remount,bind,ro,nosuid,nodev "$at" 2> /dev/null ||
                    mount -o remount,bind,ro,nosuid,nodev,noexec "$at" 2> /dev/null || exit 1
                  ;;
              esac
            done || exit 125
            shift 2
            exec "$@"
            """;

    private final CodeRuns how;
    private final SandboxLimits limits;
    private final boolean limiter;

    private Sandbox(CodeRuns how, SandboxLimits limits) {
        this.how = how;
        this.limits = limits;
        this.limiter = Files.isExecutable(Path.of("/usr/bin/prlimit"));
    }

    /// A sandbox; an isolated one is tried out first.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if code may not run, or this system does not let it be isolated
    public static Sandbox of(CodeRuns how, SandboxLimits limits) {
        if (how == CodeRuns.NEVER) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "programs run on what a model wrote only where that is allowed; allow it with run-code: isolated"
                            + " (on the command line, --set run-code=isolated)");
        }
        Sandbox sandbox = new Sandbox(how, limits);
        if (how == CodeRuns.ISOLATED) {
            sandbox.requireAllowed();
        }
        return sandbox;
    }

    private void requireAllowed() {
        String why;
        try {
            SandboxRun run = new Sandbox(how, limits.within(PROBE)).run(Map.of(), List.of("true"), "");
            if (run.status() == 0) {
                return;
            }
            why = run.timedOut()
                    ? "timed out"
                    : run.output().lines().findFirst().orElse("status " + run.status());
        } catch (PlumblineException e) {
            why = e.getMessage();
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                "this system gives programs no namespaces of their own (" + why + "); allow unprivileged user"
                        + " namespaces on a Linux that has unshare, prlimit and mount, or run inside a container and"
                        + " ask for limits alone");
    }

    /// Runs a program.
    ///
    /// @param files put into its folder first, by plain name
    /// @param command the program and its arguments; no shell reads them
    /// @param input its standard input
    /// @throws PlumblineException MISSING_FILE if it cannot be started, CANCELLED if this thread is interrupted
    public SandboxRun run(Map<String, String> files, List<String> command, String input) {
        files.keySet().forEach(Sandbox::requirePlain);
        try {
            Path folder = Files.createTempDirectory("plumbline-sandbox-").toRealPath();
            try {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Files.writeString(folder.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
                }
                return BoundedProcess.run(wrapped(folder, command), folder, input, limits);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    command.getFirst() + ": cannot be run (" + e.getMessage() + "); name a program that can",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + command.getFirst() + " ran", e);
        }
    }

    private List<String> wrapped(Path folder, List<String> command) {
        List<String> words = new ArrayList<>();
        if (how == CodeRuns.ISOLATED) {
            words.addAll(List.of(
                    "unshare",
                    "--map-root-user",
                    "--net",
                    "--ipc",
                    "--uts",
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "sh",
                    "-c",
                    CUT_OFF,
                    "sh",
                    folder.toString(),
                    "/proc/self/mountinfo"));
        }
        if (limiter) {
            long bytes = (long) limits.megabytes() << 20;
            words.addAll(List.of(
                    "prlimit",
                    "--as=" + bytes,
                    "--fsize=" + bytes,
                    "--cpu=" + Math.max(1, limits.time().toSeconds()),
                    "--core=0",
                    "--nofile=256"));
        }
        words.addAll(command);
        return words;
    }

    private static void requirePlain(String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "\"" + name + "\" is no name of a file in a sandbox; write letters, digits, dots and dashes");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
