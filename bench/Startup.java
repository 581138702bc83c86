import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Times whole processes, turn by turn, so that a busy moment falls on all of them alike.
///
///     java bench/Startup.java JAVA_HOME LAUNCHER RUNS
final class Startup {
    private static final double LIMIT = 2;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path javaHome = Path.of(arguments[0]);
        String launcher = arguments[1];
        int runs = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("startup");
        Path source = Files.writeString(
                folder.resolve("Hello.java"),
                "public class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }");
        run(List.of(javaHome.resolve("bin/javac").toString(), "-d", folder.toString(), source.toString()));

        List<List<String>> commands = List.of(
                List.of(javaHome.resolve("bin/java").toString(), "-cp", folder.toString(), "Hello"),
                List.of(launcher, "--version"),
                List.of(launcher, "--help"));
        List<List<Double>> times = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int turn = -2; turn < runs; turn++) {
            for (int i = 0; i < commands.size(); i++) {
                double seconds = run(commands.get(i));
                if (turn >= 0) {
                    times.get(i).add(seconds);
                }
            }
        }
        double hello = median(times.get(0));
        double version = median(times.get(1));
        double help = median(times.get(2));
        System.out.printf(Locale.ROOT, "bare JVM, hello world  %6.1f ms (median of %d)%n", 1e3 * hello, runs);
        System.out.printf(Locale.ROOT, "plumbline --version    %6.1f ms  ratio %.2f (limit %.0f)%n", 1e3 * version, version / hello, LIMIT);
        System.out.printf(Locale.ROOT, "plumbline --help       %6.1f ms  ratio %.2f%n", 1e3 * help, help / hello);
        System.exit(version <= LIMIT * hello ? 0 : 1);
    }

    private static double run(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int status = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException(command + " ended with " + status);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
