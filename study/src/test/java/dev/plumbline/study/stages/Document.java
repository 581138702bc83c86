package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A document that people read, of which some parts must say what the code says.
record Document(Path file) {
    private static final Path DOCS = Path.of("..", "docs");
    private static final boolean WRITE = Boolean.getBoolean("docs.write");
    private static final String REWRITE = "; write it again with: ./mvnw -pl study -am test -Dtest=DocumentationTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true";

    static Document named(String name) {
        return new Document(DOCS.resolve(name));
    }

    String text() {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This text stands between `<!-- generated: NAME -->` and the next `<!-- end -->`.
    void holds(String name, String text) {
        String start = "<!-- generated: " + name + " -->\n";
        String all = text();
        assertThat(all).as("%s needs the line %s", file, start.strip()).contains(start);
        int from = all.indexOf(start) + start.length();
        int to = all.indexOf("<!-- end -->", from);
        if (WRITE) {
            write(all.substring(0, from) + text + all.substring(to));
        } else {
            assertThat(all.substring(from, to)).as(file + ", " + name + REWRITE).isEqualTo(text);
        }
    }

    /// The second cell of each row by its first one, in the table under a heading.
    Map<String, String> table(String heading) {
        List<String> lines = text().lines().toList();
        int start = lines.indexOf(heading);
        assertThat(start).as("%s needs the heading %s", file, heading).isNotNegative();
        Map<String, String> cells = new LinkedHashMap<>();
        lines.stream()
                .skip(start + 1L)
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .forEach(row -> cells.put(row.get(1), row.get(2)));
        return cells;
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
