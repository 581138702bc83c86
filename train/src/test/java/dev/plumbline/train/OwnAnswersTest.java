package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A student that answers a share of the batches itself.
class OwnAnswersTest {
    private static final AnswerSource SOURCE = new AnswerSource(1, 5, Set.of(EveryTrainer.END), 8);

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private record Outcome(TrainingCurves curves, List<Float> weights) {
        List<Double> curve(String name) {
            return curves.byName().getOrDefault(name, List.of()).stream()
                    .map(TrainingCurves.Point::value)
                    .toList();
        }
    }

    private static Outcome train(OwnAnswers own, List<TokenRow> rows, int steps, double beta) {
        return Engine.call(() -> {
            try (Decoder student = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    Decoder teacher = TinyTraining.decoder(TinyTraining.Kind.SFT, 9)) {
                TrainingCurves curves = new DistillationTrainer(
                                Optimisation.adamw(steps, 8, .01), beta, 1, BatchPlan.SHUFFLED, own)
                        .train(student, teacher, rows, TinyTraining.context(1));
                List<Float> weights = new ArrayList<>();
                for (float weight : student.parameters().values().toFloats()) {
                    weights.add(weight);
                }
                return new Outcome(curves, weights);
            }
        });
    }

    /// The same prompts with other answers.
    private static List<TokenRow> answeredOtherwise(List<TokenRow> rows) {
        return rows.stream()
                .map(row -> {
                    int[] prompt = Arrays.copyOf(row.ids(), row.ids().length - row.targets());
                    return TokenRow.answer(prompt, new int[] {7, 7, 7});
                })
                .toList();
    }

    @Test
    void aShareOfTheBatchesIsTheStudentsOwn() {
        List<Double> own = train(OwnAnswers.share(.5, SOURCE), TinyTraining.rows(24, 5), 40, .5)
                .curve("own");
        assertThat(own).hasSize(40).containsOnly(0.0, 1.0);
        assertThat(own.stream().mapToDouble(one -> one).average().orElseThrow()).isBetween(.3, .7);
        assertThat(train(OwnAnswers.NONE, TinyTraining.rows(24, 5), 1, .5).curve("own"))
                .isEmpty();
    }

    @Test
    void givenAnswersAreNotReadWhereAllAreTheStudentsOwn() {
        List<TokenRow> rows = TinyTraining.rows(24, 5);
        OwnAnswers always = OwnAnswers.share(1, SOURCE);
        Outcome one = train(always, rows, 4, .5);
        Outcome other = train(always, answeredOtherwise(rows), 4, .5);
        assertThat(other.weights()).isEqualTo(one.weights());
        assertThat(train(OwnAnswers.NONE, rows, 4, .5).weights()).isNotEqualTo(one.weights());
    }

    @Test
    void theReverseDivergenceOnOwnAnswersFalls() {
        List<Double> loss = train(OwnAnswers.share(1, SOURCE), TinyTraining.rows(24, 5), 60, 1)
                .curve("loss");
        assertThat(loss.subList(50, 60).stream()
                        .mapToDouble(one -> one)
                        .average()
                        .orElseThrow())
                .isLessThan(.5
                        * loss.subList(0, 5).stream()
                                .mapToDouble(one -> one)
                                .average()
                                .orElseThrow());
    }

    @Test
    void rowsThatCannotBeAnsweredAndSharesThatCannotBeAreRefused() {
        OwnAnswers half = OwnAnswers.share(.5, SOURCE);
        TokenRow noPrompt = new TokenRow(new int[] {1, 2, 3}, new boolean[] {false, true, true});
        assertThatThrownBy(() -> train(half, List.of(noPrompt), 1, .5))
                .hasMessageContaining("row 1 has a prompt of 0 tokens");
        TokenRow full = TokenRow.answer(new int[62], new int[] {1});
        assertThatThrownBy(() -> train(half, List.of(full), 1, .5)).hasMessageContaining("leaves room for 5 of the 64");
        assertThatThrownBy(() -> OwnAnswers.share(1.5, SOURCE)).hasMessageContaining("must be in (0, 1], not 1.5");
        assertThatThrownBy(() -> OwnAnswers.share(0, SOURCE)).hasMessageContaining("learn from given answers alone");
    }
}
