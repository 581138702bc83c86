package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.RankLostException;
import dev.plumbline.engine.StateFile;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Weights, optimiser state, step and curves in one file, written in one move: after a kill at any moment there
/// is either the new one or the one before. Data order and randomness derive from seed and step, so nothing
/// else is needed to end with the same weights, bit for bit.
final class TrainingCheckpoint {
    private static final String FILE = "training.safetensors";

    private final TrainingContext context;
    private final Parameters parameters;
    private final Optimizer optimizer;
    private final List<CarriedState> carried;
    private final Path file;
    private final String training;
    private long saved;

    /// @param carried what the trainer keeps beside weights and optimiser
    /// @param training what tells this training from any other: a checkpoint of another one is refused
    TrainingCheckpoint(
            TrainingContext context,
            Parameters parameters,
            Optimizer optimizer,
            List<CarriedState> carried,
            String training) {
        this.context = context;
        this.training = training;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.carried = carried;
        this.file = context.checkpoints().resolve(FILE);
    }

    /// Goes back to the checkpoint if there is one, and gives the curves up to there.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if it belongs to another training
    TrainingCurves restore() {
        if (context.checkpointEvery() == 0 || !Files.isRegularFile(file)) {
            return new TrainingCurves();
        }
        requireOwn(StateFile.text(file));
        Map<String, String> text = StateFile.read(file, tensors());
        saved = Long.parseLong(text.getOrDefault("step", "0"));
        optimizer.resumeAt(saved);
        carried.forEach(one -> one.resume(text));
        context.progress().note(context.name() + ": goes on from its checkpoint after step " + saved);
        return TrainingCurves.read(text.getOrDefault("curves", ""));
    }

    private void requireOwn(Map<String, String> text) {
        String found = text.getOrDefault("training", "nothing");
        if (!found.equals(training)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    file + ": belongs to another training (" + found + ", not " + training
                            + "). Delete it to start anew");
        }
    }

    /// Called after each update: writes a checkpoint when one is due, and ends the training if it was cancelled.
    void after(long step, TrainingCurves curves) {
        // one rank that is stopped stops all, at the same step
        double wish = context.cancelled().getAsBoolean() ? 1 : 0;
        boolean cancelled = context.ranks().sum(new double[] {wish})[0] > 0;
        boolean due = cancelled || step - saved >= context.checkpointEvery();
        if (context.checkpointEvery() > 0 && due && wholeAt(step)) {
            write(step, curves, context.ranks().rank() == 0);
        }
        if (cancelled) {
            throw new PlumblineException(
                    ErrorCode.CANCELLED, context.name() + " was stopped after step " + step + "; " + lastGood());
        }
    }

    private boolean wholeAt(long step) {
        return carried.stream().allMatch(one -> step % one.indivisible() == 0);
    }

    /// Writes what this rank still holds, for it is whole, after another rank was lost in the update behind `step`.
    ///
    /// @return the error with how to go on
    PlumblineException afterLoss(long step, TrainingCurves curves, RankLostException lost) {
        if (context.checkpointEvery() > 0 && step > saved && wholeAt(step)) {
            write(step, curves, true);
        }
        return new PlumblineException(
                lost.code(),
                context.name() + " step " + (step + 1) + ": " + lost.getMessage() + "; " + lastGood()
                        + ", from which any number of processes can go on",
                lost);
    }

    /// Where the last good checkpoint is, in words.
    String lastGood() {
        return saved == 0
                ? "no checkpoint was written yet"
                : "the last good checkpoint, after step " + saved + ", is " + file;
    }

    /// Refuses weights that an update has ruined: they are neither a result nor something to go on from.
    ///
    /// @throws PlumblineException NOT_FINITE, naming the step and the last good checkpoint
    void requireFiniteWeights(long step) {
        double norm;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            norm = parameters.values().norm().item();
        }
        if (!Double.isFinite(norm)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE,
                    context.name() + " step " + step + ": the update left weights whose norm is " + norm + "; "
                            + lastGood() + ". Lower the learning rate");
        }
    }

    /// @param here whether this rank is the one that writes; all hold the same
    private void write(long step, TrainingCurves curves, boolean here) {
        requireFiniteWeights(step);
        if (!here) {
            saved = step;
            return;
        }
        Map<String, String> text = new LinkedHashMap<>();
        carried.forEach(one -> text.putAll(one.text()));
        text.putAll(Map.of("training", training, "step", Long.toString(step), "curves", curves.write()));
        StateFile.write(file, tensors(), text);
        saved = step;
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("values", parameters.values());
        tensors.putAll(optimizer.state());
        carried.forEach(one -> tensors.putAll(one.tensors()));
        return tensors;
    }
}
