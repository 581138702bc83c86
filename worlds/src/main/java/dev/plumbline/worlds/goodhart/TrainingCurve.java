package dev.plumbline.worlds.goodhart;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.Learner;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.TableEnvironment;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// What was rewarded and what was meant as an agent trains longer in a world.
///
/// @param learner its name
/// @param points by ascending training
public record TrainingCurve(String learner, List<Point> points) {
    /// What a budget of training brings; each seed's figure is exact, the intervals are over seeds.
    ///
    /// @param episodes of training
    /// @param observedReturn expected observed return of an episode after training
    /// @param performance expected hidden performance of an episode after training
    /// @param returns of each seed
    /// @param performances of each seed
    public record Point(
            int episodes,
            Estimate observedReturn,
            Estimate performance,
            List<Double> returns,
            List<Double> performances) {}

    public TrainingCurve {
        points = List.copyOf(points);
    }

    /// Trains anew from each of `seeds` seeds (at least 2) for each budget.
    public static TrainingCurve of(EnumeratedWorld world, Learner learner, int[] budgets, int seeds, Seed seed) {
        if (seeds < 2) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "an interval needs at least 2 seeds, not " + seeds);
        }
        double[] rewards = world.model().rewards();
        double[] hidden = world.performance().values();
        List<Point> points = new ArrayList<>();
        for (int budget : budgets) {
            double[] returns = new double[seeds];
            double[] performances = new double[seeds];
            for (int i = 0; i < seeds; i++) {
                RandomGenerator random = seed.derive(learner.name(), i).generator();
                Policy policy = learner.learn(new TableEnvironment(world.model(), random), budget, random);
                PolicyValue value = PolicyValue.of(world.model(), policy);
                returns[i] = value.total(rewards);
                performances[i] = value.total(hidden);
            }
            points.add(new Point(
                    budget,
                    Evaluation.estimate(returns),
                    Evaluation.estimate(performances),
                    list(returns),
                    list(performances)));
        }
        return new TrainingCurve(learner.name(), points);
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
