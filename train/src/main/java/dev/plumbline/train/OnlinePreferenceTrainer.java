package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.Divergence;
import dev.plumbline.train.loss.PairLogProbabilities;
import dev.plumbline.train.loss.PreferenceLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Preference learning on the policy's own answers: two are written for each prompt, a judge says which is better, and
/// the policy makes one update of it.
///
/// Log-probabilities are taken at the sampling temperature. A pair on which the judge has nothing to say, or which it
/// calls a tie, teaches online DPO nothing and is counted under `ties`; XPO's and Nash-MD's other terms remain. A
/// checkpoint may follow any update; a run resumed there ends with the same bits.
public final class OnlinePreferenceTrainer {
    /// Who writes the second answer, and what is learned from the two.
    public enum Method {
        /// Both are the policy's; a preference loss (Guo et al. 2024, arXiv 2402.04792).
        ONLINE_DPO,
        /// The second is the reference's; the preference loss + alpha log pi(second), which drives the policy away from
        /// where the reference already is (Xie et al. 2024, arXiv 2405.21046).
        XPO,
        /// The second is the geometric mixture's; -(p - 1/2) log pi(first) + beta times the score-function form of the
        /// KL divergence (Munos et al. 2023, arXiv 2312.00886).
        NASH_MD
    }

    /// The settings of a method.
    ///
    /// @param loss of pairs; Nash-MD ignores it
    /// @param alpha XPO's weight of log pi(second), 0 or more; 1e-5 is usual
    /// @param beta Nash-MD's weight of the KL divergence, 0 or more
    /// @param mixture weight of the reference in Nash-MD's opponent, in [0, 1]; .5
    /// @param prompts of one update, at least 1
    /// @param temperature that answers are sampled at, above 0
    /// @param maxTokens most tokens of an answer, at least 1
    /// @param endTokens tokens that end one
    /// @param limit how long the judge may take for an update's pairs
    public record Options(
            Method method,
            PreferenceLoss loss,
            double alpha,
            double beta,
            double mixture,
            int prompts,
            double temperature,
            int maxTokens,
            Set<Integer> endTokens,
            Duration limit) {
        public Options {
            endTokens = Set.copyOf(endTokens);
            boolean weights = alpha >= 0 && beta >= 0 && mixture >= 0 && mixture <= 1;
            if (!weights || prompts < 1 || !(temperature > 0) || maxTokens < 1) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        method + ": alpha and beta must be 0 or more, the mixture in [0, 1], prompts and max-tokens at"
                                + " least 1 and the temperature above 0; found " + alpha + ", " + beta + ", " + mixture
                                + ", " + prompts + ", " + maxTokens + ", " + temperature);
            }
            if (method != Method.NASH_MD && loss.couplesPairs()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        loss + " sorts across a batch, which online methods compute pair by pair; use another loss");
            }
        }
    }

    /// Two answers to a prompt.
    ///
    /// @param chance that the first is better, as the judge has it; NaN for no opinion
    /// @param knownFirst log ref of the first answer's tokens
    /// @param knownSecond log ref of the second answer's tokens
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Duel(TokenRow first, TokenRow second, double chance, double[] knownFirst, double[] knownSecond) {
        boolean decided() {
            return chance != .5 && !Double.isNaN(chance);
        }
    }

    private final Optimisation optimisation;
    private final Options options;
    private final Rollouts rollouts;

    /// @param optimisation its `batch` is ignored: the options say how many prompts an update has
    public OnlinePreferenceTrainer(Optimisation optimisation, Options options) {
        this.optimisation = optimisation;
        this.options = options;
        this.rollouts = new Rollouts(
                options.temperature(),
                options.maxTokens(),
                options.endTokens(),
                optimisation.microBatch(),
                options.limit());
    }

    /// Changes the policy's weights in place; those of its adapter alone if one is switched on. Curves: `loss`,
    /// `wins` (mean chance of the first answer), `ties` (share of pairs without a winner), `chosen` and
    /// `rejected` (log-ratios to the reference, summed over winners and losers and divided by all pairs),
    /// `length`, `finished`, `repetition`, `grad-norm`, `rate`.
    ///
    /// @param reference a copy of the policy, or a policy with an adapter itself
    /// @param prompts token ids, at least one prompt, each shorter than the context
    /// @throws PlumblineException BAD_DATA if the judge fails, see [PairJudge#checked]
    public TrainingCurves train(
            Decoder policy, Decoder reference, List<int[]> prompts, PairJudge judge, TrainingContext context) {
        Reference held = new Reference(policy, reference, context.name());
        BatchOrder order = new BatchOrder(prompts.size(), options.prompts(), context.seed(), true);
        TrainingLoop loop =
                new TrainingLoop(context, optimisation, Learned.of(policy), options.toString(), CarriedState.NONE);
        return Engine.call(() -> {
            try (Replicas policies = Replicas.training(policy)) {
                return loop.run(order, (step, items) -> {
                    List<int[]> asked = Arrays.stream(context.ranks().share(items))
                            .mapToObj(prompts::get)
                            .toList();
                    int[] places = context.ranks().places(items.length);
                    Seed seed = context.seed().derive("round", step);
                    List<RewardFunction.Sampled> first =
                            rollouts.sample(policy, asked, 1, places, Environment.NONE, seed.derive("first"));
                    List<RewardFunction.Sampled> second = second(policy, held, asked, places, seed.derive("second"));
                    double[] chances = asked.isEmpty() ? new double[0] : judge.checked(first, second, options.limit());
                    return update(policies, duels(held, first, second, chances), first, second, items.length);
                });
            }
        });
    }

    private List<RewardFunction.Sampled> second(
            Decoder policy, Reference held, List<int[]> asked, int[] places, Seed seed) {
        return switch (options.method()) {
            case ONLINE_DPO -> rollouts.sample(policy, asked, 1, places, Environment.NONE, seed);
            case XPO -> held.read(model -> rollouts.sample(model, asked, 1, places, Environment.NONE, seed));
            case NASH_MD -> new MixtureSampler(policy, held, options.mixture(), rollouts).sample(asked, places, seed);
        };
    }

    private List<Duel> duels(
            Reference held, List<RewardFunction.Sampled> first, List<RewardFunction.Sampled> second, double[] chances) {
        List<TokenRow> rows = new ArrayList<>(Rollouts.rows(first));
        rows.addAll(Rollouts.rows(second));
        List<double[]> known = held.read(model -> rollouts.logProbabilities(model, rows));
        List<Duel> duels = new ArrayList<>();
        int n = first.size();
        for (int i = 0; i < n; i++) {
            duels.add(new Duel(rows.get(i), rows.get(n + i), chances[i], known.get(i), known.get(n + i)));
        }
        return duels;
    }

    private TrainingLoop.BatchResult update(
            Replicas policies,
            List<Duel> duels,
            List<RewardFunction.Sampled> first,
            List<RewardFunction.Sampled> second,
            int pairs) {
        Map<String, Double> shares = new TreeMap<>(Map.of(
                "wins", 0., "ties", 0., "chosen", 0., "rejected", 0., "length", 0., "finished", 0., "repetition", 0.));
        double loss = 0;
        long tokens = 0;
        int size = Math.max(1, optimisation.microBatch() / 2);
        for (Found found : policies.each(
                MicroBatches.of(duels, policies.share(size)), (policy, micro) -> found(policy, micro, pairs))) {
            loss += found.loss();
            found.shares().forEach((name, share) -> add(shares, name, share));
        }
        for (int i = 0; i < duels.size(); i++) {
            Duel duel = duels.get(i);
            tokens += duel.first().ids().length + duel.second().ids().length;
            add(shares, "wins", Double.isNaN(duel.chance()) ? .5 / pairs : duel.chance() / pairs);
            add(shares, "ties", duel.decided() ? 0 : 1.0 / pairs);
            for (RewardFunction.Sampled answer : List.of(first.get(i), second.get(i))) {
                add(shares, "length", answer.answer().length / (2.0 * pairs));
                add(shares, "finished", answer.finished() ? 1 / (2.0 * pairs) : 0);
                add(shares, "repetition", answer.repetition() / (2.0 * pairs));
            }
        }
        return new TrainingLoop.BatchResult(loss, tokens, shares);
    }

    /// What some pairs add to the loss, and to the figures.
    private record Found(double loss, Map<String, Double> shares) {}

    /// Leaves the gradients of some pairs.
    private Found found(Decoder policy, List<Duel> micro, int pairs) {
        Map<String, Double> shares = new TreeMap<>(Map.of("chosen", 0., "rejected", 0.));
        Tensor sum = losses(policy, micro, pairs, shares);
        sum.backward();
        return new Found(sum.item(), shares);
    }

    /// This micro-batch's share of the mean over all pairs of the update.
    private Tensor losses(Decoder policy, List<Duel> micro, int pairs, Map<String, Double> shares) {
        List<TokenRow> rows = new ArrayList<>();
        micro.forEach(duel -> rows.add(duel.first()));
        micro.forEach(duel -> rows.add(duel.second()));
        TargetLogits at = TargetLogits.of(policy, rows, options.temperature());
        TargetLogProbabilities read = new TargetLogProbabilities(at.logProbabilities(), at.row(), at.rows());
        Tensor sums = read.sums();
        Tensor loss =
                options.method() == Method.NASH_MD ? nash(read, sums, micro) : preference(sums, micro, pairs, shares);
        if (options.method() == Method.XPO) {
            loss = loss.add(sums.narrow(0, micro.size(), micro.size()).sum().mul(options.alpha()));
        }
        return loss.mul(1.0 / pairs);
    }

    /// The sum of the preference loss over the pairs that have a winner.
    private Tensor preference(Tensor sums, List<Duel> micro, int pairs, Map<String, Double> shares) {
        int n = micro.size();
        long[] winner = new long[n];
        long[] loser = new long[n];
        float[] decided = new float[n];
        double[][] known = new double[2][n];
        double[][] lengths = new double[2][n];
        for (int i = 0; i < n; i++) {
            Duel duel = micro.get(i);
            boolean first = !(duel.chance() < .5);
            winner[i] = first ? i : n + i;
            loser[i] = first ? n + i : i;
            decided[i] = duel.decided() ? 1 : 0;
            known[0][i] = Arrays.stream(first ? duel.knownFirst() : duel.knownSecond())
                    .sum();
            known[1][i] = Arrays.stream(first ? duel.knownSecond() : duel.knownFirst())
                    .sum();
            lengths[0][i] = (first ? duel.first() : duel.second()).targets();
            lengths[1][i] = (first ? duel.second() : duel.first()).targets();
        }
        PairLogProbabilities seen = new PairLogProbabilities(
                sums.indexSelect(0, Tensor.of(winner, n)),
                sums.indexSelect(0, Tensor.of(loser, n)),
                constant(known[0]),
                constant(known[1]),
                constant(lengths[0]),
                constant(lengths[1]),
                Arrays.stream(lengths[0]).average().orElseThrow(),
                Divergence.REVERSE_KL);
        double[] chosen = seen.chosenRatio().detach().toDoubles();
        double[] rejected = seen.rejectedRatio().detach().toDoubles();
        for (int i = 0; i < n; i++) {
            add(shares, "chosen", decided[i] * chosen[i] / pairs);
            add(shares, "rejected", decided[i] * rejected[i] / pairs);
        }
        return options.loss().pairs(seen).mul(Tensor.of(decided, n)).sum();
    }

    /// sum over first answers of beta sum_t sg(log pi_t - log ref_t) log pi_t - (p - 1/2) log pi.
    private Tensor nash(TargetLogProbabilities read, Tensor sums, List<Duel> micro) {
        int n = micro.size();
        double[] own = read.values().detach().toDoubles();
        double[] weights = new double[own.length];
        int next = 0;
        for (Duel duel : micro) {
            for (double known : duel.knownFirst()) {
                weights[next] = options.beta() * (own[next] - known);
                next++;
            }
        }
        float[] lead = new float[n];
        for (int i = 0; i < n; i++) {
            double chance = micro.get(i).chance();
            lead[i] = Double.isNaN(chance) ? 0 : (float) (chance - .5);
        }
        Tensor penalty = read.values().mul(constant(weights)).sum();
        return penalty.sub(sums.narrow(0, 0, n).mul(Tensor.of(lead, n)).sum());
    }

    private static void add(Map<String, Double> shares, String name, double more) {
        shares.merge(name, more, Double::sum);
    }

    private static Tensor constant(double[] values) {
        return Tensor.of(PairBatch.floats(values), values.length);
    }
}
