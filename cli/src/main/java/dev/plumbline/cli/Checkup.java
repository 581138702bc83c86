package dev.plumbline.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What `doctor` looks at, one [Symptom] each.
final class Checkup {
    /// The exit status where something is broken: nothing could be written.
    static final int BROKEN_STATUS = ErrorCode.STORAGE.exitStatus();

    private static final long GIBIBYTE = 1L << 30;
    private static final double LOW_MEMORY_GIBIBYTES = 3;
    private static final double LOW_DISK_GIBIBYTES = 2;

    private final Shell shell;

    Checkup(Shell shell) {
        this.shell = shell;
    }

    List<Symptom> symptoms() {
        return List.of(
                version(), java(), system(), cores(), memory(), heap(), nativeMemory(), fastStart(), runs(), store());
    }

    private static Symptom version() {
        return Symptom.good("plumbline", Version.NUMBER);
    }

    private static Symptom java() {
        String value =
                Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("java.home");
        return Symptom.good("java", value);
    }

    private static Symptom system() {
        return Symptom.good(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
    }

    private static Symptom cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores >= 2
                ? Symptom.good("cores", Integer.toString(cores))
                : Symptom.poor(
                        "cores",
                        "1",
                        "training shares this core with everything else; two are the least for the times stated");
    }

    private static Symptom memory() {
        double total = (double) machine().getTotalMemorySize() / GIBIBYTE;
        double free = (double) machine().getFreeMemorySize() / GIBIBYTE;
        String value = String.format(Locale.ROOT, "%.1f GiB, %.1f free", total, free);
        return total >= LOW_MEMORY_GIBIBYTES
                ? Symptom.good("memory", value)
                : Symptom.poor("memory", value, "a run needs up to 1.5 GiB beside what else is running");
    }

    private static Symptom heap() {
        String value = String.format(
                Locale.ROOT, "up to %.1f GiB", (double) Runtime.getRuntime().maxMemory() / GIBIBYTE);
        return Symptom.good("heap", value);
    }

    /// JavaCPP refuses tensors beyond four times the heap unless this is 0.
    private static Symptom nativeMemory() {
        String cap = System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes");
        return "0".equals(cap)
                ? Symptom.good("tensors", "may use all memory")
                : Symptom.poor(
                        "tensors",
                        "capped at four times the heap",
                        "start with ./plumbline, or with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    /// Whether the launcher's cache of classes is in use; the JVM drops it without a word where it does not fit.
    private static Symptom fastStart() {
        boolean given = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
        return given
                ? Symptom.good("starts", "from a cache of classes")
                : Symptom.poor("starts", "without a cache of classes", "./plumbline makes one when it builds");
    }

    private Symptom runs() {
        return place("runs", shell.directory().resolve("runs"), "change into a folder that you may write to");
    }

    private Symptom store() {
        return place("store", RunCommand.storeFolder(shell), "set PLUMBLINE_HOME to a folder that you may write to");
    }

    /// A folder that is, or would be, written.
    private static Symptom place(String name, Path folder, String cure) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return new Symptom(name, State.BROKEN, folder + " cannot be written", cure);
        }
        try {
            double free = (double) Files.getFileStore(existing).getUsableSpace() / GIBIBYTE;
            String value = String.format(Locale.ROOT, "%s, %.1f GiB free", folder, free);
            return free >= LOW_DISK_GIBIBYTES
                    ? Symptom.good(name, value)
                    : Symptom.poor(name, value, "a run may need more: make room, or " + cure);
        } catch (IOException e) {
            return Symptom.poor(
                    name, folder + ", free space unknown", "the file system does not tell: " + e.getMessage());
        }
    }

    private static OperatingSystemMXBean machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    /// How a thing is.
    enum State {
        GOOD("ok"),
        POOR("warning"),
        BROKEN("broken");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// One thing that was looked at.
    ///
    /// @param name what was looked at, such as `memory`
    /// @param value what was found
    /// @param advice what to do about it, empty where all is well
    record Symptom(String name, State state, String value, String advice) {
        Symptom {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(advice, "advice");
        }

        static Symptom good(String name, String value) {
            return new Symptom(name, State.GOOD, value, "");
        }

        static Symptom poor(String name, String value, String advice) {
            return new Symptom(name, State.POOR, value, advice);
        }
    }
}
