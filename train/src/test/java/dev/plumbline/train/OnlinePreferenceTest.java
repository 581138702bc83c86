package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Preferences between a policy's own answers.
class OnlinePreferenceTest {
    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private TrainingCurves train(OnlinePreferenceTrainer.Method method, PairJudge judge, int steps) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    Decoder reference = policy.copy()) {
                return new OnlinePreferenceTrainer(
                                Optimisation.adamw(steps, 1, .02).withMicroBatch(12), EveryTrainer.online(method))
                        .train(policy, reference, EveryTrainer.prompts(), judge, TinyTraining.context(2));
            }
        });
    }

    @Test
    void beginAtLn2WithTheReference() {
        TrainingCurves curves = train(
                OnlinePreferenceTrainer.Method.ONLINE_DPO,
                (first, second) -> first.stream().mapToDouble(one -> 1).toArray(),
                1);
        assertThat(curves.last("loss")).isCloseTo(Math.log(2), within(1e-5));
        assertThat(curves.last("ties")).isZero();
    }

    @Test
    void ofTiesTeachOnlineDpoNothing() {
        TrainingCurves curves = train(
                OnlinePreferenceTrainer.Method.ONLINE_DPO,
                (first, second) -> first.stream().mapToDouble(one -> .5).toArray(),
                1);
        assertThat(curves.last("ties")).isCloseTo(1, within(1e-12));
        assertThat(curves.last("grad-norm")).isZero();
    }

    @Test
    void raiseTheRewardOfWhatIsSampled() {
        for (OnlinePreferenceTrainer.Method method : OnlinePreferenceTrainer.Method.values()) {
            double[] rewards = new double[60];
            AtomicInteger step = new AtomicInteger();
            RewardFunction watched = answers -> {
                double[] found = EveryTrainer.EVEN.rewards(answers);
                rewards[step.getAndIncrement()] =
                        Arrays.stream(found, 0, found.length / 2).average().orElseThrow();
                return found;
            };
            train(method, PairJudge.byReward(watched, 0, false), 60);
            double before = Arrays.stream(rewards, 0, 10).average().orElseThrow();
            double after = Arrays.stream(rewards, 50, 60).average().orElseThrow();
            assertThat(after).as(method.name()).isGreaterThan(before + .1);
        }
    }

    @Test
    void fromAJudgeThatMiscountsOrIsNoProbabilityAreRefused() {
        assertThatThrownBy(() -> train(OnlinePreferenceTrainer.Method.XPO, (first, second) -> new double[] {1}, 1))
                .hasMessageContaining("gave 1 values for 6 pairs");
        assertThatThrownBy(() -> train(
                        OnlinePreferenceTrainer.Method.XPO,
                        (first, second) -> first.stream().mapToDouble(one -> 2).toArray(),
                        1))
                .hasMessageContaining("gave 2.0 for pair 1");
    }
}
