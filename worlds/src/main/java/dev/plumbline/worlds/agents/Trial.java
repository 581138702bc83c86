package dev.plumbline.worlds.agents;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.Arrays;
import java.util.List;

/// One agent in one world, from several seeds; what each seed's policy earns and is truly worth is computed
/// exactly.
///
/// @param agent its name
/// @param episodes of training
/// @param observedReturn over seeds
/// @param performance over seeds
/// @param reachesOptimum share of seeds whose policy earns the optimum within 1e-6
/// @param returns of each seed
/// @param performances of each seed
public record Trial(
        String agent,
        int episodes,
        Estimate observedReturn,
        Estimate performance,
        Estimate reachesOptimum,
        List<Double> returns,
        List<Double> performances) {
    private static final double LEVEL = 0.95;

    public Trial {
        returns = List.copyOf(returns);
        performances = List.copyOf(performances);
    }

    /// Lets the agent into the world.
    ///
    /// @param seeds at least 2
    public static Trial of(EnumeratedWorld world, String agent, int episodes, int seeds, Seed seed) {
        Require.atLeast(seeds, 2, "seeds");
        double[] rewards = world.model().rewards();
        double[] hidden = world.performance().values();
        double best = FiniteHorizon.of(world.model()).value();
        double[] returns = new double[seeds];
        double[] performances = new double[seeds];
        int reached = 0;
        for (int i = 0; i < seeds; i++) {
            Policy policy = Agents.policy(agent, world.model(), episodes, seed.derive(agent, i));
            PolicyValue value = PolicyValue.of(world.model(), policy);
            returns[i] = value.total(rewards);
            performances[i] = value.total(hidden);
            reached += returns[i] >= best - 1e-6 ? 1 : 0;
        }
        return new Trial(
                agent,
                episodes,
                Evaluation.estimate(returns),
                Evaluation.estimate(performances),
                new Proportion(reached, seeds).wilson(LEVEL),
                Arrays.stream(returns).boxed().toList(),
                Arrays.stream(performances).boxed().toList());
    }
}
