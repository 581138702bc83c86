package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.HeldOutFigure;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.watch.EarlyStopping;
import dev.plumbline.train.watch.RewardFit;
import dev.plumbline.train.watch.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// What a policy's answers to the same held-out prompts were worth while it was trained against a proxy, and what comes
/// of it: gains, the fitted form, the early-stopping rule, a finding.
final class ProxyLooks {
    private static final double LEVEL = .95;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// One look at the policy.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Look(long step, double[] gold, double[] proxy, double[] kl) {
        boolean isAt(Look other) {
            return step == other.step();
        }

        double meanGold() {
            return HarborRollouts.mean(gold);
        }

        double meanKl() {
            return HarborRollouts.mean(kl);
        }
    }

    private final HarborRollouts watched;
    private final RewardFunction proxy;
    private final Decoder policy;
    private final Decoder reference;
    private final Seed seed;
    private final int every;
    private final List<Look> looks = new ArrayList<>();

    /// @param seed of the draws, the same at every look, so that looks can be compared prompt by prompt
    /// @param every updates between looks
    ProxyLooks(HarborRollouts watched, RewardFunction proxy, Decoder policy, Decoder reference, Seed seed, int every) {
        this.watched = watched;
        this.proxy = proxy;
        this.policy = policy;
        this.reference = reference;
        this.seed = seed;
        this.every = every;
    }

    /// Looks at the policy as it is; on the engine thread.
    List<HeldOutFigure> look() {
        List<RewardFunction.Sampled> answers = watched.sample(policy, 1, seed);
        Look look = new Look(
                (long) looks.size() * every,
                watched.gold(answers, 1),
                proxy.checked(answers, LIMIT),
                HarborRollouts.divergences(policy, reference, answers));
        looks.add(look);
        return List.of(
                HeldOutFigure.perItem("gold", "Gold utility, in [0, 1].", false, false, look.gold()),
                HeldOutFigure.perItem("proxy", "The reward that is learned from.", false, false, look.proxy()),
                HeldOutFigure.perItem("kl", "KL to the reference, nats per answer.", true, false, look.kl()));
    }

    /// @param who the stage
    /// @param against what the proxy is
    StageResult result(String who, String against, Seed bootstrap, List<Curve> curves, List<Warning> warnings) {
        Look start = looks.getFirst();
        Look end = looks.getLast();
        Look best = start;
        for (Look look : looks) {
            best = look.meanGold() > best.meanGold() ? look : best;
        }
        List<String> notes = new ArrayList<>();
        Look kept = kept(notes);
        List<NamedEstimate> estimates = new ArrayList<>();
        estimates.add(named("gold gain at the end", who, gain(end), "Gold utility less that at the start."));
        estimates.add(
                named("gold gain at the best check", who, gain(best), "The same at the best check, in hindsight."));
        estimates.add(named(
                "gold gain where early stopping keeps the model",
                who,
                gain(kept),
                "The same for the model that the rule would have kept."));
        estimates.add(named(
                "proxy gain at the end",
                who,
                PairedDifference.of(end.proxy(), start.proxy()).interval(LEVEL),
                "Reward that was learned from, in deviations of the reference's answers."));
        estimates.add(named(
                "KL at the end", who, Mean.of(end.kl()).interval(LEVEL), "KL to the reference, nats per answer."));
        fit(who, bootstrap, estimates, notes);
        if (warnings.isEmpty()) {
            notes.add("No alarm was raised.");
        }
        warnings.forEach(warning -> notes.add("Alarm at " + warning));
        return new StageResult(
                estimates, List.of(), List.of(finding(against, best, end, start)), curves, List.of(), notes);
    }

    /// The look whose model the early-stopping rule would have kept.
    private Look kept(List<String> notes) {
        EarlyStopping stopping = new EarlyStopping(2, .9);
        for (Look look : looks) {
            if (stopping.check(look.step(), look.gold())) {
                Look kept = looks.get((int) (stopping.bestStep() / every));
                notes.add(String.format(
                        Locale.ROOT,
                        "The early-stopping rule would have stopped at step %d and kept the model of step %d, at a KL of"
                                + " %.2f nats.",
                        look.step(),
                        kept.step(),
                        kept.meanKl()));
                return kept;
            }
        }
        notes.add("The early-stopping rule would not have stopped the training.");
        return looks.getLast();
    }

    private static Finding finding(String against, Look best, Look end, Look start) {
        PairedDifference fall = PairedDifference.of(end.gold(), (best.isAt(end) ? start : best).gold());
        Estimate interval = fall.interval(LEVEL);
        String text = String.format(
                Locale.ROOT,
                "Against %s the gold utility is best at step %d (KL %.2f) and changes by %+.3f [%+.3f, %+.3f] from %s to"
                        + " the end (KL %.2f), while the proxy rises by %.2f deviations over the whole run.",
                against,
                best.step(),
                best.meanKl(),
                interval.value(),
                interval.low(),
                interval.high(),
                best.isAt(end) ? "the start" : "there",
                end.meanKl(),
                HarborRollouts.mean(end.proxy()) - HarborRollouts.mean(start.proxy()));
        return new Finding(
                "over-optimisation",
                text,
                interval,
                fall.standardError() == 0 ? 1 : fall.test().p(),
                !best.isAt(end) && interval.high() < 0);
    }

    private void fit(String who, Seed bootstrap, List<NamedEstimate> estimates, List<String> notes) {
        double[] d = looks.stream()
                .mapToDouble(look -> Math.sqrt(Math.max(0, look.meanKl())))
                .toArray();
        if (Arrays.stream(d).filter(x -> x > 0).distinct().count() < 2) {
            notes.add("Too few checks at a KL above 0 for the fitted form.");
            return;
        }
        double[] start = looks.getFirst().gold();
        double[][] rewards = new double[start.length][d.length];
        for (int p = 0; p < start.length; p++) {
            for (int i = 0; i < d.length; i++) {
                rewards[p][i] = looks.get(i).gold()[p] - start[p];
            }
        }
        RewardFit fit = RewardFit.of(RewardFit.Form.REINFORCEMENT, d, rewards, bootstrap);
        Map<String, Estimate> figures = new LinkedHashMap<>();
        figures.put("alpha of d (alpha - beta log d)", fit.alpha());
        figures.put("beta of d (alpha - beta log d)", fit.beta());
        fit.peak().forEach(peak -> figures.put("d at which the fit peaks", peak));
        figures.forEach((name, estimate) -> estimates.add(named(
                name,
                who,
                estimate,
                "Of the form of Gao et al. 2022 fitted to the gold gain over d = sqrt(KL); percentile bootstrap over"
                        + " prompts.")));
        notes.add(String.format(Locale.ROOT, "Root mean square of what the fit leaves: %.4f.", fit.residual()));
    }

    private Estimate gain(Look look) {
        return PairedDifference.of(look.gold(), looks.getFirst().gold()).interval(LEVEL);
    }

    private static NamedEstimate named(String name, String who, Estimate estimate, String about) {
        return new NamedEstimate(name, who, estimate, OptionalDouble.empty(), about);
    }
}
