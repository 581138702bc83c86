package dev.plumbline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.internal.RunLock;
import dev.plumbline.study.stages.ModelSource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person gets who hands over something broken: one line that names place and cure, and the status that goes
/// with it.
class BadInputTest {
    private static final String GOOD = "{\"prompt\": \"hello\", \"chosen\": \"hello to you\", \"rejected\": \"no\"}\n";

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    /// Runs a command that must fail with this code; gives the one line that it says.
    private String failure(ErrorCode code, String... arguments) {
        shell = new CapturedShell(folder);
        int status = shell.run(arguments);
        List<String> said = shell.err()
                .lines()
                .filter(line -> line.startsWith("plumbline: "))
                .toList();
        assertThat(status).as(shell.err()).isEqualTo(code.exitStatus());
        assertThat(said).hasSize(1);
        assertThat(shell.err()).doesNotContain("\tat ", "Exception");
        return said.getFirst();
    }

    @Nested
    class AStudy {
        private String study(String yaml) throws IOException {
            Files.writeString(folder.resolve("mine.yaml"), yaml);
            String said = failure(ErrorCode.BAD_STUDY, "run", "mine.yaml");
            assertThat(folder.resolve("runs")).doesNotExist();
            return said;
        }

        @Test
        void thatDoesNotExist() {
            assertThat(failure(ErrorCode.MISSING_FILE, "run", "mine.yaml"))
                    .contains("mine.yaml: no such study file", "give the path of a study file");
        }

        @Test
        void thatIsNoYaml() throws IOException {
            assertThat(study("title: mine\nstages: [\n"))
                    .contains("mine.yaml 3:1", "malformed YAML", "check indentation");
        }

        @Test
        void withAKindThatDoesNotExist() throws IOException {
            assertThat(study("title: mine\nstages:\n  - name: a\n    kind: dpoo\n"))
                    .contains("mine.yaml 4:11", "unknown kind \"dpoo\"; did you mean \"dpo\"?");
        }

        @Test
        void thatUsesAStageThatIsNotBeforeIt() throws IOException {
            assertThat(study("title: mine\nstages:\n  - name: a\n    kind: sft\n    from: base\n"))
                    .contains("mine.yaml 5:11", "\"base\"", "no stage comes before it");
        }
    }

    @Nested
    class AFileOfComparisons {
        private final String[] training = {
            "train", "dpo", "--model", "harbor:small", "--steps", "1", "--batch", "2", "-q", "--data"
        };

        private String training(byte[] bytes, String name) throws IOException {
            Files.write(folder.resolve(name), bytes);
            return failure(
                    ErrorCode.BAD_DATA,
                    Stream.concat(Stream.of(training), Stream.of(name)).toArray(String[]::new));
        }

        private String training(String text) throws IOException {
            return training(text.getBytes(UTF_8), "pairs.jsonl");
        }

        @Test
        void thatDoesNotExist() {
            String said =
                    failure(ErrorCode.MISSING_FILE, "train", "dpo", "--model", "harbor:small", "--data", "pairs.jsonl");

            assertThat(said).contains("pairs.jsonl does not exist or cannot be read", "check the path");
            assertThat(folder.resolve("runs")).doesNotExist();
        }

        @Test
        void thatIsAFolder() throws IOException {
            Files.createDirectories(folder.resolve("pairs.jsonl"));

            shell = new CapturedShell(folder);
            int status = shell.run("train", "dpo", "--model", "harbor:small", "--data", "pairs.jsonl", "-q");

            assertThat(status).isIn(ErrorCode.BAD_DATA.exitStatus(), ErrorCode.MISSING_FILE.exitStatus());
            assertThat(shell.err()).contains("pairs.jsonl").doesNotContain("\tat ");
        }

        @Test
        void thatIsEmpty() throws IOException {
            assertThat(training("")).contains("pairs.jsonl").containsIgnoringCase("empty");
        }

        @Test
        void withoutARejectedAnswer() throws IOException {
            assertThat(training(GOOD + "{\"prompt\": \"hello\", \"chosen\": \"hi\"}\n"))
                    .contains("pairs.jsonl line 2", "\"rejected\"", "prompt, chosen");
        }

        @Test
        void whoseAnswersAreAllIdentical() throws IOException {
            assertThat(training("{\"prompt\": \"hello\", \"chosen\": \"hi\", \"rejected\": \"hi\"}\n".repeat(3)))
                    .contains("nothing to learn from in 3 records", "two answers differ");
        }

        @Test
        void withALineOfTenMegabytes() throws IOException {
            byte[] huge = new byte[10_500_000];
            Arrays.fill(huge, (byte) 'x');

            assertThat(training(GOOD + "{\"prompt\": \"" + new String(huge, UTF_8) + "\"}\n"))
                    .contains("pairs.jsonl line 2", "longer than")
                    .hasSizeLessThan(500);
        }

        @Test
        void thatIsACutGzip() throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                for (int i = 0; i < 2_000; i++) {
                    gzip.write(GOOD.replace("you", "you " + i * 7919).getBytes(UTF_8));
                }
            }

            assertThat(training(Arrays.copyOf(packed.toByteArray(), packed.size() / 2), "pairs.jsonl.gz"))
                    .contains("pairs.jsonl.gz", "gzip");
        }

        @Test
        void thatIsNotUtf8() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(GOOD.getBytes(UTF_8));
            bytes.writeBytes(new byte[] {'{', '"', (byte) 0xff, '"', '}', '\n'});

            assertThat(training(bytes.toByteArray(), "pairs.jsonl")).contains("pairs.jsonl line 2", "UTF-8");
        }

        @Test
        void leavesARunThatGoesOnOnceTheFileIsMended() throws IOException {
            training("{\"prompt\": \"hello\", \"chosen\": \"hi\"}\n");
            Files.writeString(folder.resolve("pairs.jsonl"), GOOD.repeat(2));

            shell = new CapturedShell(folder);
            int status = shell.run(Stream.concat(Stream.of(training), Stream.of("pairs.jsonl", "--resume"))
                    .toArray(String[]::new));

            assertThat(status).as(shell.err()).isZero();
            try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
                assertThat(runs.filter(run -> Files.exists(run.resolve("evidence.jsonl"))))
                        .hasSize(1);
            }
        }
    }

    @Nested
    class ACheckpoint {
        private Path checkpoint = Path.of("");

        @BeforeEach
        void isACopyOfOneThatShips() {
            checkpoint = folder.resolve("mine");
            ModelSource.copy("harbor:small", checkpoint);
        }

        private String generating() {
            return failure(ErrorCode.BAD_CHECKPOINT, "generate", "--model", "mine", "--prompt", "hello");
        }

        private void edit(String file, String find, String replacement) throws IOException {
            Path path = checkpoint.resolve(file);
            String text = Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(text).contains(find);
            Files.writeString(
                    path,
                    text.replaceFirst(java.util.regex.Pattern.quote(find), replacement),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
        }

        @Test
        void withAMissingTensor() throws IOException {
            edit("model.safetensors", "\"model.norm.weight\"", "\"model.norm.weighs\"");

            assertThat(generating())
                    .contains(
                            "mine", "model.safetensors: ", "tensor \"model.norm.weight\" is missing", "save it again");
        }

        @Test
        void withAWrongShape() throws IOException {
            edit("config.json", "\"intermediate_size\"", "\"intermediate_size\": 128, \"was\"");

            assertThat(generating())
                    .contains(
                            "mine",
                            "model.safetensors: ",
                            "has shape [",
                            "the configuration asks for [",
                            "config.json");
        }

        @Test
        void withANumberThatIsNone() throws IOException {
            Path weights = checkpoint.resolve("model.safetensors");
            byte[] bytes = Files.readAllBytes(weights);
            int header = Math.toIntExact(
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
            Arrays.fill(bytes, 8 + header, 8 + header + 4, (byte) 0xff);
            Files.write(weights, bytes);

            assertThat(generating())
                    .contains("mine", "model.safetensors: ", "tensor \"", "not finite", "earlier checkpoint");
        }

        @Test
        void thatWasCutOff() throws IOException {
            Path weights = checkpoint.resolve("model.safetensors");
            byte[] bytes = Files.readAllBytes(weights);
            Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));

            assertThat(generating()).contains("model.safetensors");
        }

        @Test
        void withoutATokenizer() throws IOException {
            Files.delete(checkpoint.resolve("tokenizer.json"));

            String said = failure(ErrorCode.MISSING_FILE, "generate", "--model", "mine", "--prompt", "hello");
            assertThat(said).contains("tokenizer.json");
        }

        @Test
        void withoutWeightsOrConfiguration() throws IOException {
            Files.delete(checkpoint.resolve("config.json"));

            String said = failure(ErrorCode.MISSING_FILE, "generate", "--model", "mine", "--prompt", "hello");
            assertThat(said).contains("config.json");
        }
    }

    @Nested
    class ARunFolder {
        /// A run that ended early, since its comparisons were no good.
        private Path unfinished() {
            try {
                Files.writeString(folder.resolve("pairs.jsonl"), "{}\n");
                failure(ErrorCode.BAD_DATA, "train", "dpo", "--model", "harbor:small", "--data", "pairs.jsonl", "-q");
                try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
                    return runs.filter(run -> Files.exists(run.resolve("evidence.jsonl")))
                            .findFirst()
                            .orElseThrow();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void thatAnotherProcessWorksOn() {
            Path run = unfinished();
            try (RunLock held = RunLock.acquire(run)) {
                assertThat(held).isNotNull();
                assertThat(failure(ErrorCode.BUSY, "run", run.toString(), "--resume"))
                        .contains(
                                run.getFileName().toString(),
                                "process " + ProcessHandle.current().pid(),
                                "wait until");
            }
        }

        @Test
        void thatCannotBeMadeSinceAFileIsInTheWay() throws IOException {
            Files.writeString(folder.resolve("runs"), "a file");

            assertThat(failure(ErrorCode.STORAGE, "eval", "harbor", "--model", "harbor:small", "-q"))
                    .contains("runs");
            assertThat(folder.resolve("runs")).hasContent("a file");
        }

        @Test
        void thatIsReadOnly() {
            Path run = unfinished();
            File readOnly = run.toFile();
            assumeTrue(readOnly.setWritable(false), "the file system has no rights");
            assumeFalse(readOnly.canWrite(), "the superuser may write anyway; FullDiskTest covers this case for it");

            assertThat(failure(ErrorCode.STORAGE, "run", run.toString(), "--resume"))
                    .contains(run.getFileName().toString());
        }
    }
}
