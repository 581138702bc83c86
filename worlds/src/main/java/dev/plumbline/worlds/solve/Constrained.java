package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// The constrained optimum: the greatest expected sum of one figure over an episode among all policies whose
/// expected sum of a second figure is at least a bound (Altman 1999).
///
/// What policies can reach of both figures is a convex polygon, so the optimum is a mixture of at most two
/// deterministic policies, one of which is drawn at the start of an episode. The polygon's upper edge is walked
/// from its ends: each step solves the weighted sum of both figures that ties the two corners in hand, until no
/// corner lies beyond them.
///
/// @param value the greatest expected sum of the first figure
/// @param constrained the expected sum of the second, at least the bound
/// @param first the policy of which `share` is drawn; the one that earns more
/// @param second the other one
/// @param share in [0, 1]
/// @param price how much of the first figure one more of the second costs here; 0 where the bound does not bind
public record Constrained(double value, double constrained, Policy first, Policy second, double share, double price) {
    private static final int MOST_CORNERS = 10_000;

    private record Corner(double first, double second, Policy policy) {}

    /// Solves for a bound on the second figure.
    ///
    /// @param first one value for each entry of the model
    /// @param second one value for each entry of the model
    /// @param bound what the second figure must reach in expectation; fails with [ErrorCode#BAD_ARGUMENT] if none
    ///     can
    public static Constrained of(ObservedModel model, double[] first, double[] second, double bound) {
        FiniteHorizon free = FiniteHorizon.of(model, first, second);
        Corner left = new Corner(free.value(), free.most(), free.policy());
        if (left.second >= bound - tolerance(bound)) {
            return new Constrained(left.first, left.second, left.policy, left.policy, 1, 0);
        }
        FiniteHorizon safe = FiniteHorizon.of(model, second, first);
        Corner right = new Corner(safe.most(), safe.value(), safe.policy());
        if (right.second < bound - tolerance(bound)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "no policy reaches " + bound + "; the most that any reaches is " + right.second);
        }
        for (int i = 0; i < MOST_CORNERS && right.second - left.second > tolerance(bound); i++) {
            double price = (left.first - right.first) / (right.second - left.second);
            FiniteHorizon weighted = FiniteHorizon.of(model, mixed(first, second, price), second);
            double most = weighted.most();
            double least = weighted.least();
            boolean known = weighted.value() <= left.first + price * left.second + tolerance(weighted.value());
            if (known || price <= 0) {
                return edge(left, right, bound, price);
            }
            Corner high = new Corner(weighted.value() - price * most, most, weighted.policy());
            Corner low = new Corner(weighted.value() - price * least, least, weighted.worstPolicy());
            if (least >= bound) {
                right = low;
            } else if (most < bound) {
                left = high;
            } else {
                return edge(low, high, bound, price);
            }
        }
        return new Constrained(right.first, right.second, right.policy, right.policy, 1, 0);
    }

    private static Constrained edge(Corner left, Corner right, double bound, double price) {
        double width = right.second - left.second;
        double share = width <= 0 ? 0 : Math.clamp((right.second - bound) / width, 0, 1);
        return new Constrained(
                share * left.first + (1 - share) * right.first,
                share * left.second + (1 - share) * right.second,
                left.policy,
                right.policy,
                share,
                Math.max(0, price));
    }

    private static double[] mixed(double[] first, double[] second, double price) {
        double[] sum = new double[first.length];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = first[k] + price * second[k];
        }
        return sum;
    }

    private static double tolerance(double size) {
        return FiniteHorizon.TIE * Math.max(1, Math.abs(size));
    }
}
