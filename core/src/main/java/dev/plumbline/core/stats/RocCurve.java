package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.List;

/// What a detector hits and what it alarms at, as its threshold falls. A positive call is score >= threshold;
/// items of one score are called together.
///
/// @param points from none called (threshold +Infinity) to all called
/// @param positives how many items are positive
/// @param negatives how many are not
public record RocCurve(List<Point> points, int positives, int negatives) {
    public RocCurve {
        points = List.copyOf(points);
    }

    /// Calls at one threshold.
    ///
    /// @param hits positives called
    /// @param falseAlarms negatives called
    public record Point(double threshold, int hits, int falseAlarms) {}

    /// The curve of these scores.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a class is empty
    public static RocCurve of(double[] scores, boolean[] labels) {
        Require.sameLength(scores.length, labels.length, "scores and labels");
        Require.finite(scores, "scores");
        Integer[] order = Ranks.order(scores);
        List<Point> points = new ArrayList<>();
        points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
        int hits = 0;
        int alarms = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            hits += labels[order[i]] ? 1 : 0;
            alarms += labels[order[i]] ? 0 : 1;
            if (i == 0 || scores[order[i - 1]] != scores[order[i]]) {
                points.add(new Point(scores[order[i]], hits, alarms));
            }
        }
        Require.defined(hits > 0 && alarms > 0, "one class only");
        return new RocCurve(points, hits, alarms);
    }

    public double truePositiveRate(Point point) {
        return (double) point.hits() / positives;
    }

    public double falsePositiveRate(Point point) {
        return (double) point.falseAlarms() / negatives;
    }

    /// Share of the calls that are right; 1 if nothing is called.
    public double precision(Point point) {
        int called = point.hits() + point.falseAlarms();
        return called == 0 ? 1 : (double) point.hits() / called;
    }

    /// Precision over recall as a sum of steps, sum (R_i - R_(i-1)) P_i.
    public double averagePrecision() {
        double sum = 0;
        for (int i = 1; i < points.size(); i++) {
            double step = truePositiveRate(points.get(i)) - truePositiveRate(points.get(i - 1));
            sum += step * precision(points.get(i));
        }
        return sum;
    }

    /// The area under precision and recall with points joined by lines, which is too kind; shown for comparison only.
    public double trapezoidPrecisionRecall() {
        double sum = 0;
        for (int i = 1; i < points.size(); i++) {
            double step = truePositiveRate(points.get(i)) - truePositiveRate(points.get(i - 1));
            sum += step * (precision(points.get(i)) + precision(points.get(i - 1))) / 2;
        }
        return sum;
    }

    /// The largest hit rate whose false-alarm rate is at most `target`: what a real threshold can do.
    public double hitRateAt(double target) {
        Require.probability(target, "a false-alarm rate");
        return truePositiveRate(points.get(lastWithin(target)));
    }

    /// The same by a straight line between the two thresholds beside it.
    public double interpolatedHitRateAt(double target) {
        Require.probability(target, "a false-alarm rate");
        int last = lastWithin(target);
        double hit = truePositiveRate(points.get(last));
        if (last == points.size() - 1) {
            return hit;
        }
        Point next = points.get(last + 1);
        double from = falsePositiveRate(points.get(last));
        double share = (target - from) / (falsePositiveRate(next) - from);
        return hit + share * (truePositiveRate(next) - hit);
    }

    /// The area up to a false-alarm rate, scaled so that chance is 1/2 and perfect is 1 (McClish 1989).
    ///
    /// @param most in (0, 1]
    public double partialArea(double most) {
        Require.that(most > 0 && most <= 1, "the largest false-alarm rate must lie in (0, 1], not " + most);
        double area = 0;
        int last = lastWithin(most);
        for (int i = 1; i <= last; i++) {
            double width = falsePositiveRate(points.get(i)) - falsePositiveRate(points.get(i - 1));
            area += width * (truePositiveRate(points.get(i)) + truePositiveRate(points.get(i - 1))) / 2;
        }
        double rest = most - falsePositiveRate(points.get(last));
        area += rest * (truePositiveRate(points.get(last)) + interpolatedHitRateAt(most)) / 2;
        double chance = most * most / 2;
        return (1 + (area - chance) / (most - chance)) / 2;
    }

    private int lastWithin(double target) {
        int last = 0;
        while (last + 1 < points.size() && falsePositiveRate(points.get(last + 1)) <= target) {
            last++;
        }
        return last;
    }
}
