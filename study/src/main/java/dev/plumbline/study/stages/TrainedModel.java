package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Provenance;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Curve;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BestWeights;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.HeldOutFigure;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What a training leaves: the model of its last or its best moment, the other one beside it, a card that says how it
/// came about, and its held-out figures with their intervals.
///
/// @param tuning the model as the last update left it
/// @param method one sentence that says what was done
/// @param options of the stage
/// @param evaluation of these options
/// @param context under which it was trained
/// @param curves how that went
/// @param parents checkpoint folders by role
/// @param data files by role
/// @param prompts of the data, of which some are asked to tell how far the model went
record TrainedModel(
        Tuning tuning,
        String method,
        StageOptions options,
        EvaluationOptions evaluation,
        TrainingContext context,
        TrainingCurves curves,
        Map<String, Path> parents,
        Map<String, Path> data,
        List<int[]> prompts) {
    private static final double LEVEL = .95;
    private static final int KL_TOKENS = 64;
    private static final int KL_BATCH = 64;
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    /// Writes all of it and says what came out; on any rank but 0, writes nothing.
    ///
    /// @param notes what a reader must know beside it
    StageResult finish(List<String> notes) throws IOException {
        return finish(List::of, notes);
    }

    /// Estimates of a stage's own, of the model that was kept.
    interface Further {
        List<NamedEstimate> estimates() throws IOException;
    }

    /// As above, with estimates of the stage's own, which stand in the place of held-out figures of the same name.
    StageResult finish(Further further, List<String> notes) throws IOException {
        if (context.ranks().rank() > 0) {
            return Trainings.result(curves, List.of()); // rank 0 holds the same weights, and measures and keeps them
        }
        List<String> all = new ArrayList<>(notes);
        all.addAll(Trainings.alarms(curves));
        curves.byName()
                .getOrDefault("stopped-early", List.of())
                .forEach(point -> all.add("Ended early after step " + point.step()
                        + ": the last held-out measurements lay below the best by more than chance."));
        Path output = tuning.stage().output();
        if (context.heldOut().every() > 0) {
            keep(output, all);
        }
        List<NamedEstimate> more = further.estimates();
        List<NamedEstimate> estimates = new ArrayList<>(heldOut(all));
        estimates.removeIf(one -> more.stream().anyMatch(other -> other.name().equals(one.name())));
        estimates.addAll(more);
        if (evaluation.klPrompts() > 0) {
            estimates.add(kl());
        }
        Path model = output.resolve(Trainings.MODEL);
        folder(model);
        tuning.write(model, output.resolve("adapter"));
        Provenance provenance = Trainings.provenance(tuning.stage(), parents, data, options);
        Trainings.writeProvenance(model, provenance);
        List<Curve> shown = Trainings.curves(curves);
        Files.writeString(
                model.resolve(TrainingCard.FILE),
                new TrainingCard(tuning.stage().stage(), method, provenance, data, estimates, shown, all).markdown());
        return new StageResult(estimates, List.of(), List.of(), shown, List.of(), all);
    }

    /// Makes the wanted weights the model's own, and writes the others beside them.
    private void keep(Path output, List<String> notes) throws IOException {
        BestWeights best = BestWeights.of(context);
        long last = curves.byName().getOrDefault("loss", List.of()).getLast().step();
        String figure = Engine.call(() -> context.heldOut().measure().figures())
                .getFirst()
                .name();
        if (best.step() == last) {
            notes.add("The last weights are also the best by the held-out " + figure + ".");
            return;
        }
        boolean bestIsModel = evaluation.keep() == EvaluationOptions.Keep.BEST;
        Path aside = output.resolve(bestIsModel ? "last" : "best");
        if (bestIsModel) {
            aside(aside);
            best.load(tuning.parameters());
        } else {
            Path lastWeights = tuning.stage().checkpoint().resolve("last.safetensors");
            Engine.run(() -> dev.plumbline.engine.StateFile.write(
                    lastWeights, Map.of("values", tuning.parameters().values()), Map.of("step", Long.toString(last))));
            best.load(tuning.parameters());
            aside(aside);
            new BestWeights(lastWeights, last).load(tuning.parameters());
        }
        notes.add("The best held-out " + figure + " was reached after step " + best.step() + " of " + last
                + "; the model is"
                + (bestIsModel ? " that one, and the last one is kept" : " the last one, and the best one is kept")
                + " in this stage's folder as " + aside.getFileName() + ".");
    }

    private void aside(Path folder) throws IOException {
        folder(folder);
        tuning.write(folder, folder.resolve("adapter"));
    }

    private void folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Checkpoint.copyCompanions(tuning.parent(), folder);
    }

    /// Held-out figures with their intervals; one that rests on a single item has none, and is named in the notes.
    private List<NamedEstimate> heldOut(List<String> notes) {
        HeldOut measured = context.heldOut();
        if (measured.every() == 0) {
            return List.of();
        }
        List<HeldOutFigure> figures = Engine.call(() -> measured.measure().figures());
        figures.stream()
                .filter(figure -> figure.items() < 2)
                .forEach(figure -> notes.add("The held-out figure " + figure.name()
                        + " rests on one item and has no interval; hold out more."));
        return figures.stream()
                .filter(figure -> figure.items() > 1)
                .map(figure -> named("held-out " + figure.name(), figure))
                .toList();
    }

    private NamedEstimate kl() {
        Seed seed = tuning.stage().seed().derive("kl");
        List<int[]> asked = prompts.stream()
                .filter(prompt -> prompt.length < tuning.room())
                .limit(evaluation.klPrompts())
                .toList();
        HeldOutAnswers.Asking asking =
                new HeldOutAnswers.Asking(1, KL_TOKENS, tuning.format().endTokens(), KL_BATCH, NO_LIMIT);
        return named("KL spent", HeldOutAnswers.kl(tuning.policy(), tuning.start(), asked, asking, seed));
    }

    private NamedEstimate named(String name, HeldOutFigure figure) {
        Estimate estimate = figure.estimate(LEVEL);
        return new NamedEstimate(name, tuning.stage().stage(), estimate, OptionalDouble.empty(), figure.about());
    }
}
