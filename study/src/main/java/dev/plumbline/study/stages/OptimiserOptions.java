package dev.plumbline.study.stages;

import dev.plumbline.engine.Schedule;
import dev.plumbline.study.Option;
import dev.plumbline.train.Optimisation;

/// How a training walks, beside its steps, batch and rate, which each stage names itself.
public record OptimiserOptions(
        @Option(doc = "AdamW, or Muon on hidden matrices with AdamW on the rest", defaultValue = "adamw")
        Optimisation.Method method,

        @Option(doc = "peak rate of Muon's matrices", range = "> 0", defaultValue = "0.02")
        double matrixRate,

        @Option(doc = "AdamW's decay of the mean", range = "[0, 1)", defaultValue = "0.9")
        double beta1,

        @Option(doc = "AdamW's decay of the mean square", range = "[0, 1)", defaultValue = "0.999")
        double beta2,

        @Option(doc = "AdamW's weight decay; norms and biases are spared", range = ">= 0", defaultValue = "0.0")
        double weightDecay,

        @Option(doc = "largest joint norm of the gradients; 0 leaves them alone", range = ">= 0", defaultValue = "1.0")
        double clip,

        @Option(doc = "course of the rate after the warm-up", defaultValue = "linear")
        Schedule.Shape schedule,

        @Option(doc = "updates over which the rate rises from 0", unit = "steps", range = ">= 0", defaultValue = "0")
        int warmup,

        @Option(doc = "factor of the rate at the end", range = "[0, 1]", defaultValue = "0.0")
        double floor,

        @Option(
                doc = "rows or pairs computed at once; saves memory and changes no result; 0 takes the whole batch",
                range = ">= 0",
                defaultValue = "0")
        int microBatch,

        @Option(doc = "updates between checkpoints, which a run that was killed goes on from", defaultValue = "50")
        int checkpointEvery) {
    public OptimiserOptions {
        if (warmup < 0 || microBatch < 0 || checkpointEvery < 0) {
            throw Checks.bad("warmup, micro-batch and checkpoint-every must be 0 or more");
        }
        Checks.within("floor", floor, 0, 1);
        Checks.within("beta1", beta1, 0, Math.nextDown(1.0));
        Checks.within("beta2", beta2, 0, Math.nextDown(1.0));
        Checks.within("clip", clip, 0, Double.MAX_VALUE);
        Checks.within("weight-decay", weightDecay, 0, Double.MAX_VALUE);
        Checks.positive("matrix-rate", matrixRate);
    }

    /// How many are computed at once of a batch of this size.
    int microBatch(int batch) {
        return microBatch == 0 ? batch : microBatch;
    }

    Optimisation optimisation(int steps, int batch, double rate) {
        return new Optimisation(
                method,
                steps,
                batch,
                microBatch(batch),
                rate,
                matrixRate,
                beta1,
                beta2,
                weightDecay,
                clip,
                schedule,
                warmup,
                floor);
    }
}
