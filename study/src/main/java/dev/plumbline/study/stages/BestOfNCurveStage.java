package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.RewardFunction;
import java.util.List;

/// Gold utility of best-of-n against KL under the reward models of an ensemble: each alone (averaged over members), and
/// what is made of all of them.
public final class BestOfNCurveStage implements Stage<BestOfNCurveStage.Options> {
    /// Whose answers, judged by whom.
    public record Options(
            @Option(doc = "the stage whose model answers") String from,

            @Option(doc = "the stage of the kind reward-ensemble")
            String rewards,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts", range = ">= 2", defaultValue = "200")
            int prompts,

            @Option(doc = "answers to each", range = ">= 4", defaultValue = "64")
            int samples,

            @Option(
                    doc = "the numbers of answers to choose from, rising from 1",
                    range = "at most a quarter of samples",
                    defaultValue = "[1, 2, 4, 8, 16]")
            List<Integer> n,

            @Option(doc = "weight of the members' variance", range = ">= 0", defaultValue = "0.5")
            double lambda,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens)
            implements StageOptions {
        public Options {
            n = List.copyOf(n);
            Checks.atLeast("prompts", prompts, 2);
            Checks.atLeast("samples", samples, 4);
            Checks.within("lambda", lambda, 0, Double.MAX_VALUE);
            Checks.atLeast("max-tokens", maxTokens, 1);
            if (n.size() < 3 || n.getFirst() != 1 || n.getLast() * 4 > samples) {
                throw Checks.bad("n must name three numbers or more, from 1 to a quarter of samples; found " + n);
            }
            Checks.rising("n", n);
        }

        @Override
        public List<String> inputs() {
            return List.of(from, rewards);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        Seed seed = context.seed();
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            HarborRollouts rollouts = new HarborRollouts(
                    model,
                    HarborRollouts.examples(options.town(), seed.derive("prompts"), options.prompts()),
                    options.maxTokens());
            context.progress().note("sampling " + options.prompts() * options.samples() + " answers");
            List<RewardFunction.Sampled> answers =
                    rollouts.sample(model.decoder(), options.samples(), seed.derive("answers"));
            double[] gold = rollouts.gold(answers, options.samples());
            String[] texts = answers.stream().map(rollouts::text).toArray(String[]::new);
            BestOfNCurves curves = new BestOfNCurves(options);
            try (ProxyRewards proxies = new ProxyRewards(
                    RewardEnsembleStage.members(context.input(options.rewards()), options.rewards()), answers)) {
                List<double[]> each = proxies.members().stream()
                        .map(member -> member.rewards(answers))
                        .toList();
                curves.single(each, gold, texts);
                for (ProxyRewards.Using using : ProxyRewards.Using.values()) {
                    if (using != ProxyRewards.Using.SINGLE) {
                        curves.add(
                                using.label(),
                                proxies.of(using, options.lambda()).rewards(answers),
                                gold,
                                texts);
                    }
                }
                curves.add("gold itself", gold, gold, texts);
            }
            return curves.result(seed.derive("bootstrap"));
        }
    }
}
