package dev.plumbline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticEntropyTest {
    @Test
    void answersThatMeanTheSameHaveNone() {
        assertThat(SemanticEntropy.ofWords(List.of("Paris", "paris.", "the Paris")))
                .isZero();
    }

    @Test
    void answersThatAllDifferHaveTheMost() {
        assertThat(SemanticEntropy.ofWords(List.of("a1", "b1", "c1", "d1"))).isCloseTo(Math.log(4), within(1e-12));
    }

    @Test
    void sharesOfMeaningsDecide() {
        // Shares 3/5, 1/5, 1/5.
        double expected = -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.2));
        assertThat(SemanticEntropy.ofWords(List.of("x", "y", "x", "z", "x"))).isCloseTo(expected, within(1e-12));
    }

    @Test
    void whatIsTheSameIsUpToTheCaller() {
        assertThat(SemanticEntropy.of(List.of("3", "13", "4"), (one, other) -> one.length() == other.length()))
                .isCloseTo(-(2 / 3.0 * Math.log(2 / 3.0) + Math.log(1 / 3.0) / 3), within(1e-12));
    }
}
