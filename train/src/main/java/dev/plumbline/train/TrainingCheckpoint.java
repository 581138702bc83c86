package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.StateFile;
import dev.plumbline.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Weights, optimiser state, step and curves in one file, written in one move: after a kill at any moment there is
/// either
/// the new one or the one before. Data order and randomness derive from seed and step, so nothing else is needed to end
/// with the same weights, bit for bit.
final class TrainingCheckpoint {
    private static final String FILE = "training.safetensors";

    private final TrainingContext context;
    private final Parameters parameters;
    private final Optimizer optimizer;
    private final Path file;
    private long saved;

    TrainingCheckpoint(TrainingContext context, Parameters parameters, Optimizer optimizer) {
        this.context = context;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.file = context.checkpoints().resolve(FILE);
    }

    /// Goes back to the checkpoint if there is one, and gives the curves up to there.
    TrainingCurves restore() {
        if (context.checkpointEvery() == 0 || !Files.isRegularFile(file)) {
            return new TrainingCurves();
        }
        Map<String, String> text = StateFile.read(file, tensors());
        saved = Long.parseLong(text.getOrDefault("step", "0"));
        optimizer.resumeAt(saved);
        context.progress().note(context.name() + ": goes on from its checkpoint after step " + saved);
        return TrainingCurves.read(text.getOrDefault("curves", ""));
    }

    /// Called after each update: writes a checkpoint when one is due, and ends the training if it was cancelled.
    void after(long step, TrainingCurves curves) {
        boolean cancelled = context.cancelled().getAsBoolean();
        if (context.checkpointEvery() > 0 && (cancelled || step % context.checkpointEvery() == 0)) {
            write(step, curves);
        }
        if (cancelled) {
            throw new PlumblineException(
                    ErrorCode.CANCELLED, context.name() + " was stopped after step " + step + "; " + lastGood());
        }
    }

    /// Where the last good checkpoint is, in words.
    String lastGood() {
        return saved == 0
                ? "no checkpoint was written yet"
                : "the last good checkpoint, after step " + saved + ", is " + file;
    }

    private void write(long step, TrainingCurves curves) {
        try {
            Files.createDirectories(context.checkpoints());
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, context.checkpoints() + ": cannot be created: " + e.getMessage(), e);
        }
        StateFile.write(file, tensors(), Map.of("step", Long.toString(step), "curves", curves.write()));
        saved = step;
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("values", parameters.values());
        tensors.putAll(optimizer.state());
        return tensors;
    }
}
