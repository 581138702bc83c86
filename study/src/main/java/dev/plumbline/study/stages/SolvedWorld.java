package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.SignTest;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.Agents;
import dev.plumbline.worlds.agents.Trial;
import dev.plumbline.worlds.show.Film;
import dev.plumbline.worlds.show.PolicyPicture;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.ShownEpisode;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import dev.plumbline.worlds.solve.WorldSolution;
import java.util.ArrayList;
import java.util.List;

/// A world whose optimum is known, and agents that were trained in it: each seed's policy is valued exactly.
final class SolvedWorld {
    static final String MEANT = "what was meant";
    private static final String OPTIMUM = "optimum";
    private static final String LEAST = "optimum, worth least";
    private static final String MOST = "optimum, worth most";
    private static final double TIE = 1e-9;
    private static final int[] SHARES = {64, 16, 4}; // of the training, for the curve

    private final WorldSolution solution;
    private final EnumeratedWorld world;
    private final WorldsStage.Options options;
    private final StageContext context;
    private final Progress.Meter meter;
    private final List<NamedEstimate> estimates = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<SampleRecord> samples = new ArrayList<>();

    SolvedWorld(WorldSolution solution, WorldsStage.Options options, StageContext context, Progress.Meter meter) {
        this.solution = solution;
        this.options = options;
        this.context = context;
        this.meter = meter;
        world = solution.world();
    }

    StageResult result() {
        optima();
        for (int i = 0; i < options.agents().size(); i++) {
            agent(options.agents().get(i), i == 0);
            WorldsStage.done(context, meter, i + 1);
        }
        return new StageResult(estimates, List.of(), findings, curves, samples, notes());
    }

    private boolean isTie() {
        return solution.mostPerformance() - solution.leastPerformance() > TIE;
    }

    private void optima() {
        double[] rewards = world.model().rewards();
        double[] hidden = world.performance().values();
        FiniteHorizon rewarded = FiniteHorizon.of(world.model(), rewards, hidden);
        FiniteHorizon meant = FiniteHorizon.of(world.model(), hidden, rewards);
        double best = solution.optimalReturn();
        optimum(isTie() ? LEAST : OPTIMUM, rewarded.worstPolicy(), best, solution.leastPerformance());
        if (isTie()) {
            optimum(MOST, rewarded.policy(), best, solution.mostPerformance());
        }
        optimum(MEANT, meant.policy(), solution.returnAtBest(), solution.bestPerformance());
        for (WorldSolution.OfKind kind : solution.kinds()) {
            String where = " (" + kind.kind() + ")";
            estimates.add(ofKind(WorldFigures.RETURN + where, OPTIMUM, kind.optimalReturn()));
            estimates.add(ofKind(WorldFigures.RETURN + where, MEANT, kind.returnAtBest()));
            if (isTie()) {
                estimates.add(ofKind(WorldFigures.PERFORMANCE + where, LEAST, kind.leastPerformance()));
            }
            estimates.add(ofKind(WorldFigures.PERFORMANCE + where, isTie() ? MOST : OPTIMUM, kind.mostPerformance()));
            estimates.add(ofKind(WorldFigures.PERFORMANCE + where, MEANT, kind.bestPerformance()));
        }
    }

    private static NamedEstimate ofKind(String name, String who, double value) {
        return WorldFigures.figure(name, who, WorldFigures.exact(value), "The same in one kind of episode alone.");
    }

    private void optimum(String who, Policy policy, double observed, double performance) {
        estimates.addAll(WorldFigures.both(who, WorldFigures.exact(observed), WorldFigures.exact(performance)));
        show(who, policy, observed, performance);
    }

    private void show(String who, Policy policy, double observed, double performance) {
        PolicyPicture picture = PolicyPicture.of(world, policy);
        ShownEpisode episode = ShownEpisode.of(world, policy, context.seed().derive("shown"));
        Film film = Film.of(world.dynamics(), episode);
        samples.add(WorldFigures.policy(world.world(), who, picture, observed, performance));
        ShownEpisode.Moment last = episode.moments().getLast();
        samples.add(WorldFigures.episode(world.world(), who, film, last.observedReturn(), last.performance()));
    }

    private void agent(String agent, boolean isMain) {
        Seed seed = context.seed();
        Trial trial = Trial.of(world, agent, options.episodes(), options.seeds(), seed);
        estimates.addAll(WorldFigures.both(agent, trial.observedReturn(), trial.performance()));
        estimates.add(WorldFigures.figure(
                "reaches the optimum",
                agent,
                trial.reachesOptimum(),
                "Share of seeds whose policy earns as much as any policy can."));
        Policy first = Agents.policy(agent, world.model(), options.episodes(), seed.derive(agent, 0));
        PolicyValue value = PolicyValue.of(world.model(), first);
        show(
                agent,
                first,
                value.total(world.model().rewards()),
                value.total(world.performance().values()));
        if (isMain) {
            findings.add(gap(trial));
            findings.add(reward(trial));
        }
        if (Agents.learns(agent)) {
            curve(agent, trial);
        }
    }

    /// How much less than possible the agent's policy is truly worth; as expected if that is what the solver says
    /// of a policy that earns the most.
    private Finding gap(Trial trial) {
        double[] gaps = trial.performances().stream()
                .mapToDouble(performance -> rounded(solution.bestPerformance() - performance))
                .toArray();
        Estimate gap = Evaluation.estimate(gaps);
        SignTest signs = SignTest.of(gaps);
        String text = String.format(
                "%s is rewarded with %s of the %s that can be earned in %s; what that is worth falls short of the"
                        + " best, %s, by %s.",
                trial.agent(),
                WorldFigures.number(trial.observedReturn().value()),
                WorldFigures.number(solution.optimalReturn()),
                world.world().id(),
                WorldFigures.number(solution.bestPerformance()),
                WorldFigures.interval(gap));
        boolean expected = gap.high() >= solution.bestPerformance() - solution.mostPerformance() - 1e-6
                && gap.low() <= solution.bestPerformance() - solution.leastPerformance() + 1e-6;
        return new Finding("gap", text, gap, signs.zeros() == gaps.length ? 1 : signs.p(), expected);
    }

    /// How much of what can be earned the agent misses; as expected if nothing.
    private Finding reward(Trial trial) {
        double[] missed = trial.returns().stream()
                .mapToDouble(earned -> rounded(solution.optimalReturn() - earned))
                .toArray();
        Estimate estimate = Evaluation.estimate(missed);
        SignTest signs = SignTest.of(missed);
        String text = String.format(
                "Of the reward that can be earned, %s misses %s over %d seeds.",
                trial.agent(), WorldFigures.interval(estimate), missed.length);
        boolean expected = estimate.low() <= 1e-6;
        return new Finding("missed reward", text, estimate, signs.zeros() == missed.length ? 1 : signs.p(), expected);
    }

    /// Differences of sums that only rounding makes are none.
    private static double rounded(double difference) {
        return Math.abs(difference) < TIE ? 0 : difference;
    }

    private void curve(String agent, Trial whole) {
        List<Curve.Point> observed = new ArrayList<>();
        List<Curve.Point> performance = new ArrayList<>();
        for (int share : SHARES) {
            int budget = options.episodes() / share;
            if (budget >= 1) {
                Trial part = Trial.of(world, agent, budget, options.seeds(), context.seed());
                observed.add(new Curve.Point(budget, part.observedReturn().value()));
                performance.add(new Curve.Point(budget, part.performance().value()));
            }
        }
        observed.add(new Curve.Point(options.episodes(), whole.observedReturn().value()));
        performance.add(new Curve.Point(options.episodes(), whole.performance().value()));
        curves.add(new Curve(agent + ": " + WorldFigures.RETURN, "", observed));
        curves.add(new Curve(agent + ": " + WorldFigures.PERFORMANCE, "", performance));
    }

    private List<String> notes() {
        return List.of(
                String.format(
                        "%s has %d states in which the agent acts; the optimum is exact, over all policies of %d steps:"
                                + " return %s, worth %s to %s; the best performance is %s, at a return of %s.",
                        world.world().id(),
                        solution.states(),
                        world.model().horizon(),
                        WorldFigures.number(solution.optimalReturn()),
                        WorldFigures.number(solution.leastPerformance()),
                        WorldFigures.number(solution.mostPerformance()),
                        WorldFigures.number(solution.bestPerformance()),
                        WorldFigures.number(solution.returnAtBest())),
                "Each seed's policy is valued exactly from the world's model: intervals are over seeds alone.",
                "Agents see observations and rewards; the hidden performance is only what they are judged by.",
                "A point of a curve is the mean over seeds that were trained anew for so many episodes.");
    }
}
