package dev.plumbline.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A loss at some points, in float 64: its gradient against central differences of its own value, and value and
/// gradient against the formula as its paper writes it, differentiated without any care for stability.
///
/// @param loss of a flat vector, a number
/// @param naive the same in the paper's words, a number
/// @param differences whether the gradient is that of the value; not so where a part is held constant
/// @param ordinary points at which the naive formula must be finite
/// @param extreme points at which it may be infinite or no number; the loss itself may not
@SuppressWarnings({"ArrayRecordComponent", "ReferenceEquality"}) // never compared; points are told apart by identity
record GradientCheck(
        String name,
        UnaryOperator<Tensor> loss,
        UnaryOperator<Tensor> naive,
        boolean differences,
        double[][] ordinary,
        double[][] extreme) {
    private static final double STEP = 1e-6;

    /// A loss whose gradient is that of its value.
    static GradientCheck of(
            String name,
            UnaryOperator<Tensor> loss,
            UnaryOperator<Tensor> naive,
            double[][] ordinary,
            double[]... extreme) {
        return new GradientCheck(name, loss, naive, true, ordinary, extreme);
    }

    @Override
    public String toString() {
        return name;
    }

    /// The gradient against central differences of the value.
    void requireGradientOfValue() {
        for (double[] at : all()) {
            double[] found = gradient(loss, at);
            for (int i = 0; differences && i < found.length; i++) {
                Slope slope = Slope.of(loss, at, i);
                assertThat(found[i])
                        .as("%s at %s, element %d", name, Arrays.toString(at), i)
                        .isCloseTo(slope.value(), within(slope.error()));
            }
        }
    }

    /// Value and gradient to rounding, wherever the naive formula has them; finite everywhere.
    ///
    /// @return at how many extreme points the naive formula fails
    int requireNaiveFormula() {
        int failed = 0;
        for (double[] at : all()) {
            String where = name + " at " + Arrays.toString(at);
            double value = value(loss, at);
            double[] gradient = gradient(loss, at);
            assertThat(value).as(where).isFinite();
            assertThat(Arrays.stream(gradient)).as(where).allMatch(Double::isFinite);
            if (naiveHolds(at)) {
                double wanted = value(naive, at);
                double[] slope = gradient(naive, at);
                assertThat(value).as(where).isCloseTo(wanted, within(1e-10 * (1 + Math.abs(wanted))));
                for (int i = 0; i < slope.length; i++) {
                    assertThat(gradient[i])
                            .as("%s, element %d", where, i)
                            .isCloseTo(slope[i], within(1e-10 * (1 + Math.abs(slope[i]))));
                }
            } else {
                failed++;
                assertThat(List.of(ordinary))
                        .as("%s: the naive formula has no value", where)
                        .noneMatch(point -> point == at);
            }
        }
        return failed;
    }

    /// Whether the naive formula has a value and a gradient that is its own: beyond e^355 the derivative of 1 / (1 +
    /// e^x) is 0 by overflow.
    private boolean naiveHolds(double[] at) {
        double[] slope = gradient(naive, at);
        if (!Double.isFinite(value(naive, at)) || !Arrays.stream(slope).allMatch(Double::isFinite)) {
            return false;
        }
        for (int i = 0; differences && i < slope.length; i++) {
            Slope own = Slope.of(naive, at, i);
            if (!(Math.abs(slope[i] - own.value()) <= own.error())) {
                return false;
            }
        }
        return true;
    }

    /// A central difference and how far to trust it: what the third derivative leaves, which half the step quarters;
    /// the
    /// bend within a step, by which the two sides differ; and the rounding of value and argument, eps |f| / h and
    /// eps |x
    /// df| / h.
    private record Slope(double value, double error) {
        static Slope of(UnaryOperator<Tensor> f, double[] at, int element) {
            double here = GradientCheck.value(f, at);
            double[] whole = sides(f, at, element, here, STEP);
            double[] half = sides(f, at, element, here, STEP / 2);
            double value = (half[0] + half[1]) / 2;
            double rounding = 4e-8 * Math.abs(here) + 1e-6 * Math.abs(value) + 1e-9;
            double left = Math.abs(whole[0] + whole[1] - half[0] - half[1]);
            return new Slope(value, rounding + left + Math.abs(half[0] - half[1]));
        }

        /// The slope to the right and to the left.
        private static double[] sides(UnaryOperator<Tensor> f, double[] at, int element, double here, double step) {
            double right = GradientCheck.value(f, moved(at, element, step)) - here;
            double left = here - GradientCheck.value(f, moved(at, element, -step));
            return new double[] {right / step, left / step};
        }
    }

    private double[][] all() {
        double[][] all = Arrays.copyOf(ordinary, ordinary.length + extreme.length);
        System.arraycopy(extreme, 0, all, ordinary.length, extreme.length);
        return all;
    }

    private static double[] moved(double[] at, int element, double by) {
        double[] moved = at.clone();
        moved[element] += by;
        return moved;
    }

    // ---- what formulas are written with

    static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }

    static Tensor one() {
        return vector(1);
    }

    static Tensor sigma(Tensor x) {
        return one().div(x.neg().exp().add(1));
    }

    /// log sigma as it is written.
    static Tensor ls(Tensor x) {
        return sigma(x).log();
    }

    static double value(UnaryOperator<Tensor> loss, double... at) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return loss.apply(vector(at)).sum().item();
            }
        });
    }

    static double[] gradient(UnaryOperator<Tensor> loss, double... at) {
        return gradientAt(loss, () -> vector(at));
    }

    /// The gradient as training computes it, in float 32.
    static double[] gradientInSingle(UnaryOperator<Tensor> loss, float... at) {
        return gradientAt(loss, () -> Tensor.of(at, at.length));
    }

    private static double[] gradientAt(UnaryOperator<Tensor> loss, java.util.function.Supplier<Tensor> point) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor leaf = point.get().requireGradient();
                loss.apply(leaf).sum().backward();
                return leaf.gradient().toDoubles();
            }
        });
    }
}
