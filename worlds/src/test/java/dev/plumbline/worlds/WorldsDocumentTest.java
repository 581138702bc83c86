package dev.plumbline.worlds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.solve.WorldSolution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/worlds.md` says, held to what the solver finds and to what the compiler takes.
class WorldsDocumentTest {
    private static final Path DOCUMENT =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("worlds.md");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern OUTPUT = Pattern.compile("(?s)It prints\n\n```text\n(.*?)```");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theTableOfOptimaIsWhatTheSolverFinds() throws IOException {
        assertThat(Files.readAllLines(DOCUMENT))
                .filteredOn(line -> line.startsWith("| `"))
                .filteredOn(line -> Worlds.list().stream().anyMatch(world -> line.contains("`" + world.name() + "`")))
                .containsExactlyElementsOf(table());
    }

    /// A row for each level, and under it one for each kind of episode.
    static List<String> table() {
        List<String> rows = new ArrayList<>();
        for (World world : Worlds.list()) {
            String name = "| `" + world.name() + "` | " + world.level() + " | ";
            try {
                WorldSolution solution = WorldSolution.of(world);
                rows.add(name + solution.states() + " | " + number(solution.optimalReturn()) + " | "
                        + range(solution.leastPerformance(), solution.mostPerformance()) + " | "
                        + number(solution.bestPerformance()) + " | " + number(solution.returnAtBest()) + " |");
                for (WorldSolution.OfKind kind : solution.kinds()) {
                    rows.add(name + kind.kind() + " | " + number(kind.optimalReturn()) + " | "
                            + range(kind.leastPerformance(), kind.mostPerformance()) + " | "
                            + number(kind.bestPerformance()) + " | " + number(kind.returnAtBest()) + " |");
                }
            } catch (PlumblineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED);
                String size = String.format(Locale.ROOT, "%.3g", Enumeration.size(world.dynamics()));
                rows.add(name + "up to " + size + " | too large | | | |");
            }
        }
        return rows;
    }

    private static String number(double value) {
        return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value + 0.0);
    }

    private static String range(double low, double high) {
        return Math.abs(high - low) < 1e-9 ? number(low) : number(low) + " to " + number(high);
    }

    @Test
    void theProgramCompilesAndPrintsWhatItIsSaidToPrint() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeThat(compiler).as("a JDK, for its compiler").isNotNull();
        String document = Files.readString(DOCUMENT);
        String program = first(PROGRAM, document);
        assertThat(program.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(32);
        Path source = Files.writeString(folder.resolve("Puddle.java"), program);

        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = compiler.run(
                null,
                errors,
                errors,
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
        assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(output()).isEqualTo(first(OUTPUT, document));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private String output() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        URL[] here = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(here, WorldsDocumentTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Puddle").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
