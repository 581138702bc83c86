package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.study.Study;
import dev.plumbline.train.SftTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Which code decides the figures: a hash of the compiled modules, so that what a stage made under other code is never
/// taken for what this code would make.
final class CodeVersion {
    /// One class of each module whose code can change a figure.
    private static final List<Class<?>> MODULES = List.of(
            Seed.class,
            LanguageModel.class,
            Engine.class,
            HarborWorld.class,
            SftTrainer.class,
            Evaluation.class,
            Study.class);

    private CodeVersion() {}

    /// The first sixteen hexadecimal digits of the SHA-256 over all files of the modules, by name.
    static String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Class<?> module : MODULES) {
                add(
                        digest,
                        Path.of(module.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException | URISyntaxException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and class files in files", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the program's own code", e);
        }
    }

    /// A jar, whose bytes depend on its content alone, or a folder of class files.
    private static void add(MessageDigest digest, Path code) throws IOException {
        if (Files.isRegularFile(code)) {
            digest.update(Files.readAllBytes(code));
            return;
        }
        try (Stream<Path> files = Files.walk(code)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(code.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
    }
}
