package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.LayerwisePass;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pass over rows: log p and entropy of every target token, and the way back.
///
/// Without savings it is recorded as a whole. With them the head works on a few targets at a time and the
/// layers keep their inputs alone; what a loss does with the numbers is then differentiated down to them, and
/// the head and the layers are computed a second time on the way back. Losses therefore flow back through
/// [#backward], never by themselves.
final class TokenPass implements AutoCloseable {
    /// Targets whose distributions are looked at together: what is made of them on the way stays in the cache.
    private static final int GLANCED = 256;

    private final Decoder decoder;
    private final double temperature;
    private final int[] row;
    private final int rows;
    private final Tensor targets;
    private final int count;
    private final int chunk;
    private final @Nullable LayerwisePass layers;
    /// The hidden states that predict a target, as the layers gave them: [targets, width].
    private final Tensor picked;
    /// The same, cut from the layers where the head is computed twice.
    private final Tensor read;
    private final @Nullable Tensor logits;
    private final Tensor values;
    private @Nullable Tensor entropies;

    private TokenPass(Decoder decoder, List<TokenRow> some, TokenBatch layout, double temperature, Saving saving) {
        this.decoder = decoder;
        this.temperature = temperature;
        this.rows = some.size();
        this.count = some.stream().mapToInt(TokenRow::targets).sum();
        this.chunk = saving.headRows() == 0 ? Math.max(1, count) : saving.headRows();
        this.row = new int[count];
        long[] positions = new long[count];
        long[] ids = new long[count];
        place(some, layout, positions, ids);
        this.targets = Tensor.of(ids, count);
        this.layers = saving.recompute() ? decoder.layerwise(layout) : null;
        Tensor hidden = layers == null ? decoder.hidden(layout) : layers.hidden();
        this.picked = hidden.view(-1, decoder.config().width()).indexSelect(0, Tensor.of(positions, count));
        if (saving.twice()) {
            this.logits = null;
            this.read = picked.detach().requireGradient();
            this.values = glanced(Reading.LOG_PROBABILITY).requireGradient();
        } else {
            this.read = picked;
            this.logits = logits(0, count);
            this.values = Reading.LOG_PROBABILITY.of(logits, targets);
        }
    }

    /// Reads rows in a packed layout.
    ///
    /// @param temperature divides the logits, above 0
    static TokenPass of(Decoder decoder, List<TokenRow> rows, double temperature, Saving saving) {
        return of(decoder, rows, TokenBatch.packed(TargetLogProbabilities.ids(rows)), temperature, saving);
    }

    /// Reads rows in a layout that holds them in this order.
    static TokenPass of(Decoder decoder, List<TokenRow> rows, TokenBatch layout, double temperature, Saving saving) {
        return new TokenPass(decoder, rows, layout, temperature, saving);
    }

    /// What is read from logits.
    private enum Reading {
        LOG_PROBABILITY {
            @Override
            Tensor of(Tensor logits, Tensor targets) {
                return logits.crossEntropy(targets).neg();
            }
        },
        ENTROPY {
            @Override
            Tensor of(Tensor logits, Tensor targets) {
                Tensor logs = logits.logSoftmax(1);
                return logs.exp().mul(logs).sum(1).neg();
            }
        };

        /// @param logits one row of the vocabulary for each target
        /// @param targets int-64, as many as there are rows of logits
        abstract Tensor of(Tensor logits, Tensor targets);
    }

    /// log p of every target, with the row that each belongs to.
    TargetLogProbabilities logProbabilities() {
        return new TargetLogProbabilities(values, row, rows);
    }

    /// - sum p log p over the vocabulary at every target, in nats, for a loss to use: [targets].
    Tensor entropies() {
        Tensor known = entropies;
        if (known == null) {
            known = logits == null ? glanced(Reading.ENTROPY).requireGradient() : Reading.ENTROPY.of(logits, targets);
            entropies = known;
        }
        return known;
    }

    /// The same as numbers.
    double[] measuredEntropies() {
        Tensor known = entropies;
        if (known != null) {
            return known.detach().toDoubles();
        }
        Tensor whole = logits;
        if (whole == null) {
            return glanced(Reading.ENTROPY).toDoubles();
        }
        double[] all = new double[count];
        try (NoGradient off = NoGradient.open()) {
            for (int at = 0; at < count; at += GLANCED) {
                int some = Math.min(GLANCED, count - at);
                try (TensorScope scope = TensorScope.open()) {
                    double[] part = Reading.ENTROPY
                            .of(whole.narrow(0, at, some), targets.narrow(0, at, some))
                            .toDoubles();
                    System.arraycopy(part, 0, all, at, some);
                }
            }
        }
        return all;
    }

    /// Carries a loss back into the weights.
    ///
    /// @param loss made from [#logProbabilities], and from [#entropies] where they were asked for: one element
    void backward(Tensor loss) {
        loss.backward();
        if (logits != null) {
            return;
        }
        Tensor pull = values.gradient();
        Tensor known = entropies;
        Tensor entropyPull = known == null ? null : known.gradient();
        for (int at = 0; at < count; at += chunk) {
            int some = Math.min(chunk, count - at);
            try (TensorScope scope = TensorScope.open()) {
                Tensor part = logits(at, some);
                Tensor wanted = targets.narrow(0, at, some);
                Tensor sum = Reading.LOG_PROBABILITY
                        .of(part, wanted)
                        .mul(pull.narrow(0, at, some))
                        .sum();
                if (entropyPull != null) {
                    sum = sum.add(Reading.ENTROPY
                            .of(part, wanted)
                            .mul(entropyPull.narrow(0, at, some))
                            .sum());
                }
                sum.backward();
            }
        }
        if (picked.recordsGradient()) {
            picked.mul(read.gradient()).sum().backward();
        }
        if (layers != null) {
            layers.backward();
        }
    }

    @Override
    public void close() {
        if (layers != null) {
            layers.close();
        }
    }

    /// Without recording, a few targets at a time.
    private Tensor glanced(Reading reading) {
        try (NoGradient off = NoGradient.open()) {
            List<Tensor> parts = new ArrayList<>();
            for (int at = 0; at < count; at += chunk) {
                int some = Math.min(chunk, count - at);
                try (TensorScope scope = TensorScope.open()) {
                    parts.add(scope.keep(reading.of(logits(at, some), targets.narrow(0, at, some))));
                }
            }
            return Tensor.cat(parts, 0).detach();
        }
    }

    private Tensor logits(int from, int some) {
        Tensor found = decoder.logits(read.narrow(0, from, some));
        return temperature == 1 ? found : found.mul(1 / temperature);
    }

    private void place(List<TokenRow> some, TokenBatch layout, long[] positions, long[] ids) {
        int next = 0;
        for (int r = 0; r < some.size(); r++) {
            boolean[] learned = some.get(r).learned();
            int[] tokens = some.get(r).ids();
            for (int t = 1; t < tokens.length; t++) {
                if (learned[t]) {
                    positions[next] = layout.flat(r, t - 1);
                    ids[next] = tokens[t];
                    row[next++] = r;
                }
            }
        }
    }
}
