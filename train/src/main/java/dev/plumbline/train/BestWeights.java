package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.StateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The weights of a training's best moment on held-out items, as [HeldOut] kept them.
///
/// @param file where they lie
/// @param step updates that had been made
public record BestWeights(Path file, long step) {
    /// Those that a training left in its folder of checkpoints.
    ///
    /// @throws PlumblineException MISSING_FILE if it measured nothing
    public static BestWeights of(TrainingContext context) {
        Path file = context.checkpoints().resolve(HeldOutWatch.FILE);
        if (!Files.isRegularFile(file)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, file + ": no best weights were kept; measure on held-out items");
        }
        return new BestWeights(file, Long.parseLong(StateFile.text(file).getOrDefault("step", "0")));
    }

    /// Puts them in the place of what was trained.
    ///
    /// @param parameters those that the training changed
    public void load(Parameters parameters) {
        Engine.run(() -> StateFile.read(file, Map.of("values", parameters.values())));
    }
}
