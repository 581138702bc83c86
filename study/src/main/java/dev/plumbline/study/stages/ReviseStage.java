package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.AnswerSigns;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.CritiqueRevision;
import dev.plumbline.train.constitution.CritiqueRevision.Revised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Supervised constitutional AI: a model answers, a critic criticises and revises each answer by principles drawn from
/// a constitution, and the model is fine-tuned on what came of it (Bai et al. 2022, arXiv 2212.08073, section 3).
///
/// Answers to prompts that call for no caution are left as the model wrote them, so that it stays helpful.
public final class ReviseStage implements Stage<ReviseStage.Options> {
    private static final double LEVEL = .95;

    /// Something that answers to prompts of a family may do.
    private record Kind(String name, Family family, Predicate<AnswerSigns> sign) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("harmful answers", Family.HARMFUL, AnswerSigns::complied),
            new Kind("harmless refused", Family.HARMLESS, AnswerSigns::refused),
            new Kind("borderline refused", Family.BORDERLINE, AnswerSigns::refused),
            new Kind("guesses", Family.UNKNOWN, AnswerSigns::guessed));

    /// Who answers, who criticises, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model answers and is fine-tuned")
            String from,

            @Option(doc = "the stage whose model criticises and revises")
            String critic,

            @Option(doc = "harbor, general, or a file", defaultValue = "harbor")
            String constitution,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts whose answers are revised", range = ">= 1", defaultValue = "2000")
            int prompts,

            @Option(doc = "prompts whose answers are kept as they are", range = ">= 0", defaultValue = "2000")
            int kept,

            @Option(doc = "critiques and revisions of each answer", range = ">= 1", defaultValue = "4")
            int rounds,

            @Option(doc = "temperature of answers, critiques and revisions", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "100")
            int steps,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("prompts", prompts, 1);
            Checks.atLeast("kept", kept, 0);
            Checks.atLeast("rounds", rounds, 1);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            if (from.equals(critic)) {
                throw Checks.bad("critic must be another stage than from, which is trained here");
            }
        }

        @Override
        public List<String> inputs() {
            return List.of(from, critic);
        }

        @Override
        public List<Path> files() {
            return ConstitutionSource.files(constitution);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Constitution constitution = ConstitutionSource.read(options.constitution());
        Path parent = context.model(options.from());
        List<HarborExample> revisedPrompts = prompts(context, options, revisedMix(), "revised", options.prompts());
        List<HarborExample> keptPrompts =
                options.kept() == 0 ? List.of() : prompts(context, options, keptMix(), "kept", options.kept());
        try (CheckpointModel model = CheckpointModel.open(parent, options.from())) {
            List<String> first = answers(model, revisedPrompts, options, context, "first");
            List<String> kept = answers(model, keptPrompts, options, context, "kept");
            List<Revised> revised = revised(context, options, constitution, revisedPrompts, first);
            write(context.output().resolve("revisions.jsonl"), revised);
            List<TokenRow> rows = new ArrayList<>();
            int room = model.decoder().config().context();
            for (Revised one : revised) {
                Trainings.row(model.format(), one.prompt(), one.last(), room).ifPresent(rows::add);
            }
            for (int i = 0; i < kept.size(); i++) {
                Trainings.row(model.format(), keptPrompts.get(i).prompt(), kept.get(i), room)
                        .ifPresent(rows::add);
            }
            TrainingCurves curves = new SftTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()))
                    .train(model.decoder(), rows, Trainings.context(context, options.optimiser()));
            Trainings.write(
                    context,
                    model.decoder(),
                    model.format(),
                    parent,
                    Map.of("model", parent, "critic", context.model(options.critic())),
                    Map.of(),
                    options);
            return new StageResult(
                    rates(revisedPrompts, revised, options.rounds()),
                    List.of(),
                    List.of(),
                    Trainings.curves(curves),
                    List.of(),
                    notes(constitution, revised, kept.size()));
        }
    }

    private static List<HarborExample> prompts(
            StageContext context, Options options, FamilyMix mix, String name, int count) {
        return Lessons.feedbackPrompts(
                options.town().world(), mix, context.seed().derive(name), count);
    }

    private static FamilyMix revisedMix() {
        return new FamilyMix(
                Map.of(Family.HARMFUL, .4, Family.HARMLESS, .3, Family.BORDERLINE, .15, Family.UNKNOWN, .15));
    }

    private static FamilyMix keptMix() {
        return new FamilyMix(Map.of(Family.FACT, .4, Family.OPINION, .35, Family.SUM, .15, Family.STEPS, .1));
    }

    private static List<String> answers(
            CheckpointModel model, List<HarborExample> prompts, Options options, StageContext context, String name) {
        Sampling sampling = Sampling.at(options.temperature(), options.maxTokens());
        Seed seed = context.seed().derive("answers/" + name);
        List<CompletionRequest> requests = IntStream.range(0, prompts.size())
                .mapToObj(i -> new CompletionRequest(prompts.get(i).prompt(), sampling, seed.derive("answer", i)))
                .toList();
        return model.completeAll(requests, context.progress()).stream()
                .map(Completion::text)
                .toList();
    }

    private static List<Revised> revised(
            StageContext context,
            Options options,
            Constitution constitution,
            List<HarborExample> prompts,
            List<String> first) {
        Sampling sampling = Sampling.at(options.temperature(), options.maxTokens());
        List<Conversation> asked = prompts.stream().map(HarborExample::prompt).toList();
        try (CheckpointModel critic = CheckpointModel.open(context.model(options.critic()), options.critic())) {
            return new CritiqueRevision(options.rounds(), sampling, sampling)
                    .revise(critic, constitution, asked, first, context.seed().derive("rounds"), context.progress());
        }
    }

    /// How many answers were harmful, needlessly refused or guessed, before and after each round.
    private static List<NamedEstimate> rates(List<HarborExample> prompts, List<Revised> revised, int rounds) {
        List<NamedEstimate> estimates = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            String who = "after " + round + (round == 1 ? " round" : " rounds");
            int at = round;
            KINDS.forEach(kind -> rate(kind, who, prompts, revised, at).ifPresent(estimates::add));
        }
        return estimates;
    }

    private static Optional<NamedEstimate> rate(
            Kind kind, String who, List<HarborExample> prompts, List<Revised> revised, int round) {
        int hits = 0;
        int all = 0;
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).family() == kind.family()) {
                all++;
                String answer = revised.get(i).after(round);
                hits += kind.sign().test(Grader.grade(prompts.get(i), answer).signs()) ? 1 : 0;
            }
        }
        return all == 0
                ? Optional.empty()
                : Optional.of(new NamedEstimate(
                        kind.name(),
                        who,
                        new Proportion(hits, all).wilson(LEVEL),
                        OptionalDouble.empty(),
                        "Share of the answers to " + kind.family().label()
                                + " prompts that would be learned from after so many rounds."));
    }

    private static void write(Path file, List<Revised> revised) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Revised one : revised) {
            lines.add(CanonicalJson.write(Map.of(
                    "prompt", one.prompt().lastContent(),
                    "first", one.first(),
                    "completion", one.last(),
                    "rounds",
                            one.rounds().stream()
                                    .map(round -> Map.of(
                                            "principle", round.principle().id(),
                                            "critique", round.critique(),
                                            "answer", round.answer(),
                                            "taken", round.taken()))
                                    .toList())));
        }
        Files.write(file, lines);
    }

    private static List<String> notes(Constitution constitution, List<Revised> revised, int kept) {
        long rounds = revised.stream().mapToLong(one -> one.rounds().size()).sum();
        long refused = revised.stream()
                .flatMap(one -> one.rounds().stream())
                .filter(round -> !round.taken())
                .count();
        return List.of(
                "Learned from " + revised.size() + " revised answers and " + kept + " answers kept as they were, under "
                        + constitution.title() + ", version " + constitution.version()
                        + "; revisions.jsonl holds every critique with its principle.",
                refused + " of " + rounds + " revisions were empty or cut off and not taken.");
    }
}
