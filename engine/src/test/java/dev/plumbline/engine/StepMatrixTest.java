package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepMatrixTest {
    /// Rows, outputs and inputs: small products in one and several pieces, rows that cannot be cut, too many rows, a
    /// matrix too large.
    @ParameterizedTest
    @CsvSource({
        "1,24,16",
        "2,640,128",
        "12,640,128",
        "13,640,128",
        "32,384,128",
        "63,384,128",
        "400,384,128",
        "3,500,300"
    })
    void productsAreThoseOfTheMatrix(int rows, int out, int in) {
        Engine.run(() -> {
            Assumptions.assumeTrue(StandIns.available(), "this libtorch has no oneDNN");
            try (NoGradient off = NoGradient.open()) {
                Random random = new Random(rows * 31L + out);
                Tensor matrix = numbers(random, out, in);
                Tensor second = numbers(random, out, in);
                Tensor bias = numbers(random, out);
                Tensor flat = numbers(random, rows, in);
                Tensor other = numbers(random, rows, out);
                try (StepMatrix copies = StepMatrix.of(matrix);
                        StepMatrix up = StepMatrix.of(second)) {
                    for (boolean stepped : new boolean[] {false, true}) {
                        Tensor x = stepped ? flat.view(rows, 1, in) : flat;
                        Tensor sum = stepped ? other.view(rows, 1, out) : other;
                        assertClose(copies.linear(x, null), x.matmul(matrix.transpose(0, 1)));
                        assertClose(copies.linear(x, bias), x.linear(matrix, bias));
                        assertClose(
                                copies.onto(x, null, sum),
                                x.linear(matrix, null).add(sum));
                        assertClose(
                                copies.onto(x, bias, sum),
                                x.linear(matrix, bias).add(sum));
                        assertClose(
                                StepMatrix.gated(x, copies, up),
                                x.linear(matrix, null).silu().mul(x.linear(second, null)));
                    }
                }
            }
        });
    }

    @Test
    void rowsAreCutIntoEqualPiecesThatAreSmallEnough() {
        Engine.run(() -> {
            Assumptions.assumeTrue(StandIns.available(), "this libtorch has no oneDNN");
            try (StepMatrix copies = StepMatrix.of(Tensor.zeros(640, 128))) { // 12 rows make a million multiplications
                assertThat(copies.pieces(1)).isOne();
                assertThat(copies.pieces(12)).isOne();
                assertThat(copies.pieces(13)).as("two pieces of 6.5 rows").isZero();
                assertThat(copies.pieces(16)).isEqualTo(2);
                assertThat(copies.pieces(32)).isEqualTo(4);
                assertThat(copies.pieces(27)).isEqualTo(3);
                assertThat(copies.pieces(96)).isEqualTo(8);
                assertThat(copies.pieces(108)).as("nine pieces").isZero();
            }
        });
    }

    @Test
    void aLargeMatrixOrOneOfHalfThePrecisionIsPackedAlone() {
        Engine.run(() -> {
            Assumptions.assumeTrue(StandIns.available(), "this libtorch has no oneDNN");
            try (StepMatrix large = StepMatrix.of(Tensor.zeros(512, 512));
                    StepMatrix narrow = StepMatrix.of(Tensor.zeros(64, 64).to(DType.BFLOAT16))) {
                assertThat(large.pieces(1)).isZero();
                assertThat(narrow.pieces(1)).isZero();
            }
        });
    }

    private static Tensor numbers(Random random, long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return Tensor.of(values, shape);
    }

    private static void assertClose(Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        float[] one = found.toFloats();
        float[] other = expected.toFloats();
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).as("element %d", i).isCloseTo(other[i], within(2e-5f * Math.max(1, Math.abs(other[i]))));
        }
    }
}
