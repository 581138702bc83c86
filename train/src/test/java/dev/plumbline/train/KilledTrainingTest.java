package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trains in a JVM of its own, takes that JVM away with signal 9 in the middle, and goes on from what is left.
class KilledTrainingTest {
    private static final int ROUNDS = 8;
    private static final int KILLED_IN = 3;
    private static final int SIGNAL_9 = 128 + 9;

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Optimisation walk(EveryTrainer trainer) {
        return Optimisation.adamw(ROUNDS * trainer.round(), 8, .01).withMicroBatch(6);
    }

    private static TrainingContext context(Path folder, Progress progress) {
        return new TrainingContext("killed", new Seed(7), folder, 1, progress, () -> false);
    }

    /// What the other JVM does: train, and say every update, slowly enough to be met in the middle.
    static final class Other implements Progress {
        private static final long MILLIS = 20;

        public static void main(String[] arguments) {
            Engine.configure(EngineOptions.exact());
            EveryTrainer trainer = EveryTrainer.valueOf(arguments[0]);
            trainer.train(walk(trainer), context(Path.of(arguments[1]), new Other()));
        }

        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                System.out.println(task + " " + done);
                try {
                    Thread.sleep(MILLIS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
        }

        @Override
        public void note(String line) {}
    }

    private int killedAt(EveryTrainer trainer, int step) throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        trainer.name(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output = other.inputReader(StandardCharsets.UTF_8)) {
            String wanted = "killed " + step;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.equals(wanted)) {
                    break;
                }
            }
            assertThat(said).as("what the other process said").endsWith(wanted);
        } finally {
            other.destroyForcibly().waitFor();
        }
        return other.exitValue();
    }

    @ParameterizedTest
    @EnumSource(
            value = EveryTrainer.class,
            names = {"PPO", "GRPO", "KTO"})
    void endsWithTheBitsOfAnUndisturbedOne(EveryTrainer trainer) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: signals are tried on Linux only");
        EveryTrainer.Result undisturbed = trainer.train(walk(trainer), TinyTraining.context(7));

        // one update into a round, so that what the round had sampled is lost
        int status = killedAt(trainer, KILLED_IN * trainer.round() + 1);

        assertThat(status).isEqualTo(SIGNAL_9);
        List<String> notes = new ArrayList<>();
        EveryTrainer.Result resumed = trainer.train(walk(trainer), context(folder, new Notes(notes)));
        int kept = KILLED_IN * trainer.round();
        assertThat(notes).first().asString().startsWith("killed: goes on from its checkpoint after step ");
        assertThat(Integer.parseInt(notes.getFirst().replaceAll("\\D+", ""))).isBetween(kept, kept + trainer.round());
        resumed.assertSameBits(undisturbed);
    }

    private record Notes(List<String> lines) implements Progress {
        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> assertThat(figures).isInstanceOf(Map.class);
        }

        @Override
        public void note(String line) {
            lines.add(line);
        }
    }
}
