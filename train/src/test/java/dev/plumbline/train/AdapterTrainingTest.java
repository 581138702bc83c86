package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterConfig;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A policy with an adapter: the adapter alone learns, and with it switched off the policy is its own reference.
class AdapterTrainingTest {
    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Decoder adapted() {
        Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
        policy.adapters()
                .attach(Adapter.fresh(policy, "lora", AdapterConfig.of(4, 8, "q_proj", "v_proj"), new Seed(5)));
        policy.adapters().activate("lora");
        return policy;
    }

    private static TrainingCurves dpo(Decoder policy, Decoder reference, Saving saving) {
        Optimisation walk = Optimisation.adamw(4, 8, .02).withMicroBatch(3).withSaving(saving);
        return new DpoTrainer(walk, PreferenceLoss.sigmoid(.3), DpoTrainer.Passes.ONE, true)
                .train(policy, reference, TinyTraining.pairs(24, 5), TinyTraining.context(1));
    }

    @Test
    void learnsAloneAndTheBaseKeepsItsBits() {
        Engine.run(() -> {
            try (Decoder policy = adapted()) {
                float[] base = policy.parameters().values().toFloats();
                float[] before =
                        policy.adapters().named("lora").parameters().values().toFloats();
                TrainingCurves curves = dpo(policy, policy, Saving.NONE);
                assertThat(policy.parameters().values().toFloats()).isEqualTo(base);
                assertThat(policy.adapters().named("lora").parameters().values().toFloats())
                        .isNotEqualTo(before);
                assertThat(curves.byName()
                                .getOrDefault("loss", List.of())
                                .getFirst()
                                .value())
                        .isCloseTo(Math.log(2), within(1e-6));
                assertThat(curves.last("loss")).isLessThan(Math.log(2));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void isItsOwnReferenceAsACopyOfItWouldBe(int threads) {
        try {
            Engine.configure(new EngineOptions(threads, Precision.FLOAT32));
            Engine.run(() -> {
                try (Decoder policy = adapted();
                        Decoder other = adapted();
                        Decoder copy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                    TrainingCurves own = dpo(policy, policy, Saving.NONE);
                    TrainingCurves apart = dpo(other, copy, Saving.NONE);
                    assertThat(own.write()).isEqualTo(apart.write());
                    assertThat(policy.adapters().active()).containsExactly("lora");
                }
            });
        } finally {
            Engine.configure(EngineOptions.exact());
        }
    }

    @Test
    void learnsTheSameWithLayersAndHeadComputedTwice() {
        Engine.run(() -> {
            try (Decoder policy = adapted();
                    Decoder other = adapted()) {
                TrainingCurves plain = dpo(policy, policy, Saving.NONE);
                TrainingCurves saved = dpo(other, other, new Saving(3, true, 0, false));
                assertThat(saved.last("loss")).isCloseTo(plain.last("loss"), within(1e-5));
                assertThat(saved.last("grad-norm")).isCloseTo(plain.last("grad-norm"), within(1e-5));
            }
        });
    }

    @Test
    void learnsFromItsOwnSamplesHeldToItself() {
        Engine.run(() -> {
            try (Decoder policy = adapted()) {
                TrainingCurves curves = new GroupPolicyTrainer(
                                Optimisation.adamw(8, 1, .02).withMicroBatch(6),
                                EveryTrainer.objective(),
                                EveryTrainer.groups(GroupPolicyTrainer.Baseline.GROUP))
                        .train(policy, policy, EveryTrainer.prompts(), EveryTrainer.EVEN, TinyTraining.context(2));
                assertThat(curves.byName()
                                .getOrDefault("kl", List.of())
                                .getFirst()
                                .value())
                        .isCloseTo(0, within(1e-9));
                assertThat(curves.last("kl")).isPositive();
            }
        });
    }

    @Test
    void withoutOneAPolicyThatMovesCannotBeItsOwnReference() {
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                GroupPolicyTrainer trainer = new GroupPolicyTrainer(
                        Optimisation.adamw(4, 1, .02),
                        EveryTrainer.objective(),
                        EveryTrainer.groups(GroupPolicyTrainer.Baseline.GROUP));
                assertThatThrownBy(() -> trainer.train(
                                policy, policy, EveryTrainer.prompts(), EveryTrainer.EVEN, TinyTraining.context(2)))
                        .hasMessageContaining("cannot be its own reference")
                        .hasMessageContaining("give a copy");
            }
        });
    }

    @Test
    void amongSeveralSwitchedOnNoneIsGuessed() {
        Engine.run(() -> {
            try (Decoder policy = adapted()) {
                policy.adapters()
                        .attach(Adapter.fresh(policy, "second", AdapterConfig.of(2, 8, "o_proj"), new Seed(6)));
                policy.adapters().activate("lora", "second");
                assertThatThrownBy(() -> dpo(policy, policy, Saving.NONE)).hasMessageContaining("all switched on");
                assertThat(Set.copyOf(policy.adapters().active())).hasSize(2);
            }
        });
    }
}
