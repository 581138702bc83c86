package dev.plumbline.study.stages;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.model.Sampling;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Answers of a policy to Harbor prompts, as tokens for rewards and as text for the truth.
final class HarborRollouts {
    private static final int BATCH = 256;

    private final CheckpointModel model;
    private final List<HarborExample> examples;
    private final List<int[]> prompts;
    private final int maxTokens;

    /// @param model whose words the prompts are put in
    HarborRollouts(CheckpointModel model, List<HarborExample> examples, int maxTokens) {
        this.model = model;
        this.examples = List.copyOf(examples);
        this.prompts = examples.stream()
                .map(example -> model.format().prompt(example.prompt()))
                .toList();
        this.maxTokens = maxTokens;
    }

    /// Prompts that raters are asked about, from the teaching half of the town.
    static List<HarborExample> examples(TownOptions town, Seed seed, int count) {
        return Lessons.feedbackPrompts(town.world(), FamilyMix.feedback(), seed, count);
    }

    List<HarborExample> examples() {
        return examples;
    }

    List<int[]> prompts() {
        return prompts;
    }

    /// `group` answers to each prompt at temperature 1, one prompt after the other.
    List<RewardFunction.Sampled> sample(Decoder policy, int group, Seed seed) {
        List<Generator.Prompt> asked = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (int g = 0; g < group; g++) {
                Seed own = seed.derive("answer", (long) p * group + g);
                asked.add(new Generator.Prompt(prompts.get(p), Sampling.at(1, maxTokens), own, ids -> false));
            }
        }
        List<Generator.Continuation> written = Engine.call(
                () -> new Generator(policy, model.format().endTokens(), BATCH).generate(asked, (done, figures) -> {}));
        List<RewardFunction.Sampled> answers = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            answers.add(new RewardFunction.Sampled(
                    asked.get(i).ids(), written.get(i).ids(), written.get(i).finish() == FinishReason.STOP));
        }
        return answers;
    }

    String text(RewardFunction.Sampled answer) {
        return model.format().text(answer.answer());
    }

    /// The gold utility of each answer; `group` of them belong to each prompt.
    double[] gold(List<RewardFunction.Sampled> answers, int group) {
        double[] gold = new double[answers.size()];
        for (int i = 0; i < gold.length; i++) {
            gold[i] =
                    Grader.grade(examples.get(i / group), text(answers.get(i))).utility();
        }
        return gold;
    }

    /// KL(policy || reference) of each answer in nats: at every token that was written, the divergence of the two
    /// distributions over the whole vocabulary, summed. Its mean over answers of the policy is the KL exactly in
    /// expectation, with less noise than log-ratios of the sampled tokens have.
    static double[] divergences(Decoder policy, Decoder reference, List<RewardFunction.Sampled> answers) {
        return Engine.call(() -> {
            double[] all = new double[answers.size()];
            for (int at = 0; at < all.length; at += BATCH) {
                List<TokenRow> rows = answers.subList(at, Math.min(all.length, at + BATCH)).stream()
                        .map(answer -> TokenRow.answer(answer.prompt(), answer.answer()))
                        .toList();
                try (TensorScope scope = TensorScope.open();
                        NoGradient off = NoGradient.open()) {
                    TargetLogits own = TargetLogits.of(policy, rows, 1);
                    Tensor p = own.logits().logSoftmax(1);
                    Tensor q = TargetLogits.of(reference, rows, 1).logits().logSoftmax(1);
                    double[] tokens = p.exp().mul(p.sub(q)).sum(1).toDoubles();
                    for (int t = 0; t < tokens.length; t++) {
                        all[at + own.row()[t]] += tokens[t];
                    }
                }
            }
            return all;
        });
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
