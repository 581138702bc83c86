package dev.plumbline.train;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.train.loss.RolloutCorrection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answers that a group method is learning from, and how far it has come in the order of prompts.
final class GroupRound implements CarriedState {
    /// Whom a round brings together.
    record Parties(
            Decoder policy, Reference reference, List<int[]> prompts, RewardFunction reward, Environment environment) {}

    /// Sampled answers, group after group, and their rewards.
    ///
    /// @param greedy the greedy answers' rewards, one per group, or none
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Drawn(List<RewardFunction.Sampled> answers, double[] rewards, double[] greedy) {
        boolean flat(int group, int size) {
            double[] own = Arrays.copyOfRange(rewards, group * size, (group + 1) * size);
            return Arrays.stream(own).distinct().count() == 1;
        }
    }

    private final Optimisation optimisation;
    private final PolicyObjective objective;
    private final GroupPolicyTrainer.Options options;
    private final Rollouts rollouts;
    private final Parties parties;
    private final BatchOrder order;
    private final TrainingContext context;
    private List<PolicySample> samples = List.of();
    private Map<String, Double> figures = Map.of();
    private long drawn;

    GroupRound(
            Optimisation optimisation,
            PolicyObjective objective,
            GroupPolicyTrainer.Options options,
            Rollouts rollouts,
            Parties parties,
            BatchOrder order,
            TrainingContext context) {
        this.optimisation = optimisation;
        this.objective = objective;
        this.options = options;
        this.rollouts = rollouts;
        this.parties = parties;
        this.order = order;
        this.context = context;
    }

    @Override
    public int indivisible() {
        return options.epochs() * options.parts();
    }

    @Override
    public Map<String, String> text() {
        return Map.of("prompts.drawn", Long.toString(drawn));
    }

    @Override
    public void resume(Map<String, String> text) {
        drawn = Long.parseLong(text.getOrDefault("prompts.drawn", "0"));
    }

    private Seed seed(long round) {
        return context.seed().derive("round", round);
    }

    /// Draws prompts and samples answers until there are enough groups to learn from.
    void sample(long number) {
        List<Drawn> kept = new ArrayList<>();
        List<Drawn> aside = new ArrayList<>();
        List<Drawn> all = new ArrayList<>();
        for (int drawing = 0; drawing < options.drawings() && kept.size() < options.prompts(); drawing++) {
            Seed seed = drawing == 0 ? seed(number) : seed(number).derive("drawing", drawing);
            Drawn some = draw(order.of(drawn++), seed);
            all.add(some);
            for (int g = 0; g < options.prompts(); g++) {
                boolean useless = options.drawings() > 1 && some.flat(g, options.group());
                (useless ? aside : kept).add(only(some, g));
            }
        }
        kept.addAll(aside);
        learnFrom(kept.subList(0, options.prompts()));
        figures = described(all);
    }

    private Drawn draw(int[] items, Seed seed) {
        Ranks ranks = context.ranks();
        List<int[]> asked =
                Arrays.stream(items).mapToObj(parties.prompts()::get).toList();
        int[] places = ranks.places(asked.size());
        List<int[]> own = ranks.share(asked);
        List<RewardFunction.Sampled> answers =
                rollouts.sample(parties.policy(), own, options.group(), places, parties.environment(), seed);
        double[] rewards = rewards(answers);
        double[] greedy = options.baseline() == GroupPolicyTrainer.Baseline.GREEDY
                ? rewards(rollouts.greedy(parties.policy(), own, parties.environment()))
                : new double[own.size()];
        List<double[]> both = new ArrayList<>();
        for (int p = 0; p < own.size(); p++) {
            double[] row = Arrays.copyOfRange(rewards, p * options.group(), (p + 1) * options.group() + 1);
            row[options.group()] = greedy[p];
            both.add(row);
        }
        List<double[]> known = ranks.gathered(asked.size(), both);
        return new Drawn(
                SharedRound.answers(ranks, asked, options.group(), answers),
                known.stream()
                        .flatMapToDouble(row -> Arrays.stream(row, 0, options.group()))
                        .toArray(),
                known.stream().mapToDouble(row -> row[options.group()]).toArray());
    }

    private double[] rewards(List<RewardFunction.Sampled> answers) {
        return answers.isEmpty() ? new double[0] : parties.reward().checked(answers, options.rewardLimit());
    }

    /// One group of what was drawn.
    private Drawn only(Drawn drawn, int group) {
        int from = group * options.group();
        int to = from + options.group();
        return new Drawn(
                drawn.answers().subList(from, to),
                Arrays.copyOfRange(drawn.rewards(), from, to),
                new double[] {drawn.greedy()[group]});
    }

    private void learnFrom(List<Drawn> groups) {
        List<RewardFunction.Sampled> answers =
                groups.stream().flatMap(one -> one.answers().stream()).toList();
        List<TokenRow> rows = Rollouts.rows(answers);
        List<double[]> old = asked() ? read(rows, parties.policy()) : List.of();
        boolean compared = objective.kl().beta() > 0 || options.klInReward() > 0;
        List<double[]> known = compared ? parties.reference().read(model -> read(rows, model)) : List.of();
        double[] penalised = groups.stream()
                .flatMapToDouble(one -> Arrays.stream(one.rewards()))
                .toArray();
        for (int i = 0; options.klInReward() > 0 && i < penalised.length; i++) {
            penalised[i] -= options.klInReward() * (sum(old.get(i)) - sum(known.get(i)));
        }
        double[] greedy = groups.stream()
                .flatMapToDouble(one -> Arrays.stream(one.greedy()))
                .toArray();
        int[] lengths = rows.stream().mapToInt(TokenRow::targets).toArray();
        double[] advantages = options.advantages(penalised, greedy, lengths);
        List<PolicySample> fresh = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            boolean masked = options.maskUnfinished() && !answers.get(i).finished();
            fresh.add(
                    masked
                            ? masked(rows.get(i), advantages[i])
                            : new PolicySample(
                                    rows.get(i),
                                    advantages[i],
                                    new double[0],
                                    old.isEmpty() ? new double[0] : old.get(i),
                                    compared ? known.get(i) : new double[0],
                                    weights(old, i, answers.get(i).sampler())));
        }
        samples = fresh;
    }

    /// Log-probabilities of all rows, of which each rank reads a share.
    private List<double[]> read(List<TokenRow> rows, Decoder model) {
        Ranks ranks = context.ranks();
        return ranks.gathered(rows.size(), rollouts.logProbabilities(model, ranks.share(rows), optimisation.saving()));
    }

    /// Whether what the policy says of its answers has to be known before an update. Where a round has one update,
    /// that update reads the same numbers.
    private boolean asked() {
        return indivisible() > 1 || options.klInReward() > 0 || corrects();
    }

    private boolean corrects() {
        return options.correction().kind() != RolloutCorrection.Kind.NONE;
    }

    private double[] weights(List<double[]> trainer, int answer, double[] sampler) {
        return corrects() ? options.correction().weights(trainer.get(answer), sampler) : new double[0];
    }

    /// An answer that is counted and teaches nothing.
    private static PolicySample masked(TokenRow row, double advantage) {
        TokenRow silent = new TokenRow(row.ids(), new boolean[row.ids().length]);
        return new PolicySample(silent, advantage, new double[0], new double[0]);
    }

    /// @param policies the policy, once for every core
    TrainingLoop.BatchResult update(Replicas policies, long number, int step) {
        int epoch = step / options.parts();
        int[] chosen = Rollouts.part(
                samples.size(),
                options.parts(),
                step % options.parts(),
                seed(number).derive("epoch", epoch));
        if (optimisation.saving().sharePrompts()) {
            Arrays.sort(chosen); // answers to one prompt come together
        }
        List<PolicySample> batch = Arrays.stream(chosen).mapToObj(samples::get).toList();
        // a token mean is taken over the round's tokens, so that an answer weighs the same in every part
        double tokens = (double) tokens(samples) / options.parts();
        PolicyObjective.Totals totals = objective.totals(parties.policy(), batch, optimisation.microBatch(), tokens);
        List<List<PolicySample>> pieces =
                MicroBatches.of(context.ranks().share(batch), policies.share(optimisation.microBatch()));
        PolicyObjective.Share sum = policies
                .each(
                        pieces.stream().filter(micro -> tokens(micro) > 0).toList(),
                        (policy, micro) -> objective.accumulate(policy, micro, totals, optimisation.saving()))
                .stream()
                .reduce(PolicyObjective.Share.NONE, PolicyObjective.Share::plus);
        return new TrainingLoop.BatchResult(
                sum.loss(),
                tokens(batch),
                Map.of("kl", sum.kl(), "drift", sum.drift(), "entropy", sum.entropy()),
                figures,
                () -> {});
    }

    private Map<String, Double> described(List<Drawn> all) {
        List<RewardFunction.Sampled> answers =
                all.stream().flatMap(one -> one.answers().stream()).toList();
        Map<String, Double> described = new LinkedHashMap<>();
        described.put(
                "reward",
                all.stream()
                        .flatMapToDouble(one -> Arrays.stream(one.rewards()))
                        .filter(reward -> !Double.isNaN(reward))
                        .average()
                        .orElse(0));
        int flat = 0;
        for (Drawn one : all) {
            for (int g = 0; g < options.prompts(); g++) {
                flat += one.flat(g, options.group()) ? 1 : 0;
            }
        }
        described.put("flat-groups", (double) flat / (all.size() * options.prompts()));
        described.put("drawings", (double) all.size());
        described.putAll(Described.answers(answers));
        described.putAll(parties.reward().figures(answers));
        if (corrects()) {
            described.put(
                    "corrected",
                    samples.stream()
                            .flatMapToDouble(sample -> Arrays.stream(sample.weights()))
                            .average()
                            .orElse(1));
        }
        return described;
    }

    private static long tokens(List<PolicySample> samples) {
        return samples.stream().mapToLong(sample -> sample.row().targets()).sum();
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }
}
