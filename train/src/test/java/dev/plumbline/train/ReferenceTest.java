package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reference over other words than the policy's is refused before anything is computed.
class ReferenceTest {
    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static void train(String method, Decoder policy, Decoder reference) {
        Optimisation walk = Optimisation.adamw(1, 4, .01);
        TrainingContext context = TinyTraining.context(1);
        switch (method) {
            case "dpo" ->
                new DpoTrainer(walk, PreferenceLoss.sigmoid(.1), DpoTrainer.Passes.ONE, true)
                        .train(policy, reference, TinyTraining.pairs(4, 5), context);
            case "kto" -> {
                UnpairedTrainer.Options options = new UnpairedTrainer.Options(UnpairedTrainer.Method.KTO, .1, 1, 1);
                List<int[]> some = List.of(new int[] {1, 2}, new int[] {3});
                new UnpairedTrainer(walk, options, BatchPlan.SHUFFLED)
                        .train(
                                policy,
                                reference,
                                UnpairedTrainer.mismatched(some, some, new boolean[] {true, false}),
                                context);
            }
            default ->
                new GroupPolicyTrainer(
                                walk, EveryTrainer.objective(), EveryTrainer.groups(GroupPolicyTrainer.Baseline.GROUP))
                        .train(policy, reference, EveryTrainer.prompts(), EveryTrainer.EVEN, context);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo", "kto", "grpo"})
    void withAnotherVocabularyIsRefused(String method) {
        DecoderConfig other = DecoderConfig.llama(TinyTraining.VOCABULARY + 1, 16, 2, 4, 24, 64, true);
        assertThatThrownBy(() -> Engine.run(() -> {
                    try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                            Decoder reference = Decoder.fresh(other, new Seed(4))) {
                        train(method, policy, reference);
                    }
                }))
                .isInstanceOfSatisfying(
                        PlumblineException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.code())
                                .isEqualTo(ErrorCode.BAD_ARGUMENT))
                .hasMessageContaining("the reference has 49 tokens and the policy 48")
                .hasMessageContaining("the same tokenizer");
    }
}
