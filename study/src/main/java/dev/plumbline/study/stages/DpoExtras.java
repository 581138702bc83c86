package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.DpoOptions;
import dev.plumbline.train.loss.Divergence;
import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What may be added to a loss on pairs.
public record DpoExtras(
        @Option(doc = "what holds the policy to its reference", defaultValue = "reverse-kl")
        Kind divergence,

        @Option(doc = "exponent of the alpha divergence; 1 is the reverse KL", defaultValue = "0.5")
        double alpha,

        @Option(
                doc = "further losses by name, with their weights, such as {bco: 0.2}; likelihood is the chosen"
                        + " answers' own",
                defaultValue = "{}")
        Map<String, Double> mix,

        @Option(doc = "weight of the loss itself beside those of mix", range = "> 0", defaultValue = "1.0")
        double weight,

        @Option(
                doc = "how much tokens beyond the shorter answer of a pair count (LD-DPO)",
                range = "[0, 1]",
                defaultValue = "1.0")
        double tailWeight,

        @Option(doc = "weigh pairs by how likely the policy writes them (WPO)", defaultValue = "false")
        boolean weighted,

        @Option(
                doc = "updates after which the reference follows the policy (TR-DPO); 0 never",
                unit = "steps",
                range = ">= 0",
                defaultValue = "0")
        int followEvery,

        @Option(doc = "share of the policy in the reference after that", range = "(0, 1]", defaultValue = "0.6")
        double followShare) {
    private static final String LIKELIHOOD = "likelihood";

    /// What log-ratios become.
    public enum Kind {
        REVERSE_KL,
        FORWARD_KL,
        JENSEN_SHANNON,
        ALPHA
    }

    public DpoExtras {
        mix = new TreeMap<>(mix);
        mix.forEach((name, one) -> {
            if (!name.equals(LIKELIHOOD)) {
                PairLoss.named(name);
            }
            Checks.positive("mix." + name, one);
        });
        Checks.positive("weight", weight);
        Checks.within("tail-weight", tailWeight, 0, 1);
        Checks.atLeast("follow-every", followEvery, 0);
        Checks.within("follow-share", followShare, Double.MIN_VALUE, 1);
    }

    DpoOptions options() {
        return new DpoOptions(tailWeight, weighted, followEvery, followShare);
    }

    /// The loss with all that is added to it.
    PreferenceLoss of(PairLoss loss, double beta, double smoothing) {
        List<PreferenceLoss> losses = new ArrayList<>(List.of(loss.of(beta, smoothing)));
        List<Double> weights = new ArrayList<>(List.of(weight));
        mix.forEach((name, one) -> {
            losses.add(
                    name.equals(LIKELIHOOD)
                            ? DpoLosses.likelihood()
                            : PairLoss.named(name).of(beta, 0));
            weights.add(one);
        });
        PreferenceLoss sum =
                losses.size() == 1 && weight == 1 ? losses.getFirst() : PreferenceLoss.mix(losses, weights);
        return sum.under(
                switch (divergence) {
                    case REVERSE_KL -> Divergence.REVERSE_KL;
                    case FORWARD_KL -> Divergence.FORWARD_KL;
                    case JENSEN_SHANNON -> Divergence.JENSEN_SHANNON;
                    case ALPHA -> Divergence.alpha(alpha);
                });
    }
}
