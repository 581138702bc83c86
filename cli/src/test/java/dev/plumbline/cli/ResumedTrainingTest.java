package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training that was stopped in the middle, once a checkpoint was there, and gone on with by the same command.
class ResumedTrainingTest {
    @TempDir
    private Path folder = Path.of("");

    private static String[] words(String method) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                method,
                "--model",
                "harbor:small",
                "--steps",
                "8",
                "-q",
                "--held-out",
                "0.3",
                "--eval-every",
                "3",
                "--keep",
                "best",
                "--rate",
                "0.003",
                "--set",
                "stages." + method + ".optimiser.checkpoint-every=1",
                "--set",
                "threads=1"));
        words.addAll(
                method.equals("kto")
                        ? List.of("--data", "judged.jsonl", "--batch", "4")
                        : List.of(
                                "--reward",
                                "harbor",
                                "--batch",
                                "4",
                                "--set",
                                "stages." + method + ".prompts.count=12",
                                "--set",
                                "sampling.epochs=2"));
        return words.toArray(String[]::new);
    }

    private Path prepared(String name) throws IOException {
        Path here = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                here.resolve("judged.jsonl"),
                IntStream.range(0, 24)
                        .mapToObj(i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"completion\": \"it is " + i
                                + " .\", \"label\": " + (i % 2 == 0) + "}")
                        .collect(Collectors.joining("\n")));
        return here;
    }

    private static List<Path> find(Path tree, String end) throws IOException {
        if (!Files.isDirectory(tree)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (java.io.UncheckedIOException e) {
            return List.of(); // a file went away while it was looked for
        }
    }

    /// Runs the command and asks it to stop as soon as its training has written a checkpoint.
    private static int stopped(Path here, String method) throws InterruptedException {
        CapturedShell shell = new CapturedShell(here);
        Thread watch = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (find(here, "training.safetensors").isEmpty()) {
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            shell.shell().cancellation().request();
        });
        int status = shell.run(words(method));
        watch.join();
        return status;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kto", "grpo", "ppo"})
    @Timeout(120)
    void endsWithTheSameBitsAndTheSameCard(String method) throws IOException, InterruptedException {
        Path calm = prepared("calm");
        CapturedShell undisturbed = new CapturedShell(calm);
        assertThat(undisturbed.run(words(method))).as(undisturbed.err()).isZero();
        Path other = prepared("stopped");

        assertThat(stopped(other, method)).isEqualTo(ErrorCode.CANCELLED.exitStatus());

        CapturedShell resumed = new CapturedShell(other);
        String[] again =
                Stream.concat(Stream.of(words(method)), Stream.of("--resume")).toArray(String[]::new);
        assertThat(resumed.run(again)).as(resumed.err()).isZero();
        try (Stream<Path> runs = Files.list(other.resolve("runs"))) {
            assertThat(runs.filter(run -> Files.exists(run.resolve("evidence.jsonl"))))
                    .as("one run, which was gone on with")
                    .hasSize(1);
        }
        for (String file : List.of("models/" + method + "/model.safetensors", "last/model.safetensors")) {
            List<Path> wanted = find(calm.resolve("runs"), file);
            List<Path> found = find(other.resolve("runs"), file);
            assertThat(found).as(file).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(Files.mismatch(found.get(i), wanted.get(i))).as(file).isEqualTo(-1);
            }
        }
    }
}
