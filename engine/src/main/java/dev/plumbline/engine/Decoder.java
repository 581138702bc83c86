package dev.plumbline.engine;

import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A transformer decoder: token ids in, hidden states out, and a head that reads them.
///
/// Shapes: `batch` rows, `seq` tokens, `width` of the residual stream. Lives on the engine thread; [#close] frees its
/// weights.
public final class Decoder implements AutoCloseable {
    private final DecoderConfig config;
    private final Parameters parameters;
    private @Nullable Rotary rotary;
    private int rotaryPositions;

    Decoder(DecoderConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
    }

    /// A decoder with fresh weights: normal with the configuration's deviation, norms one, biases zero. A reward head
    /// is drawn
    /// from N(0, 1/sqrt(width + 1)) (Stiennon et al. 2020). The weights depend on seed and name alone, not on the
    /// machine.
    public static Decoder fresh(DecoderConfig config, Seed seed) {
        Parameters.Layout layout = Parameters.Layout.of(config);
        float[] values = new float[Math.toIntExact(layout.elements())];
        for (Parameters.Weight weight : layout.weights()) {
            fill(values, weight, config, seed);
        }
        return new Decoder(config, new Parameters(layout, Tensor.of(values, values.length)));
    }

    /// A decoder with these weights: a flat vector in the order of [Parameters#weights], which it takes over.
    static Decoder of(DecoderConfig config, Tensor values) {
        return new Decoder(config, new Parameters(Parameters.Layout.of(config), values));
    }

    public DecoderConfig config() {
        return config;
    }

    public Parameters parameters() {
        return parameters;
    }

    /// A frozen copy with weights of its own.
    public Decoder copy() {
        try (NoGradient off = NoGradient.open()) {
            return of(config, parameters.values().copy());
        }
    }

    /// This decoder once more, with the same weights in the same memory but gradients of its own: what a second thread
    /// needs to backpropagate at the same time. Close it before this one.
    public Decoder twin() {
        return new Decoder(config, parameters.twin());
    }

    /// This trunk under a fresh head, with weights of its own.
    public Decoder withHead(DecoderConfig.Head head, Seed seed) {
        Decoder other = fresh(config.withHead(head), seed);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Parameters.Weight weight : parameters.weights()) {
                for (Parameters.Weight twin : other.parameters.weights()) {
                    if (twin.name().equals(weight.name())) {
                        other.parameters.value(twin).copyInPlace(parameters.value(weight));
                    }
                }
            }
        }
        return other;
    }

    /// The residual stream after the final norm: [lines, longest, width], float 32.
    public Tensor hidden(TokenBatch batch) {
        int seq = batch.longest();
        Tensor x = weight("model.embed_tokens.weight").embedding(batch.ids()).to(compute());
        Rotary turns = batch.isPlain()
                ? rotary(seq).from(0, seq)
                : rotary(seq).at(batch.positions(), batch.lines(), seq, 1, config.headWidth());
        turns = turns.to(compute());
        Tensor mask = batch.isPlain() ? Attention.causalMask(seq, compute()) : batch.mask();
        if (mask != null) {
            mask = mask.to(compute());
        }
        for (int i = 0; i < config.layers(); i++) {
            x = block(i, x, turns, mask, null);
        }
        return norm("model.norm.weight", x).to(DType.FLOAT32);
    }

    /// As [#hidden] for tokens that follow what the cache holds, which grows by them: [batch, tokens, width].
    Tensor hidden(Tensor ids, KeyValueCache cache) {
        Tensor x = weight("model.embed_tokens.weight").embedding(ids).to(compute());
        long seq = ids.size(1);
        Rotary turns = cache.turns(rotary(cache.capacity()), config.headWidth(), seq)
                .to(compute());
        Tensor mask = cache.mask(seq);
        if (mask != null) {
            mask = mask.to(compute());
        }
        for (int i = 0; i < config.layers(); i++) {
            x = block(i, x, turns, mask, cache);
        }
        cache.advance(seq);
        return norm("model.norm.weight", x).to(DType.FLOAT32);
    }

    /// Logits over the vocabulary for hidden states [.., width]: [.., vocabulary], float 32.
    public Tensor logits(Tensor hidden) {
        Tensor head = weight(config.tied() ? "model.embed_tokens.weight" : "lm_head.weight");
        return hidden.to(compute()).linear(head.to(compute()), null).to(DType.FLOAT32);
    }

    /// What a reward or step head says of hidden states [.., width]: [.., 1] rewards, or [.., 2] logits of wrong and
    /// right; float 32.
    public Tensor scores(Tensor hidden) {
        return hidden.linear(weight("score.weight"), parameters.leafOrNull("score.bias"));
    }

    /// The reward of each row, read at its last token: [batch], float 32.
    public Tensor rewards(TokenBatch batch) {
        Tensor hidden = hidden(batch);
        long[] last = new long[batch.size()];
        for (int r = 0; r < last.length; r++) {
            last[r] = batch.flat(r, batch.length(r) - 1);
        }
        Tensor rows = hidden.view(-1, config.width()).indexSelect(0, Tensor.of(last, last.length));
        return scores(rows).view(last.length);
    }

    @Override
    public void close() {
        closeRotary();
        parameters.close();
    }

    private void closeRotary() {
        if (rotary != null) {
            rotary.cos().close();
            rotary.sin().close();
            rotary = null;
        }
    }

    /// One block: x + attention(norm(x)), then + feed-forward(norm(..)). [batch, seq, width] -> the same.
    private Tensor block(int index, Tensor x, Rotary turns, @Nullable Tensor mask, @Nullable KeyValueCache cache) {
        String at = "model.layers." + index + ".";
        Tensor attended = attention(index, norm(at + "input_layernorm.weight", x), turns, mask, cache);
        Tensor middle = x.add(attended);
        return middle.add(feedForward(at + "mlp.", norm(at + "post_attention_layernorm.weight", middle)));
    }

    private Tensor attention(int index, Tensor x, Rotary turns, @Nullable Tensor mask, @Nullable KeyValueCache cache) {
        String at = "model.layers." + index + ".self_attn.";
        long batch = x.size(0);
        long seq = x.size(1);
        int heads = config.heads();
        int keyHeads = config.keyHeads();
        // [batch, seq, heads + 2 keyHeads, headWidth]
        Tensor qkv = project(at + "qkv_proj", x).view(batch, seq, heads + 2L * keyHeads, config.headWidth());
        List<Tensor> parts = qkv.split(2, heads + keyHeads, keyHeads);
        List<Tensor> turned = turns.turn(parts.getFirst()).transpose(1, 2).split(1, heads, keyHeads);
        Tensor query = turned.getFirst(); // [batch, heads, seq, headWidth]
        Tensor key = turned.getLast();
        Tensor value = parts.getLast().transpose(1, 2);
        boolean causal = mask == null && seq > 1;
        if (cache != null) {
            key = cache.keys(index, key);
            value = cache.values(index, value);
        }
        Tensor mixed = Attention.mix(query, key, value, mask, causal, 1 / Math.sqrt(config.headWidth()));
        return project(at + "o_proj", mixed.transpose(1, 2).reshape(batch, seq, (long) heads * config.headWidth()));
    }

    private Tensor feedForward(String at, Tensor x) {
        Tensor gateUp = project(at + "gate_up_proj", x); // [batch, seq, 2 feedForward]
        int inner = config.feedForward();
        List<Tensor> parts = gateUp.split(-1, inner, inner);
        return project(at + "down_proj", parts.getFirst().silu().mul(parts.getLast()));
    }

    private Tensor project(String name, Tensor x) {
        Tensor bias = parameters.leafOrNull(name + ".bias");
        return x.linear(weight(name + ".weight").to(compute()), bias == null ? null : bias.to(compute()));
    }

    /// Root-mean-square norm (Zhang and Sennrich 2019) over the last dimension, computed in float 32.
    private Tensor norm(String name, Tensor x) {
        return x.rmsNorm(weight(name), config.normEpsilon());
    }

    private Tensor weight(String name) {
        return parameters.leaf(name);
    }

    /// The element type of the layers' arithmetic.
    DType compute() {
        return Engine.options().precision() == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
    }

    private Rotary rotary(int positions) {
        Rotary table = rotary;
        if (table == null || rotaryPositions < positions) {
            closeRotary();
            rotaryPositions = Math.max(positions, Math.min(config.context(), 4096));
            table = Rotary.of(config, rotaryPositions);
            table.cos().raw().retainReference();
            table.sin().raw().retainReference();
            rotary = table;
        }
        return table;
    }

    private static void fill(float[] values, Parameters.Weight weight, DecoderConfig config, Seed seed) {
        int from = Math.toIntExact(weight.offset());
        int to = Math.toIntExact(weight.offset() + weight.elements());
        if (weight.name().endsWith(".bias")) {
            return;
        }
        if (weight.name().endsWith("norm.weight")) {
            Arrays.fill(values, from, to, 1);
            return;
        }
        double deviation =
                weight.name().equals("score.weight") ? 1 / Math.sqrt(config.width() + 1) : config.initialDeviation();
        RandomGenerator random = seed.derive(weight.name()).generator();
        for (int i = from; i < to; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
    }
}
