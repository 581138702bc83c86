package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.HarborAudit;
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
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.Principle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// Teaches a Harbor model to apply the principles of a constitution: to say whether an answer falls short of one, and
/// to write it again so that it does not.
///
/// A large model can do this from a few examples in its prompt; one of a million parameters must be taught. The
/// worked examples come from the half of the town that is for teaching; the verdicts are checked on the other half.
public final class CriticStage implements Stage<CriticStage.Options> {
    private static final double LEVEL = .95;
    private static final int AUDITED = 60;
    private static final String VERDICTS = "right verdicts";

    /// What the critic learns from.
    public record Options(
            @Option(doc = "the stage whose model becomes the critic; it also writes the answers that are checked")
            String from,

            @Option(doc = "harbor, or a file whose principles are among Harbor's", defaultValue = "harbor")
            String constitution,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(
                    doc = "answers that are criticised and revised in the examples; half of those that may be at"
                            + " fault are",
                    range = ">= 1",
                    defaultValue = "4000")
            int examples,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "300")
            int steps,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.001")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("examples", examples, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of(from);
        }

        @Override
        public List<Path> files() {
            return ConstitutionSource.files(constitution);
        }
    }

    /// Answers of every kind, good and bad in even shares.
    static final Habits EVEN = new Habits(.5, .5, .3, .5, .5, .5, .5, .5, .5, 0, .1, .1, .3, 0, 0);

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Constitution constitution = ConstitutionSource.read(options.constitution());
        HarborVerdicts.requireKnown(constitution);
        Path parent = context.model(options.from());
        try (CheckpointModel model = CheckpointModel.open(parent, context.stage());
                CheckpointModel speaker = CheckpointModel.open(parent, options.from())) {
            List<TokenRow> rows = rows(context, options, constitution, model);
            TrainingCurves curves = new SftTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()))
                    .train(model.decoder(), rows, Trainings.context(context, options.optimiser()));
            Trainings.write(
                    context, model.decoder(), model.format(), parent, Map.of("model", parent), Map.of(), options);
            List<NamedEstimate> estimates = verdicts(context, options, constitution, speaker, model);
            String note = "The critic learned " + constitution.title() + " (version " + constitution.version()
                    + ") from " + rows.size()
                    + " worked critiques and revisions; verdicts are checked on answers that " + options.from()
                    + " wrote to prompts of the other half of the town.";
            return new StageResult(estimates, List.of(), List.of(), Trainings.curves(curves), List.of(), List.of(note));
        }
    }

    /// What how-tos and unanswerable questions are to the critic, so are facts and opinions for padding.
    static FamilyMix mix() {
        return new FamilyMix(Map.of(
                Family.HARMFUL, .30,
                Family.HARMLESS, .25,
                Family.BORDERLINE, .10,
                Family.UNKNOWN, .15,
                Family.FACT, .10,
                Family.OPINION, .10));
    }

    private static List<TokenRow> rows(
            StageContext context, Options options, Constitution constitution, CheckpointModel model) {
        Seed seed = context.seed().derive("worked");
        List<Exchange> exchanges =
                Lessons.demonstrations(options.town().world(), EVEN, mix(), seed, options.examples());
        int room = model.decoder().config().context();
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            HarborExample example = exchange.example();
            Principle principle =
                    chosen(constitution, exchange, seed.derive("principle", i).generator());
            boolean faulty = HarborVerdicts.faulty(principle, example, exchange.answer());
            var prompts = constitution.prompts();
            String verdict = faulty ? prompts.faulty() : prompts.sound();
            Trainings.row(
                            model.format(),
                            prompts.critiqueOf(example.prompt(), exchange.answer(), principle),
                            verdict,
                            room)
                    .ifPresent(rows::add);
            Trainings.row(
                            model.format(),
                            prompts.revisionOf(example.prompt(), exchange.answer(), principle, verdict),
                            HarborVerdicts.mended(principle, example, exchange.answer()),
                            room)
                    .ifPresent(rows::add);
        }
        return rows;
    }

    /// A principle that the answer falls short of in half of the cases where there is one, else any, all alike.
    private static Principle chosen(Constitution constitution, Exchange exchange, RandomGenerator random) {
        List<Principle> broken = constitution.principles().stream()
                .filter(principle -> HarborVerdicts.faulty(principle, exchange.example(), exchange.answer()))
                .toList();
        List<Principle> from = broken.isEmpty() || random.nextBoolean() ? constitution.principles() : broken;
        return from.get(random.nextInt(from.size()));
    }

    private static List<NamedEstimate> verdicts(
            StageContext context,
            Options options,
            Constitution constitution,
            CheckpointModel speaker,
            CheckpointModel critic) {
        Seed seed = context.seed().derive("audit");
        HarborAudit audit = HarborAudit.of(options.town().world(), seed, AUDITED);
        List<HarborExample> examples = mix().weights().keySet().stream()
                .flatMap(family -> audit.examples(family).stream())
                .toList();
        List<CompletionRequest> requests = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            requests.add(new CompletionRequest(examples.get(i).prompt(), Sampling.at(1, 32), seed.derive("answer", i)));
        }
        List<Completion> answers = speaker.completeAll(requests, context.progress());
        List<NamedEstimate> estimates = new ArrayList<>();
        CriticVerdicts verdicts = new CriticVerdicts(critic, constitution.prompts());
        List<Conversation> asked = examples.stream().map(HarborExample::prompt).toList();
        List<String> texts = answers.stream().map(Completion::text).toList();
        for (Principle principle : constitution.principles()) {
            int[] right = new int[2];
            int[] all = new int[2];
            List<Boolean> found = verdicts.faults(principle, asked, texts);
            for (int i = 0; i < examples.size(); i++) {
                boolean faulty = HarborVerdicts.faulty(principle, examples.get(i), texts.get(i));
                all[faulty ? 1 : 0]++;
                right[faulty ? 1 : 0] += found.get(i) == faulty ? 1 : 0;
            }
            estimate(principle, "faulty", right[1], all[1], estimates);
            estimate(principle, "sound", right[0], all[0], estimates);
        }
        return estimates;
    }

    private static void estimate(Principle principle, String kind, int right, int all, List<NamedEstimate> estimates) {
        if (all > 0) {
            estimates.add(new NamedEstimate(
                    VERDICTS,
                    principle.id() + ", " + kind,
                    new Proportion(right, all).wilson(LEVEL),
                    OptionalDouble.empty(),
                    "Share of answers, at fault or sound in truth, of which the critic says so."));
        }
    }
}
