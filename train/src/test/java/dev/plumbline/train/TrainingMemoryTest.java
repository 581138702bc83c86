package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.TinyTraining.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A step frees what it made: the number of native objects is the same after every step.
class TrainingMemoryTest {
    private static final int WARM_UP = 10;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @ParameterizedTest
    @CsvSource({"SFT, 40", "REWARD, 40", "DPO, 40"})
    void nativeObjectsDoNotPileUp(Kind kind, int steps) {
        List<Long> counts = new ArrayList<>();
        Optimisation.Method method = kind == Kind.SFT ? Optimisation.Method.MUON : Optimisation.Method.ADAMW;
        Optimisation optimisation =
                TinyTraining.optimisation(method, WARM_UP + steps, 4).withMicroBatch(2);
        TrainingContext context =
                new TrainingContext("tiny", new Seed(7), Path.of(""), 0, new Counting(counts), () -> false);
        Engine.run(() -> {
            try (Decoder decoder = TinyTraining.decoder(kind, 3)) {
                TinyTraining.curves(kind, decoder, optimisation, context);
            }
        });
        List<Long> steady = counts.subList(counts.size() - steps, counts.size());
        assertThat(steady).hasSize(steps).containsOnly(steady.getFirst());
    }

    /// Notes after every step how many native objects are alive.
    private record Counting(List<Long> counts) implements Progress {
        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> counts.add(Pointer.totalCount());
        }

        @Override
        public void note(String line) {}
    }
}
