package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Samples two answers to each of many prompts and lets groups of simulated raters say which is better.
///
/// Every group judges the same pairs. Each writes `feedback-GROUP.jsonl`, in the conversational form that any
/// preference file may have; `gold.jsonl` holds, line by line, what each answer was truly worth, which no rater
/// sees.
public final class FeedbackStage implements Stage<FeedbackStage.Options> {
    /// Who compares what.
    public record Options(
            @Option(doc = "the stage whose model answers") String from,
            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts, each answered twice", range = ">= 1", defaultValue = "1500")
            int prompts,

            @Option(doc = "temperature at which answers are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(doc = "the groups, by name") Map<String, RaterGroup> raters)
            implements StageOptions {
        public Options {
            Checks.atLeast("prompts", prompts, 1);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            raters = new TreeMap<>(raters);
            if (raters.isEmpty()) {
                throw Checks.bad("raters must name at least one group");
            }
            for (String name : raters.keySet()) {
                if (!name.matches("[a-z0-9][a-z0-9-]*")) {
                    throw Checks.bad("raters: \"" + name + "\" must be lower-case letters, digits and dashes");
                }
            }
        }

        @Override
        public List<String> inputs() {
            return List.of(from);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        List<HarborExample> prompts = Lessons.feedbackPrompts(
                options.town().world(), FamilyMix.feedback(), context.seed().derive("prompts"), options.prompts());
        List<AnswerPair> pairs = new ArrayList<>();
        int identical = sample(context, options, prompts, pairs);
        if (pairs.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    context.stage() + ": the model gave identical answers to all " + prompts.size()
                            + " prompts; raise temperature, so that there is something to compare");
        }
        Panel panel = Panel.of(options.raters(), pairs, context.seed());
        for (String group : options.raters().keySet()) {
            FeedbackFiles.write(context.output(), group, panel.preferences(group));
        }
        FeedbackFiles.writeGold(context.output(), pairs);
        List<String> notes = List.of(
                "Raters compared " + pairs.size() + " pairs of answers; " + identical + " of " + prompts.size()
                        + " prompts were answered twice alike and left out.",
                "Raters are simulated: a Boltzmann choice on the gold utility as far as they see it, plus their likes."
                        + " Expected agreement is known in closed form and stands beside each estimate.");
        return new StageResult(panel.estimates(), List.of(), List.of(), List.of(), List.of(), notes);
    }

    private static int sample(
            StageContext context, Options options, List<HarborExample> prompts, List<AnswerPair> pairs) {
        Sampling sampling = Sampling.at(options.temperature(), options.maxTokens());
        List<CompletionRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Seed seed = context.seed().derive("answer", i);
            requests.add(new CompletionRequest(prompts.get(i).prompt(), sampling, seed.derive("a")));
            requests.add(new CompletionRequest(prompts.get(i).prompt(), sampling, seed.derive("b")));
        }
        List<Completion> answers;
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            answers = model.completeAll(requests, context.progress());
        }
        int identical = 0;
        for (int i = 0; i < prompts.size(); i++) {
            String a = answers.get(2 * i).text();
            String b = answers.get(2 * i + 1).text();
            if (a.equals(b)) {
                identical++;
            } else {
                pairs.add(new AnswerPair(prompts.get(i), a, b));
            }
        }
        return identical;
    }

    /// Two different answers to one prompt.
    record AnswerPair(HarborExample example, String a, String b) {
        Preference preferring(boolean first) {
            return new Preference(example.prompt(), first ? a : b, first ? b : a);
        }
    }
}
