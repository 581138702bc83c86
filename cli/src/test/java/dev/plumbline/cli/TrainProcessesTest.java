package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `plumbline train` by several processes: the same numbers as by one, whatever happens to one of them.
class TrainProcessesTest {
    private static final double TOLERANCE = 1e-5;
    private static final long LOOK_NANOS = 1_000_000;

    @TempDir
    private Path folder = Path.of("");

    private static String[] words(Path here, int steps, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "kto",
                "--model",
                "harbor:small",
                "--data",
                here.resolve("judged.jsonl").toString(),
                "--batch",
                "4",
                "--steps",
                Integer.toString(steps),
                "--rate",
                "0.001",
                "--set",
                "optimiser.checkpoint-every=1",
                "--set",
                "threads=1"));
        words.addAll(List.of(more));
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

    private static List<Path> find(Path tree, String end) {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(file -> file.endsWith(end)).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(); // a file went away while it was looked for, or there are none yet
        }
    }

    private static float[] weights(Path here) {
        List<Path> models = find(here.resolve("runs"), "models/kto");
        assertThat(models).hasSize(1);
        try (CheckpointModel model = CheckpointModel.open(models.getFirst(), "kto")) {
            return Engine.call(() -> model.decoder().parameters().values().toFloats());
        }
    }

    /// |a - b| / |b|, over all weights.
    private static double distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / norm);
    }

    private float[] alone(int steps) throws IOException {
        Path here = prepared("alone");
        CapturedShell shell = new CapturedShell(here);
        assertThat(shell.run(words(here, steps, "-q"))).as(shell.err()).isZero();
        return weights(here);
    }

    @Nested
    class OnLinux {
        @BeforeEach
        void onLinux() {
            assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: processes are tried on Linux only");
        }

        private static void awaitCheckpoint(Path here) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (find(here, "training.safetensors").isEmpty()) {
                assertThat(System.nanoTime()).as("no checkpoint in time").isLessThan(end);
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }

        @Test
        @Timeout(120)
        void twoProcessesGiveTheWeightsOfOneAndASpeakerOfTheirOwn() throws IOException {
            Path here = prepared("two");
            CapturedShell shell = new CapturedShell(here);
            assertThat(shell.run(words(here, 3, "--processes", "2")))
                    .as(shell.err())
                    .isZero();
            assertThat(shell.err()).contains("starting 1 more of 2 processes").containsOnlyOnce("[2/2] kto: unpaired");
            assertThat(Files.readString(find(here, "evidence.jsonl").getFirst()))
                    .contains("\"processes\":\"2\"");
            assertThat(distance(weights(here), alone(3))).isLessThan(TOLERANCE);
        }

        /// Rank 1 is killed; rank 0 says so, and one process goes on from the checkpoint.
        @Test
        @Timeout(120)
        void aKilledRankIsNamedAndOneProcessCanGoOn() throws Exception {
            Path here = prepared("killed");
            CapturedShell shell = new CapturedShell(here);
            List<Long> before =
                    ProcessHandle.current().children().map(ProcessHandle::pid).toList();
            Thread killer = Thread.ofPlatform().daemon().start(() -> {
                awaitCheckpoint(here);
                ProcessHandle.current()
                        .children()
                        .filter(child -> !before.contains(child.pid()))
                        .forEach(ProcessHandle::destroyForcibly);
            });
            int status = shell.run(words(here, 30, "--processes", "2"));
            killer.join();
            assertThat(status).as(shell.err()).isEqualTo(ErrorCode.CANCELLED.exitStatus());
            assertThat(shell.err())
                    .containsPattern(
                            "kto step \\d+: rank 1 has ended \\(process \\d+, status 137, killed by signal 9\\)")
                    .contains("the last good checkpoint, after step")
                    .contains("--processes 2 --resume");

            CapturedShell resumed = new CapturedShell(here);
            assertThat(resumed.run(words(here, 30, "--resume")))
                    .as(resumed.err())
                    .isZero();
            assertThat(resumed.err()).contains("begun by 2 processes, gone on with by 1 process");
            // thirty updates multiply what rounding begins with
            assertThat(distance(weights(here), alone(30))).isLessThan(10 * TOLERANCE);
        }

        /// Rank 0 is killed: the other says who is gone, and how to go on.
        @Test
        @Timeout(120)
        void theOthersSayThatRankZeroIsGone() throws Exception {
            Path here = prepared("headless");
            Path said = here.resolve("said");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            command.addAll(List.of(words(here, 5000, "--processes", "2", "-q")));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(here.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().put("PLUMBLINE_HOME", here.resolve("home").toString());
            Process first = builder.start();
            List<ProcessHandle> others;
            try {
                awaitCheckpoint(here);
                others = first.children().toList();
                assertThat(others).hasSize(1);
            } finally {
                first.destroyForcibly();
            }
            others.getFirst().onExit().get(30, TimeUnit.SECONDS);
            assertThat(Files.readString(said))
                    .containsPattern("rank 1 of 2: stage kto: kto step \\d+: rank 0 has ended")
                    .contains("the last good checkpoint, after step")
                    .contains("go on with the same command and --resume");
        }
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("--processes 0", "--processes must be 1 or more, not 0"),
                Arguments.of("--rank 1", "--rank and --world go with --rendezvous"),
                Arguments.of("--rendezvous localhost:29500", "--rendezvous needs --world N"),
                Arguments.of("--rendezvous localhost:29500 --rank 2 --world 2", "found --rank 2 and --world 2"),
                Arguments.of("--rendezvous localhost --rank 0 --world 2", "has no port from 1 to 65535"),
                Arguments.of("--rendezvous h:70000 --rank 0 --world 2", "has no port from 1 to 65535"),
                Arguments.of("--processes 2 --rendezvous h:1 --rank 0 --world 2", "exclude each other"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void numbersThatDoNotFitTogetherAreRefused(String given, String message) throws IOException {
        Path here = prepared("refused");
        CapturedShell shell = new CapturedShell(here);
        assertThat(shell.run(words(here, 3, given.split(" ")))).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains(message);
        assertThat(here.resolve("runs")).doesNotExist();
    }

    @Test
    void aStudyWithNothingToShareIsRefusedByName() throws IOException {
        Path here = prepared("unshared");
        Files.writeString(here.resolve("look.yaml"), """
                title: A look
                stages:
                  - name: base
                    kind: model
                    model: harbor:small
                """);
        CapturedShell shell = new CapturedShell(here);
        assertThat(shell.run("run", "look.yaml", "--processes", "2")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("none of the stages (base: model)").contains("leave out --processes");
    }
}
