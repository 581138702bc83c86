package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The suites that ship.
public final class Suites {
    private Suites() {}

    /// Their names, failure mode by failure mode.
    public static List<String> names() {
        return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /// The suite of this name.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if none ships under it, naming those that do
    public static Suite named(String name) {
        if (!names().contains(name)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no suite \"" + name + "\"; the suites are " + String.join(", ", names())
                            + "; a file of your own is named by its path");
        }
        return SuiteFile.parse(resource(name + ".yaml"), name + ".yaml", Suites::bank);
    }

    /// A table of rows that ships, such as `facts`.
    static String bank(String name) {
        if (!name.matches("[a-z-]{1,40}") || Suites.class.getResource("bank/" + name + ".yaml") == null) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "no bank \"" + name + "\" ships; write rows instead");
        }
        return resource("bank/" + name + ".yaml");
    }

    private static String resource(String name) {
        try (InputStream in = Suites.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
