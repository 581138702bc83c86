package dev.plumbline.worlds.goodhart;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import java.util.ArrayList;
import java.util.List;

/// Proxy and gold as selection presses harder, over many pools.
///
/// @param dial how it presses
/// @param judge what it presses on
/// @param points by ascending pressure
public record PressureCurve(Dial dial, Pool.Judge judge, List<Point> points) {
    private static final double LEVEL = 0.95;

    /// What one pressure brings.
    ///
    /// @param kl nats from uniform
    /// @param proxy expected score of what is selected
    /// @param gold its expected gold value
    public record Point(double kl, Estimate proxy, Estimate gold) {}

    public PressureCurve {
        points = List.copyOf(points);
    }

    /// Each point is exact in each pool; the intervals are over pools.
    ///
    /// @param pressures nats, ascending
    /// @param pools at least 10
    public static PressureCurve of(
            Pool.Source source, Dial dial, Pool.Judge judge, double[] pressures, int pools, Seed seed) {
        if (pools < 10) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "use at least 10 pools, not " + pools);
        }
        double[][] proxy = new double[pressures.length][pools];
        double[][] gold = new double[pressures.length][pools];
        for (int i = 0; i < pools; i++) {
            Pool pool = source.draw(seed.derive("pool", i).generator());
            double[] scores = pool.scores(judge);
            for (int j = 0; j < pressures.length; j++) {
                double[] p = dial.at(scores, pressures[j]);
                for (int c = 0; c < p.length; c++) {
                    proxy[j][i] += p[c] * scores[c];
                    gold[j][i] += p[c] * pool.gold()[c];
                }
            }
        }
        List<Point> points = new ArrayList<>();
        for (int j = 0; j < pressures.length; j++) {
            points.add(new Point(
                    pressures[j],
                    Mean.of(proxy[j]).interval(LEVEL),
                    Mean.of(gold[j]).interval(LEVEL)));
        }
        return new PressureCurve(dial, judge, points);
    }

    /// Where gold is highest: where an observer of the gold value would have stopped early.
    public Point best() {
        Point best = points.getFirst();
        for (Point point : points) {
            best = point.gold().value() > best.gold().value() ? point : best;
        }
        return best;
    }
}
