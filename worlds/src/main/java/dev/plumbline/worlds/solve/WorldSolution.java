package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.EpisodeKind;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.World;
import java.util.ArrayList;
import java.util.List;

/// The exact optimum of a world, of what is rewarded and of what was meant.
///
/// @param world what was solved
/// @param states in how many states that can be reached the agent acts; those that end the episode are not counted
/// @param optimalReturn the greatest expected observed return of an episode
/// @param leastPerformance the least expected hidden performance among all policies that reach `optimalReturn`
/// @param mostPerformance the greatest among them
/// @param bestPerformance the greatest expected hidden performance of any policy
/// @param returnAtBest the greatest expected observed return among the policies that reach `bestPerformance`
/// @param kinds the same figures for each kind of episode, of the policies that are optimal over all kinds
public record WorldSolution(
        EnumeratedWorld world,
        int states,
        double optimalReturn,
        double leastPerformance,
        double mostPerformance,
        double bestPerformance,
        double returnAtBest,
        List<OfKind> kinds) {

    /// The figures of one kind of episode.
    ///
    /// @param kind its name
    /// @param probability how often it happens
    public record OfKind(
            String kind,
            double probability,
            double optimalReturn,
            double leastPerformance,
            double mostPerformance,
            double bestPerformance,
            double returnAtBest) {}

    public WorldSolution {
        kinds = List.copyOf(kinds);
    }

    /// Enumerates and solves `world`; fails with [ErrorCode#UNDEFINED] if it is too large.
    public static WorldSolution of(World world) {
        return switch (world.dynamics().chooser()) {
            case CHANCE -> of(Enumeration.of(world));
            case FRIEND -> chosen(world, true);
            case FOE -> chosen(world, false);
        };
    }

    /// The optimum of an enumerated world as it stands, whoever chose its starts.
    public static WorldSolution of(EnumeratedWorld world) {
        ObservedModel model = world.model();
        double[] rewards = model.rewards();
        double[] hidden = world.performance().values();
        FiniteHorizon rewarded = FiniteHorizon.of(model, rewards, hidden);
        FiniteHorizon meant = FiniteHorizon.of(model, hidden, rewards);
        return new WorldSolution(
                world,
                model.decisions(),
                rewarded.value(),
                rewarded.least(),
                rewarded.most(),
                meant.value(),
                meant.most(),
                kinds(world, rewarded, meant));
    }

    private static List<OfKind> kinds(EnumeratedWorld world, FiniteHorizon rewarded, FiniteHorizon meant) {
        List<OfKind> figures = new ArrayList<>();
        if (world.kinds().size() > 1) {
            for (EpisodeKind kind : world.kinds()) {
                KindValue ofBest = KindValue.of(world, rewarded.policy(), kind);
                KindValue ofMeant = KindValue.of(world, meant.policy(), kind);
                figures.add(new OfKind(
                        kind.name(),
                        kind.probability(),
                        ofBest.observedReturn(),
                        KindValue.of(world, rewarded.worstPolicy(), kind).performance(),
                        ofBest.performance(),
                        ofMeant.performance(),
                        ofMeant.observedReturn()));
            }
        }
        return figures;
    }

    /// A friend or a foe who knows the policy chooses the start. By the minimax theorem the value against a foe
    /// is the least over all priors of the optimum under that prior, which is convex in the prior; a friend's is
    /// the greatest, which is at a corner.
    private static WorldSolution chosen(World world, boolean friend) {
        List<Start> starts = world.dynamics().starts();
        if (starts.size() != 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    world.id() + ": a friend or foe chooses between two starts, not " + starts.size());
        }
        double low = 0;
        double high = 1;
        if (friend) {
            low = returnAt(world, 1) > returnAt(world, 0) + FiniteHorizon.TIE ? 1 : 0;
        } else {
            for (int i = 0; i < 100 && high - low > 1e-12; i++) {
                double third = (high - low) / 3;
                if (returnAt(world, low + third) <= returnAt(world, high - third)) {
                    high -= third;
                } else {
                    low += third;
                }
            }
            low = Math.rint((low + high) / 2 * 1e9) / 1e9;
        }
        return of(Enumeration.of(world, new double[] {1 - low, low}));
    }

    private static double returnAt(World world, double second) {
        return FiniteHorizon.of(
                        Enumeration.of(world, new double[] {1 - second, second}).model())
                .value();
    }
}
