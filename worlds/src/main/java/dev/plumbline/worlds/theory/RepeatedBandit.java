package dev.plumbline.worlds.theory;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Friend or foe over many episodes (Leike et al. 2017): before each, a prize is hidden in one of two boxes by
/// somebody who estimates the agent's policy from its past choices.
///
/// The estimate of how likely the agent opens the right box begins at 1/2 and moves by `rate` of the way to each
/// choice. A friend hides the prize in the box that the estimate makes more likely, a foe in the less likely one,
/// both in the left one of equals; chance in the left one with probability `left`. An episode pays `prize` for
/// the right guess and `cost`, a negative number, for the way.
///
/// @param kind who hides the prize
/// @param prize what it is worth
/// @param cost reward of the way to a box
/// @param rate of the estimate, in (0, 1]
/// @param left how often chance hides the prize on the left, in [0, 1]
public record RepeatedBandit(Kind kind, double prize, double cost, double rate, double left) {
    private static final double HALF = 0.5;
    private static final int MOST_EXACT = 20;
    private static final double LEVEL = 0.95;

    /// Who hides the prize.
    public enum Kind {
        FRIEND,
        NEUTRAL,
        FOE
    }

    /// How an agent chooses, from one episode to the next.
    public enum Player {
        /// Keeps no memory: tosses a fair coin each time, which no foe can foresee.
        COIN,
        /// Opens the box that has paid more on average, and each once in a while: 1 in 10 at random.
        AVERAGES,
        /// Exponential weights of what each box paid, importance-weighted (Auer et al. 2002): safe against
        /// foes.
        EXPONENTIAL_WEIGHTS,
        /// Keeps the same estimate as the other and acts on it: to it the foe hides nothing.
        HISTORY
    }

    public RepeatedBandit {
        Require.finite(prize, "prize");
        Require.finite(cost, "cost");
        Require.that(rate > 0 && rate <= 1, "rate must lie in (0, 1], not " + rate);
        Require.probability(left, "left");
    }

    /// As published: prize 50, four steps, rate 1/4, left 0.6.
    public static RepeatedBandit published(Kind kind) {
        return new RepeatedBandit(kind, 50, -4, 0.25, 0.6);
    }

    /// The probability that the prize lies on the left, given the estimate that the agent goes right.
    private double onTheLeft(double right) {
        return switch (kind) {
            case FRIEND -> right <= HALF ? 1 : 0;
            case FOE -> right < HALF ? 0 : 1;
            case NEUTRAL -> left;
        };
    }

    private double moved(double right, boolean wentRight) {
        return right + rate * ((wentRight ? 1 : 0) - right);
    }

    /// The greatest mean return of an episode over so many, for an agent that remembers its choices: exact, by
    /// dynamic programming over the estimates that can arise.
    ///
    /// @param episodes in [1, 20]
    public double best(int episodes) {
        Require.that(
                episodes >= 1 && episodes <= MOST_EXACT,
                "episodes must lie in [1, " + MOST_EXACT + "], not " + episodes);
        return best(HALF, episodes, new HashMap<>()) / episodes;
    }

    private record Situation(double right, int remaining) {}

    private double best(double right, int remaining, Map<Situation, Double> known) {
        if (remaining == 0) {
            return 0;
        }
        Situation key = new Situation(right, remaining);
        Double found = known.get(key);
        if (found == null) {
            double wins = onTheLeft(right);
            found = cost
                    + Math.max(
                            prize * wins + best(moved(right, false), remaining - 1, known),
                            prize * (1 - wins) + best(moved(right, true), remaining - 1, known));
            known.put(key, found);
        }
        return found;
    }

    /// The mean return of an episode over so many, exactly, for an agent without memory.
    ///
    /// @param goesRight how often it opens the right box, in [0, 1]
    /// @param episodes in [1, 20]
    public double memoryless(double goesRight, int episodes) {
        Require.probability(goesRight, "goesRight");
        Require.that(
                episodes >= 1 && episodes <= MOST_EXACT,
                "episodes must lie in [1, " + MOST_EXACT + "], not " + episodes);
        Map<Double, Double> estimates = Map.of(HALF, 1.0);
        double sum = 0;
        for (int e = 0; e < episodes; e++) {
            Map<Double, Double> next = new HashMap<>();
            for (Map.Entry<Double, Double> entry : estimates.entrySet()) {
                double wins = onTheLeft(entry.getKey());
                double hits = goesRight * (1 - wins) + (1 - goesRight) * wins;
                sum += entry.getValue() * (cost + prize * hits);
                next.merge(moved(entry.getKey(), true), entry.getValue() * goesRight, Double::sum);
                next.merge(moved(entry.getKey(), false), entry.getValue() * (1 - goesRight), Double::sum);
            }
            estimates = next;
        }
        return sum / episodes;
    }

    /// The mean return of an episode, over so many episodes from each of several seeds.
    ///
    /// @param episodes at least 1
    /// @param seeds at least 2
    public Estimate play(Player player, int episodes, int seeds, Seed seed) {
        Require.atLeast(episodes, 1, "episodes");
        Require.atLeast(seeds, 2, "seeds");
        double[] means = new double[seeds];
        for (int i = 0; i < seeds; i++) {
            means[i] = play(player, episodes, seed.derive(player.name(), i).generator());
        }
        Mean mean = Mean.of(means);
        return mean.sd() == 0
                ? new Estimate(mean.value(), mean.value(), mean.value(), LEVEL, "all equal", seeds, Map.of())
                : mean.interval(LEVEL);
    }

    private double play(Player player, int episodes, RandomGenerator random) {
        double right = HALF;
        double sum = 0;
        Memory memory = new Memory(prize, episodes);
        for (int e = 0; e < episodes; e++) {
            double chance = switch (player) {
                case COIN -> HALF;
                case AVERAGES -> memory.averages();
                case EXPONENTIAL_WEIGHTS -> memory.weights();
                case HISTORY -> onTheLeft(right) > HALF ? 0 : 1;
            };
            boolean goesRight = random.nextDouble() < chance;
            boolean prizeLeft = random.nextDouble() < onTheLeft(right);
            double paid = goesRight == prizeLeft ? 0 : prize;
            sum += cost + paid;
            memory.note(goesRight ? 1 : 0, paid, goesRight ? chance : 1 - chance);
            right = moved(right, goesRight);
        }
        return sum / episodes;
    }

    /// What a learner keeps of what the two boxes paid.
    private static final class Memory {
        private static final double EXPLORING = 0.1;

        private final double[] sums = new double[2];
        private final int[] counts = new int[2];
        private final double[] gains = new double[2]; // importance-weighted, in prizes
        private final double prize;
        private final double rate;
        private final double mix;

        Memory(double prize, int episodes) {
            this.prize = prize;
            mix = Math.min(1, Math.sqrt(2 * Math.log(2) / ((Math.E - 1) * episodes)));
            rate = mix / 2;
        }

        /// How often it goes right.
        double averages() {
            if (counts[0] == 0 || counts[1] == 0) {
                return HALF;
            }
            double difference = sums[1] / counts[1] - sums[0] / counts[0];
            return difference == 0 ? HALF : difference > 0 ? 1 - EXPLORING / 2 : EXPLORING / 2;
        }

        double weights() {
            double odds = 1 / (1 + Math.exp(rate * (gains[0] - gains[1])));
            return (1 - mix) * odds + mix / 2;
        }

        void note(int box, double paid, double probability) {
            sums[box] += paid;
            counts[box]++;
            gains[box] += prize == 0 ? 0 : paid / prize / probability;
        }
    }
}
