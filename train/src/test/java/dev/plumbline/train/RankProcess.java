package dev.plumbline.train;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// One of several processes that train together: `meeting rank world folder steps dieAfter trainer...`. It
/// trains each trainer in turn and writes what that left behind below the folder; with `dieAfter` above 0 this
/// rank falls dead after as many updates.
final class RankProcess {
    private RankProcess() {}

    public static void main(String[] args) throws IOException {
        Engine.configure(EngineOptions.exact());
        int rank = Integer.parseInt(args[1]);
        int world = Integer.parseInt(args[2]);
        Path folder = Path.of(args[3]);
        int steps = Integer.parseInt(args[4]);
        int dieAfter = Integer.parseInt(args[5]);
        List<String> trainers = Arrays.asList(args).subList(6, args.length);
        String end = "done";
        try {
            Engine.run(() -> {
                try (ProcessGroup group =
                        ProcessGroup.throughFile(Path.of(args[0]), rank, world, Duration.ofSeconds(60))) {
                    for (String name : trainers) {
                        train(EveryTrainer.valueOf(name), folder, steps, dieAfter, Ranks.of(group));
                    }
                }
            });
        } catch (PlumblineException e) {
            end = e.code() + " " + e.getMessage();
        }
        Files.writeString(folder.resolve("end-" + rank), end);
        Runtime.getRuntime().halt(0);
    }

    private static void train(EveryTrainer trainer, Path folder, int steps, int dieAfter, Ranks ranks) {
        int[] asked = new int[1];
        TrainingContext context = new TrainingContext(
                        "shared", new Seed(7), folder.resolve(trainer.name()), 1, Progress.NONE, () -> {
                            if (++asked[0] == dieAfter) {
                                Runtime.getRuntime().halt(9);
                            }
                            return false;
                        })
                .among(ranks);
        EveryTrainer.Result result = trainer.train(
                Optimisation.adamw(steps * trainer.round(), 8, .01).withMicroBatch(4), context);
        try {
            Files.writeString(
                    folder.resolve(trainer + "-" + ranks.rank()),
                    Arrays.toString(result.weights()) + "\n" + result.curves().write());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
