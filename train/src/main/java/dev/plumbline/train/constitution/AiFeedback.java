package dev.plumbline.train.constitution;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Labels made by a model under a constitution (RLAIF; Bai et al. 2022, arXiv 2212.08073, section 4).
///
/// Every principle is asked about every pair, so that conflicts and gaps can be seen; one principle decides each
/// label, which cites it.
///
/// @param constitution what is held to
/// @param decision which principle decides
/// @param low labels below are raised to this; in [0, .5]; the paper holds labels made after written reasoning
///     within .4 and .6
/// @param high labels above are lowered to this; in [.5, 1]
/// @param margin by how much a principle's probability must differ from .5 to decide; in [0, .5)
public record AiFeedback(Constitution constitution, Decision decision, double low, double high, double margin) {
    /// Which principle decides a label.
    public enum Decision {
        /// The one with the largest weight times |2 p - 1|.
        STRONGEST,
        /// One drawn by weight, as in the paper.
        DRAWN
    }

    public AiFeedback {
        if (!(low >= 0 && low <= .5 && high >= .5 && high <= 1 && margin >= 0 && margin < .5)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "labels are clamped to a low end in [0, .5] and a high end in [.5, 1], and the margin is in"
                            + " [0, .5); found " + low + ", " + high + ", " + margin);
        }
    }

    /// One label for each pair, in their order.
    ///
    /// @throws PlumblineException BAD_DATA if the judge does not give one finite number for each pair
    public List<AiLabel> label(PrincipleJudge judge, List<AnswerPair> pairs, Seed seed) {
        Map<Principle, double[]> odds = new LinkedHashMap<>();
        for (Principle principle : constitution.principles()) {
            odds.put(principle, checked(judge.logOdds(principle, pairs), principle, pairs.size()));
        }
        List<AiLabel> labels = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Map<String, Double> probabilities = new LinkedHashMap<>();
            for (Map.Entry<Principle, double[]> entry : odds.entrySet()) {
                probabilities.put(entry.getKey().id(), 1 / (1 + Math.exp(-entry.getValue()[i])));
            }
            labels.add(decided(
                    pairs.get(i), probabilities, seed.derive("principle", i).generator()));
        }
        return labels;
    }

    private AiLabel decided(AnswerPair pair, Map<String, Double> probabilities, RandomGenerator random) {
        String by = decision == Decision.STRONGEST
                ? strongest(probabilities)
                : constitution.draw(random).id();
        double p = probabilities.getOrDefault(by, .5);
        return Math.abs(p - .5) <= margin
                ? new AiLabel(pair, probabilities, "", .5)
                : new AiLabel(pair, probabilities, by, Math.clamp(p, low, high));
    }

    /// The principle with the most to say; the first of equals. Principles within the margin have nothing to say.
    private String strongest(Map<String, Double> probabilities) {
        String best = constitution.principles().getFirst().id();
        double most = -1;
        for (Principle principle : constitution.principles()) {
            double lean = Math.abs(probabilities.getOrDefault(principle.id(), .5) - .5);
            double strength = lean <= margin ? 0 : principle.weight() * 2 * lean;
            if (strength > most) {
                most = strength;
                best = principle.id();
            }
        }
        return best;
    }

    private static double[] checked(double[] odds, Principle principle, int pairs) {
        if (odds.length != pairs) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the judge gave " + odds.length + " values for " + pairs + " pairs under \"" + principle.id()
                            + "\"; it must give one for each");
        }
        for (int i = 0; i < odds.length; i++) {
            if (!Double.isFinite(odds[i])) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "the judge's log-odds of pair " + (i + 1) + " under \"" + principle.id() + "\" are " + odds[i]
                                + "; they must be finite, 0 where it cannot tell");
            }
        }
        return odds.clone();
    }

    /// Comparisons by people beside those of the model: people usually say what is helpful, the model what is
    /// harmless (section 4.2 of the paper). All of the scarcer side are kept and as many of the other as the share
    /// allows, chosen by the seed; the order is shuffled.
    ///
    /// @param <T> the comparisons, with whatever goes with them
    /// @param share of the mixture that people's comparisons make up, in (0, 1)
    /// @throws PlumblineException BAD_DATA if either side has none
    public static <T> List<T> hybrid(List<T> model, List<T> people, double share, Seed seed) {
        if (!(share > 0 && share < 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the share of people's comparisons must be in (0, 1), not " + share);
        }
        if (model.isEmpty() || people.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "a hybrid needs comparisons of both kinds; found " + model.size() + " by the model and "
                            + people.size() + " by people");
        }
        double total = Math.min(people.size() / share, model.size() / (1 - share));
        List<T> mixed = new ArrayList<>();
        mixed.addAll(some(people, Math.max(1, (int) Math.floor(total * share + 1e-9)), seed.derive("people")));
        mixed.addAll(some(model, Math.max(1, (int) Math.floor(total * (1 - share) + 1e-9)), seed.derive("model")));
        return some(mixed, mixed.size(), seed.derive("order"));
    }

    private static <T> List<T> some(List<T> all, int count, Seed seed) {
        List<T> shuffled = new ArrayList<>(all);
        RandomGenerator random = seed.generator();
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            shuffled.set(i, shuffled.set(j, shuffled.get(i)));
        }
        return List.copyOf(shuffled.subList(0, Math.min(count, shuffled.size())));
    }
}
