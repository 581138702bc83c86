package dev.plumbline.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.plumbline.study.Study;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The machine and the program as a run records them.
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /// What decides a study's figures beside the study: how many threads, how exactly, on what kind of processor,
    /// by which code.
    static Map<String, String> environment(Study study) {
        int threads =
                study.threads() > 0 ? study.threads() : Runtime.getRuntime().availableProcessors();
        Map<String, String> environment = new TreeMap<>();
        environment.put("threads", Integer.toString(threads));
        environment.put("precision", study.precision().name().toLowerCase(Locale.ROOT));
        environment.put("processor", processor());
        environment.put("plumbline", Version.NUMBER);
        environment.put("code", CodeVersion.hash());
        return environment;
    }

    /// What else a reader should know.
    static Map<String, String> facts() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, String> facts = new TreeMap<>();
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", Runtime.version().toString());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", String.format(Locale.ROOT, "%.1f GiB", (double) system.getTotalMemorySize() / (1L << 30)));
        return facts;
    }

    /// The processor's name where the system tells it (Linux), else its architecture.
    private static String processor() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(CPUS)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
