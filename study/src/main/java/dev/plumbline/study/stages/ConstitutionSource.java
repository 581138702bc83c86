package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.ConstitutionFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds the constitution that an option names: one that ships, or a file.
final class ConstitutionSource {
    private static final List<String> SHIPPED = List.of("harbor", "general");

    private ConstitutionSource() {}

    /// @throws PlumblineException MISSING_FILE if there is none, BAD_DATA with line and column if it is malformed
    static Constitution read(String name) throws IOException {
        if (SHIPPED.contains(name)) {
            String resource = "/dev/plumbline/study/constitutions/" + name + ".yaml";
            try (InputStream in = ConstitutionSource.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new PlumblineException(ErrorCode.MISSING_FILE, "this build ships no " + resource);
                }
                return ConstitutionFile.parse(
                        new String(in.readAllBytes(), StandardCharsets.UTF_8), "constitution " + name);
            }
        }
        if (!Files.isRegularFile(Path.of(name))) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    "constitution \"" + name + "\": no such file; it is harbor, general, or a YAML file");
        }
        return ConstitutionFile.read(Path.of(name));
    }

    /// The file outside of the run that this name stands for, if any.
    static List<Path> files(String name) {
        return SHIPPED.contains(name) ? List.of() : List.of(Path.of(name));
    }
}
