package dev.plumbline.train;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// What a trainer is given beside its data: randomness, a place for checkpoints, and someone to tell how far it is.
///
/// @param name how progress and errors name this training
/// @param seed all randomness derives from it
/// @param checkpoints folder that survives a kill; a training that finds its checkpoint there goes on from it
/// @param checkpointEvery updates between checkpoints; 0 writes none
/// @param progress told after every update
/// @param cancelled asked after every update; true ends the training with a checkpoint and CANCELLED
/// @param trained which weights change
/// @param heldOut what is measured on the way
/// @param ranks the processes that train together; the checkpoint folder must be one that all of them reach
/// @param onlooker told the figures of every update
public record TrainingContext(
        String name,
        Seed seed,
        Path checkpoints,
        int checkpointEvery,
        Progress progress,
        BooleanSupplier cancelled,
        Trained trained,
        HeldOut heldOut,
        Ranks ranks,
        Onlooker onlooker) {
    /// What learns is every weight, or the adapter that is switched on; nothing is measured on the way; in one process.
    public TrainingContext(
            String name,
            Seed seed,
            Path checkpoints,
            int checkpointEvery,
            Progress progress,
            BooleanSupplier cancelled) {
        this(name, seed, checkpoints, checkpointEvery, progress, cancelled, Trained.EVERYTHING, HeldOut.NONE);
    }

    /// In one process, with nobody looking on.
    public TrainingContext(
            String name,
            Seed seed,
            Path checkpoints,
            int checkpointEvery,
            Progress progress,
            BooleanSupplier cancelled,
            Trained trained,
            HeldOut heldOut) {
        this(
                name,
                seed,
                checkpoints,
                checkpointEvery,
                progress,
                cancelled,
                trained,
                heldOut,
                Ranks.ALONE,
                Onlooker.NONE);
    }

    /// The same training of other weights.
    public TrainingContext training(Trained other) {
        return new TrainingContext(
                name, seed, checkpoints, checkpointEvery, progress, cancelled, other, heldOut, ranks, onlooker);
    }

    /// The same training with something measured on the way.
    public TrainingContext measuring(HeldOut other) {
        return new TrainingContext(
                name, seed, checkpoints, checkpointEvery, progress, cancelled, trained, other, ranks, onlooker);
    }

    /// The same among several processes.
    public TrainingContext among(Ranks others) {
        return new TrainingContext(
                name, seed, checkpoints, checkpointEvery, progress, cancelled, trained, heldOut, others, onlooker);
    }

    /// The same before somebody's eyes.
    public TrainingContext watchedBy(Onlooker other) {
        return new TrainingContext(
                name, seed, checkpoints, checkpointEvery, progress, cancelled, trained, heldOut, ranks, other);
    }

    /// No checkpoints, no progress, never cancelled: for tests and short work.
    public static TrainingContext silent(Seed seed) {
        return new TrainingContext("training", seed, Path.of(""), 0, Progress.NONE, () -> false);
    }
}
