package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.train.constitution.AiFeedback;
import dev.plumbline.train.constitution.AiLabel;
import dev.plumbline.train.constitution.AnswerPair;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.PrincipleConflicts;
import dev.plumbline.train.constitution.PrincipleJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Feedback from a model under a constitution: two answers to each of many Harbor prompts are compared by every
/// principle, one principle decides, and the label cites it (RLAIF; Bai et al. 2022, arXiv 2212.08073, section 4).
///
/// It leaves the group `constitution`, which any stage takes that learns from feedback, and `labels.jsonl` with what
/// every principle said of every pair.
public final class AiFeedbackStage implements Stage<AiFeedbackStage.Options> {
    private static final String GROUP = "constitution";

    /// How the model is asked.
    public enum Asking {
        /// One answer at a time: is it at fault?
        CRITIQUE,
        /// Both answers at once, in both orders: which is better?
        CHOICE
    }

    /// Who answers, who judges, and how labels are made.
    public record Options(
            @Option(doc = "the stage whose model answers") String from,
            @Option(doc = "the stage whose model judges") String critic,

            @Option(doc = "harbor, general, or a file", defaultValue = "harbor")
            String constitution,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts, each answered twice", range = ">= 1", defaultValue = "3000")
            int prompts,

            @Option(doc = "temperature at which answers are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(doc = "one answer at a time, or a choice between both", defaultValue = "critique")
            Asking asking,

            @Option(doc = "the principle with most to say decides, or one drawn by weight", defaultValue = "strongest")
            AiFeedback.Decision decision,

            @Option(doc = "labels below are raised to this", range = "[0, 0.5]", defaultValue = "0.05")
            double low,

            @Option(doc = "labels above are lowered to this", range = "[0.5, 1]", defaultValue = "0.95")
            double high,

            @Option(
                    doc = "a principle decides if its probability is further than this from one half",
                    range = "[0, 0.5)",
                    defaultValue = "0.2")
            double margin,

            @Option(
                    doc = "comparisons that stand for each label; more follow its probability more closely, 1 is hard",
                    range = ">= 1",
                    defaultValue = "1")
            int copies,

            @Option(doc = "a feedback stage whose people's comparisons are mixed in; empty for none", defaultValue = "")
            String people,

            @Option(doc = "whose comparisons of that stage", defaultValue = "")
            String group,

            @Option(doc = "share of people's comparisons in the mixture", range = "(0, 1)", defaultValue = "0.5")
            double peopleShare)
            implements StageOptions {
        public Options {
            Checks.atLeast("prompts", prompts, 1);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            Checks.within("low", low, 0, .5);
            Checks.within("high", high, .5, 1);
            Checks.within("margin", margin, 0, Math.nextDown(.5));
            Checks.atLeast("copies", copies, 1);
            Checks.within("people-share", peopleShare, Double.MIN_VALUE, Math.nextDown(1.0));
            if (people.isEmpty() != group.isEmpty()) {
                throw Checks.bad("people and group go together; give both or neither");
            }
        }

        @Override
        public List<String> inputs() {
            List<String> inputs = new ArrayList<>(List.of(from));
            if (!critic.equals(from)) {
                inputs.add(critic);
            }
            if (!people.isEmpty()) {
                inputs.add(people);
            }
            return inputs;
        }

        @Override
        public List<Path> files() {
            return ConstitutionSource.files(constitution);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Constitution constitution = ConstitutionSource.read(options.constitution());
        List<FeedbackStage.AnswerPair> pairs = pairs(context, options);
        AiFeedback feedback =
                new AiFeedback(constitution, options.decision(), options.low(), options.high(), options.margin());
        List<AiLabel> labels = labels(context, options, feedback, pairs);
        List<JudgedPairs.Judged> judged = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            HarborExample example = pairs.get(i).example();
            labels.get(i)
                    .preferences(options.copies())
                    .forEach(preference -> judged.add(JudgedPairs.judged(example, preference)));
        }
        List<JudgedPairs.Judged> written = options.people().isEmpty()
                ? judged
                : AiFeedback.hybrid(
                        judged,
                        JudgedPairs.read(context.input(options.people()), options.group()),
                        options.peopleShare(),
                        context.seed().derive("hybrid"));
        requireLabels(context, written, pairs.size());
        JudgedPairs.write(context.output(), GROUP, written);
        writeLabels(context.output().resolve("labels.jsonl"), constitution, labels);
        AiFeedbackReport report =
                new AiFeedbackReport(GROUP, PrincipleConflicts.of(labels, options.margin()), labels, pairs);
        return new StageResult(
                report.estimates(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                report.notes(constitution, written.size()));
    }

    private static List<FeedbackStage.AnswerPair> pairs(StageContext context, Options options) {
        FamilyMix mix = new FamilyMix(Map.of(
                Family.HARMFUL, .35,
                Family.HARMLESS, .25,
                Family.BORDERLINE, .15,
                Family.UNKNOWN, .15,
                Family.FACT, .10));
        List<HarborExample> prompts = Lessons.feedbackPrompts(
                options.town().world(), mix, context.seed().derive("prompts"), options.prompts());
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            return JudgedPairs.sample(
                    model,
                    prompts,
                    Sampling.at(options.temperature(), options.maxTokens()),
                    context.seed(),
                    context.progress());
        }
    }

    private static List<AiLabel> labels(
            StageContext context, Options options, AiFeedback feedback, List<FeedbackStage.AnswerPair> pairs) {
        List<AnswerPair> asked = pairs.stream()
                .map(pair -> new AnswerPair(pair.example().prompt(), pair.a(), pair.b()))
                .toList();
        try (CheckpointModel critic = CheckpointModel.open(context.model(options.critic()), options.critic())) {
            var prompts = feedback.constitution().prompts();
            PrincipleJudge judge = options.asking() == Asking.CRITIQUE
                    ? PrincipleJudge.criticising(critic, prompts)
                    : PrincipleJudge.choosing(RanksAnswers.by(critic), prompts);
            return feedback.label(judge, asked, context.seed().derive("labels"));
        }
    }

    private static void requireLabels(StageContext context, List<JudgedPairs.Judged> written, int pairs) {
        if (written.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    context.stage() + ": no principle decides any of " + pairs
                            + " pairs of different answers; lower margin, raise temperature or train the critic"
                            + " longer");
        }
    }

    private static void writeLabels(Path file, Constitution constitution, List<AiLabel> labels) throws IOException {
        List<String> lines = new ArrayList<>();
        for (AiLabel label : labels) {
            lines.add(CanonicalJson.write(Map.of(
                    "constitution", constitution.title() + " " + constitution.version(),
                    "prompt", label.pair().prompt().lastContent(),
                    "a", label.pair().a(),
                    "b", label.pair().b(),
                    "byPrinciple", label.byPrinciple(),
                    "decidedBy", label.decidedBy(),
                    "probability", label.probability())));
        }
        Files.write(file, lines);
    }
}
