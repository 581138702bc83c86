package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Curve;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.RewardModelTrainer;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PreferenceData;
import dev.plumbline.train.data.PreferenceFile;
import dev.plumbline.train.data.PreferenceSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// Several reward models of the same comparisons, each with a head, an order and, if wanted, a resample of its own: the
/// members of an ensemble (Coste et al. 2023, arXiv 2310.02743). Each lies in a folder `member-1`, `member-2` and so
/// on.
public final class RewardEnsembleStage implements Stage<RewardEnsembleStage.Options> {
    private static final double LEVEL = .95;

    /// Whose comparisons, and how many members.
    public record Options(
            @Option(doc = "the stage whose model every member starts from")
            String from,

            @Option(doc = "the feedback stage") String feedback,
            @Option(doc = "whose comparisons of that stage") String group,

            @Option(doc = "reward models", range = "[2, 16]", defaultValue = "4")
            int members,

            @Option(
                    doc = "whether each learns from a resample of the comparisons, with replacement",
                    defaultValue = "true")
            boolean resample,

            @Option(doc = "share of the comparisons held out, by prompt", range = "(0, 1)", defaultValue = "0.2")
            double heldOut,

            @Option(doc = "weight of the term that centres rewards on 0", range = ">= 0", defaultValue = "0.01")
            double centring,

            @Option(doc = "updates of each member", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "pairs of one update", unit = "pairs", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0005")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            if (members < 2 || members > 16) {
                throw Checks.bad("members must lie in [2, 16], not " + members);
            }
            Checks.within("held-out", heldOut, Double.MIN_VALUE, Math.nextDown(1.0));
            Checks.within("centring", centring, 0, Double.MAX_VALUE);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of(from, feedback);
        }
    }

    /// The folders of the members that such a stage left, in order.
    ///
    /// @throws PlumblineException BAD_STUDY if the stage made none
    static List<Path> members(Path output, String stage) {
        List<Path> members = new ArrayList<>();
        for (int i = 1; Files.isDirectory(output.resolve("member-" + i)); i++) {
            members.add(output.resolve("member-" + i));
        }
        if (members.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_STUDY, stage + " made no reward models; name a stage of the kind reward-ensemble");
        }
        return members;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path parent = context.model(options.from());
        PreferenceData data = PreferenceFile.read(FeedbackFiles.of(context.input(options.feedback()), options.group()));
        PreferenceSplit split = PreferenceSplit.of(
                data.trainable(), options.heldOut(), context.seed().derive("split"));
        List<NamedEstimate> estimates = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        try (ChatFormat format = ChatFormat.open(parent);
                Decoder trunk = Engine.call(() -> Checkpoint.read(parent))) {
            int room = trunk.config().context();
            PairRows train = PairRows.of(format, split.train(), room);
            PairRows heldOut = PairRows.of(format, split.heldOut(), room);
            if (train.pairs().isEmpty() || heldOut.pairs().isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, context.stage() + ": too few comparisons to train and to test on");
            }
            double[] gold = goldLeads(context, options, data, heldOut);
            double[] mean = new double[heldOut.pairs().size()];
            for (int member = 1; member <= options.members(); member++) {
                context.checkCancelled();
                double[] leads = member(context, options, member, trunk, format, parent, train, heldOut, curves);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += leads[i] / options.members();
                }
                report("member-" + member, leads, gold, estimates);
            }
            report("mean of members", mean, gold, estimates);
            return new StageResult(
                    estimates,
                    List.of(),
                    List.of(),
                    curves,
                    List.of(),
                    List.of(options.members() + " reward models, each from "
                            + train.pairs().size() + " comparisons"
                            + (options.resample() ? " drawn with replacement" : "") + ", tested on "
                            + heldOut.pairs().size() + " of other prompts."));
        }
    }

    private static double[] member(
            StageContext context,
            Options options,
            int number,
            Decoder trunk,
            ChatFormat format,
            Path parent,
            PairRows train,
            PairRows heldOut,
            List<Curve> curves)
            throws IOException {
        String name = "member-" + number;
        Seed seed = context.seed().derive(name);
        try (Decoder model = Engine.call(() -> trunk.withHead(DecoderConfig.Head.REWARD, seed.derive("head")))) {
            TrainingContext training = new TrainingContext(
                    context.stage() + ": " + name,
                    seed,
                    context.checkpoint().resolve(name),
                    options.optimiser().checkpointEvery(),
                    context.progress(),
                    context::cancelled);
            TrainingCurves learned = new RewardModelTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                            options.centring(),
                            true)
                    .train(model, drawn(train.pairs(), options.resample(), seed), training);
            Trainings.curves(learned)
                    .forEach(curve -> curves.add(new Curve(name + ": " + curve.name(), curve.unit(), curve.points())));
            Path folder = context.output().resolve(name);
            Files.createDirectories(folder);
            Checkpoint.copyCompanions(parent, folder);
            Engine.run(() -> Checkpoint.write(model, format.tokenizer().special(), folder));
            return leads(model, heldOut, options.batch());
        }
    }

    private static List<TokenPair> drawn(List<TokenPair> pairs, boolean resample, Seed seed) {
        if (!resample) {
            return pairs;
        }
        RandomGenerator random = seed.derive("resample").generator();
        List<TokenPair> drawn = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            drawn.add(pairs.get(random.nextInt(pairs.size())));
        }
        return drawn;
    }

    private static double[] leads(Decoder model, PairRows rows, int batch) {
        List<int[]> ids = new ArrayList<>();
        rows.pairs().forEach(pair -> {
            ids.add(pair.chosen().ids());
            ids.add(pair.rejected().ids());
        });
        double[] rewards = RewardModelTrainer.rewards(model, ids, 2 * batch);
        double[] leads = new double[rows.pairs().size()];
        for (int i = 0; i < leads.length; i++) {
            leads[i] = rewards[2 * i] - rewards[2 * i + 1];
        }
        return leads;
    }

    /// By how much each held-out comparison's chosen answer is truly better.
    private static double[] goldLeads(StageContext context, Options options, PreferenceData data, PairRows heldOut)
            throws IOException {
        List<Preference> all = data.pairs().stream().map(Located::value).toList();
        List<Double> leads = FeedbackFiles.goldLeads(context.input(options.feedback()), all);
        Map<Preference, Double> byPreference = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            byPreference.put(all.get(i), leads.get(i));
        }
        return heldOut.kept().stream()
                .mapToDouble(located -> byPreference.getOrDefault(located.value(), 0.0))
                .toArray();
    }

    private static void report(String who, double[] leads, double[] gold, List<NamedEstimate> estimates) {
        int right = (int) Arrays.stream(leads).filter(lead -> lead > 0).count();
        estimates.add(new NamedEstimate(
                "held-out accuracy",
                who,
                new Proportion(right, leads.length).wilson(LEVEL),
                OptionalDouble.empty(),
                "Share of held-out comparisons in which the chosen answer has the greater reward."));
        int truly = 0;
        int decided = 0;
        for (int i = 0; i < leads.length; i++) {
            if (gold[i] != 0) {
                decided++;
                truly += leads[i] > 0 == gold[i] > 0 ? 1 : 0;
            }
        }
        if (decided > 0) {
            int equal = leads.length - decided;
            var estimate = new Proportion(truly, decided).wilson(LEVEL);
            estimates.add(new NamedEstimate(
                    "accuracy against gold",
                    who,
                    equal == 0 ? estimate : estimate.withMissing(Map.of("equal utility", equal)),
                    OptionalDouble.empty(),
                    "Share of held-out pairs in which the truly better answer has the greater reward."));
        }
    }
}
