package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.TinyTraining.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Resident memory of the process at step 200 and at step 2,000 of a training: flat within 2 %.
///
/// Takes minutes, so it runs by name alone: `./mvnw test -pl train -am -Dtest=ResidentMemoryCheck
/// -Dsurefire.failIfNoSpecifiedTests=false`.
class ResidentMemoryCheck {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void residentMemoryIsFlatFromStep200ToStep2000() {
        assumeTrue(Files.isReadable(STATUS), "skipped: resident memory is read from " + STATUS);
        Engine.configure(EngineOptions.exact());
        Readings readings = new Readings(new long[2]);
        TrainingContext context = new TrainingContext("tiny", new Seed(7), Path.of(""), 0, readings, () -> false);
        Engine.run(() -> {
            try (Decoder decoder = TinyTraining.decoder(Kind.SFT, 3)) {
                Optimisation walk = TinyTraining.optimisation(Optimisation.Method.ADAMW, 2_000, 8);
                TinyTraining.curves(Kind.SFT, decoder, walk, context);
            }
        });
        long early = readings.kilobytes()[0];
        long late = readings.kilobytes()[1];
        System.out.println("resident at step 200: " + early + " kB, at step 2000: " + late + " kB");
        assertThat(early).isPositive();
        assertThat((double) late / early).isLessThan(1.02);
    }

    @SuppressWarnings("ArrayRecordComponent") // filled by the meter, never compared
    private record Readings(long[] kilobytes) implements Progress {
        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                if (done == 200) {
                    kilobytes[0] = resident();
                } else if (done == 2_000) {
                    kilobytes[1] = resident();
                }
            };
        }

        @Override
        public void note(String line) {}

        private static long resident() {
            System.gc();
            try {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
