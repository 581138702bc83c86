package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Optimisers, clipping and schedules against recorded values of torch and transformers, at 1e-5 absolute.
class OptimizerTest {
    private static final double TOLERANCE = 1e-5;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static float[] flat(JsonNode matrix) {
        float[] values = new float[matrix.size() * matrix.get(0).size()];
        int next = 0;
        for (JsonNode row : matrix) {
            for (JsonNode value : row) {
                values[next++] = (float) value.asDouble();
            }
        }
        return values;
    }

    /// One hidden matrix [2, 3] as a whole model.
    private static Parameters matrix(float[] start, long... shape) {
        List<Long> sizes = java.util.Arrays.stream(shape).boxed().toList();
        Parameters.Weight weight = new Parameters.Weight("matrix", 0, sizes, true, true);
        ParameterLayout layout =
                new ParameterLayout(List.of(weight), List.of(weight), Map.of(), Map.of(), start.length);
        Parameters parameters = new Parameters(layout, Tensor.of(start, start.length));
        parameters.trainable();
        return parameters;
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "adamw, .9, .999, 1e-8, 0",
        "adamw decay .1, .9, .999, 1e-8, .1",
        "adamw betas .9 .95 eps 1e-5, .9, .95, 1e-5, 0"
    })
    void adamwTakesTheRecordedSteps(String name, double beta1, double beta2, double epsilon, double decay) {
        JsonNode golden = Golden.json(Golden.folder("train").resolve("optimisers.json"));
        JsonNode after = golden.get("after_step").get(name);
        Engine.run(() -> {
            try (Parameters parameters = matrix(flat(golden.get("start")), 2, 3);
                    AdamW adamw = new AdamW(parameters, new AdamW.Options(.01, beta1, beta2, epsilon, decay))) {
                for (int step = 0; step < after.size(); step++) {
                    float[] gradient = flat(golden.get("gradients").get(step));
                    parameters.gradients().copyInPlace(Tensor.of(gradient, gradient.length));
                    adamw.step(1);
                    assertClose(parameters.values().toFloats(), flat(after.get(step)));
                }
                assertThat(adamw.steps()).isEqualTo(after.size()).isPositive();
            }
        });
    }

    @Test
    void clippingGivesTheRecordedGradients() {
        JsonNode golden = Golden.json(Golden.folder("train").resolve("optimisers.json"));
        assertThat(golden.get("clip_first_gradient").size()).isPositive();
        Engine.run(() -> {
            try (Parameters parameters = matrix(flat(golden.get("start")), 2, 3)) {
                for (JsonNode clip : golden.get("clip_first_gradient")) {
                    float[] gradient = flat(golden.get("gradients").get(0));
                    parameters.gradients().copyInPlace(Tensor.of(gradient, gradient.length));
                    double norm =
                            Optimizer.clip(parameters, clip.get("max_norm").asDouble());
                    assertThat(norm).isCloseTo(clip.get("norm").asDouble(), within(TOLERANCE));
                    assertClose(parameters.gradients().toFloats(), flat(clip.get("grad")));
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "linear, LINEAR, 5, 0",
        "cosine, COSINE, 5, 0",
        "cosine_with_min_lr, COSINE, 5, .1",
        "constant, CONSTANT, 0, 0",
        "constant_with_warmup, CONSTANT, 5, 0"
    })
    void schedulesAreTheRecordedOnes(String name, Schedule.Shape shape, int warmup, double floor) {
        JsonNode golden = Golden.json(Golden.folder("train").resolve("schedules.json"));
        int total = golden.get("total_steps").asInt();
        Schedule schedule = new Schedule(shape, warmup, total, floor);
        JsonNode rates = golden.get("schedules").get(name).get("lr");
        for (int step = 0; step < total; step++) {
            assertThat(schedule.factor(step))
                    .as("step %d", step)
                    .isCloseTo(rates.get(step).asDouble(), within(1e-8));
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "24, 8", "8, 24"})
    void muonMovesAMatrixAlongAnOrthogonalOne(int rows, int columns) {
        float[] start = new float[rows * columns];
        Engine.run(() -> {
            try (Parameters parameters = matrix(start, rows, columns);
                    Muon muon = new Muon(parameters, new Muon.Options(1, .95, AdamW.Options.of(.01)))) {
                parameters.gradients().copyInPlace(Tensor.of(noise(start.length), start.length));
                muon.step(1);
                double scale = Math.sqrt(Math.max(1, (double) rows / columns));
                Tensor move = parameters.values().view(rows, columns).mul(-1 / scale);
                Tensor tall = rows >= columns ? move : move.transpose(0, 1);
                // Five Newton-Schulz steps bring singular values into about [.7, 1.2], so squares into [.4, 1.5].
                int small = Math.min(rows, columns);
                float[] gram = tall.transpose(0, 1).matmul(tall).toFloats();
                double trace = 0;
                for (int i = 0; i < small; i++) {
                    trace += gram[i * small + i];
                    for (int j = 0; j < small; j++) {
                        assertThat((double) gram[i * small + j]).isCloseTo(i == j ? 1 : 0, within(.6));
                    }
                }
                assertThat(trace / small).isBetween(.5, 1.3);
            }
        });
    }

    @Test
    void anOptimiserThatGoesOnFromItsStateTakesTheSameSteps() {
        Engine.run(() -> {
            try (Parameters first = matrix(noise(96), 8, 12);
                    Parameters second = matrix(noise(96), 8, 12);
                    Muon whole = new Muon(first, new Muon.Options(.02, .95, AdamW.Options.of(.01)));
                    Muon begun = new Muon(second, new Muon.Options(.02, .95, AdamW.Options.of(.01)));
                    Muon resumed = new Muon(second, new Muon.Options(.02, .95, AdamW.Options.of(.01)))) {
                for (int step = 0; step < 4; step++) {
                    Tensor gradient = Tensor.of(noise(96), 96).mul(step - 1.5);
                    first.gradients().copyInPlace(gradient);
                    second.gradients().copyInPlace(gradient);
                    whole.step(1);
                    if (step == 2) {
                        Map<String, Tensor> state = begun.state();
                        resumed.state()
                                .forEach((name, tensor) -> tensor.copyInPlace(Objects.requireNonNull(state.get(name))));
                        resumed.resumeAt(begun.steps());
                    }
                    (step < 2 ? begun : resumed).step(1);
                    assertThat(second.values().toFloats())
                            .isEqualTo(first.values().toFloats());
                }
                assertThat(resumed.steps()).isEqualTo(4);
            }
        });
    }

    private static float[] noise(int count) {
        java.util.random.RandomGenerator random = new Seed(3).generator();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
