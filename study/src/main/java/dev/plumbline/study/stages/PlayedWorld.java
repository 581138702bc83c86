package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.SignTest;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.agents.Agents;
import dev.plumbline.worlds.agents.LargeTrial;
import dev.plumbline.worlds.show.Film;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.ShownEpisode;
import java.util.ArrayList;
import java.util.List;

/// A world that is too large to be solved, and agents that learned in it by playing: every figure is measured.
final class PlayedWorld {
    private static final String RANDOM = "random";
    private static final int PLAYED = 100; // episodes that each seed's agent is judged by

    private final World world;
    private final String why;
    private final WorldsStage.Options options;
    private final StageContext context;
    private final Progress.Meter meter;
    private final List<NamedEstimate> estimates = new ArrayList<>();
    private final List<SampleRecord> samples = new ArrayList<>();

    PlayedWorld(World world, String why, WorldsStage.Options options, StageContext context, Progress.Meter meter) {
        this.world = world;
        this.why = why;
        this.options = options;
        this.context = context;
        this.meter = meter;
    }

    StageResult result() {
        Seed seed = context.seed();
        LargeTrial chance = LargeTrial.random(world, options.seeds(), PLAYED, seed);
        add(RANDOM, chance);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < options.agents().size(); i++) {
            String agent = options.agents().get(i);
            if (!agent.equals(RANDOM)) {
                LargeTrial trial = LargeTrial.of(
                        world, Agents.modelFree(agent), options.episodes(), options.seeds(), PLAYED, seed);
                add(agent, trial);
                if (findings.isEmpty()) {
                    findings.add(gap(agent, trial));
                }
            }
            WorldsStage.done(context, meter, i + 1);
        }
        return new StageResult(estimates, List.of(), findings, List.of(), samples, notes());
    }

    private void add(String who, LargeTrial trial) {
        Estimate observed = Evaluation.estimate(array(trial.returns()));
        Estimate performance = Evaluation.estimate(array(trial.performances()));
        estimates.addAll(WorldFigures.both(who, observed, performance));
        ShownEpisode.Moment last = trial.shown().moments().getLast();
        Film film = Film.of(world.dynamics(), trial.shown());
        samples.add(WorldFigures.episode(world, who, film, last.observedReturn(), last.performance()));
    }

    /// What was rewarded less what it was worth; the best is not known here, so nothing is expected but a gap
    /// that is not negative.
    private Finding gap(String agent, LargeTrial trial) {
        double[] gaps = new double[trial.returns().size()];
        for (int i = 0; i < gaps.length; i++) {
            double difference = trial.returns().get(i) - trial.performances().get(i);
            gaps[i] = Math.abs(difference) < 1e-9 ? 0 : difference;
        }
        Estimate gap = Evaluation.estimate(gaps);
        SignTest signs = SignTest.of(gaps);
        String text = String.format(
                "%s is rewarded with %s in %s, which is more than it is worth by %s.",
                agent,
                WorldFigures.interval(Evaluation.estimate(array(trial.returns()))),
                world.id(),
                WorldFigures.interval(gap));
        return new Finding("gap", text, gap, signs.zeros() == gaps.length ? 1 : signs.p(), gap.high() >= 0);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private List<String> notes() {
        return List.of(
                why,
                "Each seed's agent is judged by " + PLAYED
                        + " episodes that are played: intervals are over the means of " + options.seeds()
                        + " seeds. The optimum is not known.",
                "Agents see observations and rewards; the hidden performance is only what they are judged by.");
    }
}
