package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.List;

/// The rising step function nearest to the data, by pooling adjacent violators (Ayer et al. 1955).
///
/// Equal x are first merged to their weighted mean; between fitted points the value is interpolated, outside it is
/// constant.
///
/// @param points rising in x, never falling in y
public record IsotonicRegression(List<Point> points) {
    public IsotonicRegression {
        points = List.copyOf(points);
    }

    /// A fitted point.
    public record Point(double x, double y) {}

    /// Fits the function; items of weight 0 are left out.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if no item has weight
    public static IsotonicRegression fit(double[] x, double[] y, double[] weights) {
        Require.sameLength(x.length, y.length, "x and y");
        Require.sameLength(x.length, weights.length, "x and weights");
        Require.finite(x, "x");
        Require.finite(y, "y");
        Require.finite(weights, "weights");
        List<Block> blocks = new ArrayList<>();
        for (int i : Ranks.order(x)) {
            Require.that(weights[i] >= 0, "weights[" + i + "] is " + weights[i] + "; weights must be 0 or more");
            if (weights[i] > 0) {
                Block last = blocks.isEmpty() ? null : blocks.getLast();
                if (last != null && last.xs.getLast() == x[i]) {
                    last.add(y[i], weights[i]);
                } else {
                    blocks.add(new Block(x[i], y[i], weights[i]));
                }
            }
        }
        Require.defined(!blocks.isEmpty(), "the weights sum to zero");
        List<Point> points = new ArrayList<>();
        for (Block block : pooled(blocks)) {
            block.xs.forEach(at -> points.add(new Point(at, block.mean())));
        }
        return new IsotonicRegression(points);
    }

    /// The value at `x`.
    public double at(double x) {
        if (x <= points.getFirst().x()) {
            return points.getFirst().y();
        }
        int right = 1;
        while (right < points.size() && points.get(right).x() < x) {
            right++;
        }
        if (right == points.size()) {
            return points.getLast().y();
        }
        Point low = points.get(right - 1);
        Point high = points.get(right);
        return low.y() + (high.y() - low.y()) * (x - low.x()) / (high.x() - low.x());
    }

    private static List<Block> pooled(List<Block> blocks) {
        List<Block> stack = new ArrayList<>();
        for (Block block : blocks) {
            stack.add(block);
            while (stack.size() > 1
                    && stack.get(stack.size() - 2).mean() > stack.getLast().mean()) {
                Block last = stack.removeLast();
                stack.getLast().absorb(last);
            }
        }
        return stack;
    }

    /// Neighbouring x that share one value.
    private static final class Block {
        private final List<Double> xs = new ArrayList<>();
        private double sum;
        private double weight;

        Block(double x, double y, double weight) {
            xs.add(x);
            add(y, weight);
        }

        void add(double y, double w) {
            sum += w * y;
            weight += w;
        }

        void absorb(Block other) {
            xs.addAll(other.xs);
            sum += other.sum;
            weight += other.weight;
        }

        double mean() {
            return sum / weight;
        }
    }
}
