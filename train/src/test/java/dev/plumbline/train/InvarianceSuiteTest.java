package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.TinyTraining.Kind;
import dev.plumbline.train.invariance.InvarianceSuite;
import dev.plumbline.train.invariance.Method;
import dev.plumbline.train.invariance.ShippedWorkings;
import dev.plumbline.train.invariance.Subject;
import dev.plumbline.train.invariance.Workings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The checks pass on the trainers as they are, and each finds the fault that is planted in its way.
class InvarianceSuiteTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private List<ReferenceCase> checked(Workings workings) {
        List<ReferenceCase> cases = new ArrayList<>();
        Engine.run(() -> {
            try (Decoder model = TinyTraining.decoder(Kind.DPO, 3)) {
                List<TokenPair> pairs = TinyTraining.pairs(5, 5);
                List<TokenRow> rows = pairs.stream().map(TokenPair::chosen).toList();
                try (Subject subject = new Subject(model, rows, pairs)) {
                    new InvarianceSuite(subject, workings, InvarianceSuite.TOLERANCE, cases::add).run(folder);
                }
            }
        });
        return cases;
    }

    private List<String> failures(Workings workings) {
        return checked(workings).stream()
                .filter(one -> one.result() == ReferenceCase.Result.FAIL)
                .map(ReferenceCase::name)
                .toList();
    }

    @Test
    void theTrainersAsTheyAreHold() {
        List<ReferenceCase> cases = checked(Workings.SHIPPED);

        assertThat(cases)
                .allSatisfy(one -> assertThat(one.result())
                        .as(one.name() + " " + one.difference())
                        .isEqualTo(ReferenceCase.Result.PASS));
        assertThat(cases.stream().map(ReferenceCase::kind).distinct())
                .containsExactlyInAnyOrder(
                        "accumulation",
                        "order",
                        "padding side",
                        "packing",
                        "batch composition",
                        "precomputed reference",
                        "replicas",
                        "repetition",
                        "ranks",
                        "resume");
        // nothing agrees because nothing was computed
        assertThat(cases.stream().filter(one -> one.kind().equals("accumulation")))
                .hasSize(Method.values().length)
                .anySatisfy(one -> assertThat(one.difference()).isPositive());
    }

    @Test
    void theModelIsLeftAsItWas() {
        Engine.run(() -> {
            try (Decoder model = TinyTraining.decoder(Kind.SFT, 3)) {
                float[] before = model.parameters().values().toFloats();
                try (Subject subject = new Subject(model, TinyTraining.rows(5, 5), List.of())) {
                    new InvarianceSuite(subject, Workings.SHIPPED, 1e-5, one -> {}).run(folder);
                }
                assertThat(model.parameters().values().toFloats()).isEqualTo(before);
            }
        });
    }

    @Nested
    class APlantedFaultIsFound {
        /// What transformers did until 2024: each micro-batch's mean, averaged over micro-batches.
        @Test
        void aMeanOfMeansInTheAccumulation() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor gradient(Method method, Subject subject, int[] order, int microBatch) {
                    if (method != Method.SFT) {
                        return super.gradient(method, subject, order, microBatch);
                    }
                    int parts = (order.length + microBatch - 1) / microBatch;
                    Tensor sum =
                            Tensor.zeros(subject.model().parameters().values().elements());
                    for (int at = 0; at < order.length; at += microBatch) {
                        int[] part = Arrays.copyOfRange(order, at, Math.min(order.length, at + microBatch));
                        sum.addInPlace(super.gradient(method, subject, part, part.length)
                                .mul(1.0 / parts));
                    }
                    return sum;
                }
            };

            assertThat(failures(broken)).contains("accumulation, sft").doesNotContain("accumulation, dpo");
        }

        @Test
        void paddingThatIsReadAsText() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor rewards(Subject subject, List<int[]> rows, Function<List<int[]>, TokenBatch> layout) {
                    int longest =
                            rows.stream().mapToInt(row -> row.length).max().orElseThrow();
                    return super.rewards(
                            subject,
                            rows.stream()
                                    .map(row -> Arrays.copyOf(row, longest))
                                    .toList(),
                            layout);
                }
            };

            assertThat(failures(broken)).containsExactly("batch composition, rewards");
        }

        @Test
        void packedRowsThatSeeEachOther() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor logProbabilities(
                        Subject subject, List<TokenRow> rows, Function<List<int[]>, TokenBatch> layout) {
                    boolean packs = layout.apply(List.of(new int[] {1}, new int[] {1, 2}))
                                            .lines()
                                    == 1
                            || layout.apply(List.of(new int[] {1}, new int[] {1}, new int[] {1, 2}))
                                            .lines()
                                    == 2;
                    return packs ? inOneRow(subject, rows) : super.logProbabilities(subject, rows, layout);
                }

                private Tensor inOneRow(Subject subject, List<TokenRow> rows) {
                    int all = rows.stream().mapToInt(row -> row.ids().length).sum();
                    int[] ids = new int[all];
                    boolean[] learned = new boolean[all];
                    int at = 0;
                    for (TokenRow row : rows) {
                        System.arraycopy(row.ids(), 0, ids, at, row.ids().length);
                        System.arraycopy(row.learned(), 0, learned, at, row.ids().length);
                        at += row.ids().length;
                    }
                    return super.logProbabilities(subject, List.of(new TokenRow(ids, learned)), TokenBatch::of);
                }
            };

            assertThat(failures(broken)).contains("packing, log-probabilities");
        }

        /// Each rank divides by the count of its own share, and the ranks' means are averaged.
        @Test
        void ranksThatAverageTheirMeans() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor sharedGradient(Method method, Subject subject, int[] order, int world) {
                    if (method != Method.SFT) {
                        return super.sharedGradient(method, subject, order, world);
                    }
                    int half = order.length / 2;
                    Tensor first = gradient(method, subject, Arrays.copyOf(order, half), half);
                    int[] rest = Arrays.copyOfRange(order, half, order.length);
                    return first.add(gradient(method, subject, rest, rest.length))
                            .mul(.5);
                }
            };

            assertThat(failures(broken)).containsExactly("ranks, sft");
        }

        @Test
        void aReferenceThatIsNotThatOfTheStep() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor preferenceGradient(Subject subject, boolean readBeforehand) {
                    if (!readBeforehand) {
                        try (NoGradient off = NoGradient.open()) {
                            subject.reference().parameters().values().mulInPlace(.99);
                        }
                    }
                    return super.preferenceGradient(subject, readBeforehand);
                }
            };

            assertThat(failures(broken)).containsExactly("precomputed reference, dpo");
        }

        @Test
        void aResumedTrainingThatForgetsItsOptimiser() {
            Workings broken = new ShippedWorkings() {
                @Override
                public Tensor trained(Method method, Subject subject, Path place, int stopAfter) {
                    Tensor weights = super.trained(method, subject, place, stopAfter);
                    return stopAfter == 0 ? weights : weights.add(1e-7);
                }
            };

            assertThat(failures(broken)).containsExactly("resume, sft", "resume, dpo", "resume, kto");
        }

        @Test
        void replicasThatAddTheirGradientsInAnyOrder() {
            Workings broken = new ShippedWorkings() {
                private int calls;

                @Override
                public Tensor gradient(Method method, Subject subject, int[] order, int microBatch) {
                    Tensor gradient = super.gradient(method, subject, order, microBatch);
                    calls++;
                    return Engine.options().resolvedThreads() == 1 ? gradient : gradient.mul(1 + 1e-7 * calls);
                }
            };

            assertThat(failures(broken)).allSatisfy(name -> assertThat(name).startsWith("repetition"));
            assertThat(failures(broken)).isNotEmpty();
        }
    }
}
