package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.ProcessGroup;
import dev.plumbline.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several processes train as one does.
class RanksTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @Nested
    class AShare {
        private Ranks of(int rank, int world) {
            return new Ranks() {
                @Override
                public int rank() {
                    return rank;
                }

                @Override
                public int world() {
                    return world;
                }

                @Override
                public void sum(Tensor tensor) {}

                @Override
                public double[] sum(double[] values) {
                    return values.clone();
                }
            };
        }

        @Test
        void togetherIsEverythingOnce() {
            for (int world = 1; world <= 5; world++) {
                List<Integer> all = new ArrayList<>();
                for (int rank = 0; rank < world; rank++) {
                    for (int item : of(rank, world).share(new int[] {10, 11, 12})) {
                        all.add(item);
                    }
                }
                assertThat(all).containsExactlyInAnyOrder(10, 11, 12);
            }
            assertThat(of(4, 5).share(new int[] {10, 11, 12})).isEmpty();
            assertThat(of(1, 2).places(3)).containsExactly(1);
        }
    }

    @Test
    void aProcessAloneAddsUpItself() {
        Engine.run(() -> {
            try (ProcessGroup group = ProcessGroup.throughFile(folder.resolve("alone"), 0, 1, Duration.ofSeconds(20))) {
                Tensor tensor = Tensor.of(new float[] {1, 2}, 2);
                group.sum(tensor);
                assertThat(tensor.toFloats()).containsExactly(1, 2);
                assertThat(group.sum(new double[] {.1, Double.NaN})).containsExactly(.1, Double.NaN);
            }
        });
    }

    @Test
    void ranksAndPortsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> ProcessGroup.throughFile(folder.resolve("x"), 2, 2, Duration.ofSeconds(1)))
                .hasMessageContaining("ranks are numbered from 0");
        assertThatThrownBy(() -> ProcessGroup.throughHost("localhost", 0, 0, 1, Duration.ofSeconds(1)))
                .hasMessageContaining("port 0");
    }

    @Nested
    class TwoProcesses {
        @BeforeEach
        void onLinux() {
            assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: gloo is tried on Linux only");
        }

        private Process start(int rank, int world, int steps, int dieAfter, List<String> trainers) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RankProcess.class.getName(),
                    folder.resolve("meeting-" + world + "-" + steps).toString(),
                    Integer.toString(rank),
                    Integer.toString(world),
                    folder.toString(),
                    Integer.toString(steps),
                    Integer.toString(dieAfter)));
            command.addAll(trainers);
            ProcessBuilder builder = new ProcessBuilder(command);
            return builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said-" + rank).toFile())
                    .start();
        }

        private void run(int steps, int dying, int dieAfter, List<String> trainers) throws Exception {
            List<Process> processes = new ArrayList<>();
            try {
                for (int rank = 0; rank < 2; rank++) {
                    processes.add(start(rank, 2, steps, rank == dying ? dieAfter : 0, trainers));
                }
                for (Process process : processes) {
                    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
        }

        private double[] weights(String name) throws IOException {
            String line = Files.readAllLines(folder.resolve(name)).getFirst();
            return Arrays.stream(line.substring(1, line.length() - 1).split(", "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        private String end(int rank) throws IOException {
            return Files.readString(folder.resolve("end-" + rank));
        }

        @Test
        void trainAsOneDoes() throws Exception {
            List<String> trainers =
                    Arrays.stream(EveryTrainer.values()).map(EveryTrainer::name).toList();
            run(1, -1, 0, trainers);
            assertThat(List.of(end(0), end(1))).containsOnly("done");
            for (EveryTrainer trainer : EveryTrainer.values()) {
                Optimisation walk = Optimisation.adamw(trainer.round(), 8, .01).withMicroBatch(4);
                EveryTrainer.Result alone = trainer.train(walk, TinyTraining.context(7));
                double[] expected = new double[alone.weights().length];
                Arrays.setAll(expected, i -> alone.weights()[i]);
                assertThat(Files.readString(folder.resolve(trainer + "-1")))
                        .as(trainer + ": both ranks end alike")
                        .isEqualTo(Files.readString(folder.resolve(trainer + "-0")));
                assertThat(TinyTraining.distance(weights(trainer + "-0"), expected))
                        .as(trainer.name())
                        .isLessThan(TOLERANCE);
            }
        }

        @Test
        void endWithAResumableCheckpointWhenOneDies() throws Exception {
            run(6, 1, 3, List.of("DPO"));
            assertThat(end(0))
                    .startsWith("CANCELLED shared step")
                    .contains("rank 0 of 2: another rank does not answer")
                    .contains("the last good checkpoint, after step 3")
                    .contains("any number of processes can go on");
            Optimisation walk = Optimisation.adamw(6, 8, .01).withMicroBatch(4);
            EveryTrainer.Result whole = EveryTrainer.DPO.train(walk, TinyTraining.context(7));
            TrainingContext alone =
                    new TrainingContext("shared", new Seed(7), folder.resolve("DPO"), 1, Progress.NONE, () -> false);
            EveryTrainer.Result resumed = EveryTrainer.DPO.train(walk, alone);
            resumed.assertClose(whole, TOLERANCE);
        }
    }
}
