package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A transformer decoder: token ids in, hidden states out, and a head that reads them.
///
/// Shapes: `batch` rows, `seq` tokens, `width` of the residual stream. Lives on the engine thread; [#close] frees
/// its weights.
public final class Decoder implements AutoCloseable {
    private final DecoderConfig config;
    private final Parameters parameters;
    private final LiveWeights weights;
    private final Norms norms;
    private final Blocks blocks;
    private final RotaryTables tables;
    private final Adapters adapters;
    private final boolean owner;
    private @Nullable Hook watcher;

    Decoder(DecoderConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        this.weights = new LiveWeights(config, parameters);
        this.norms = new Norms(config.norm(), weights);
        this.blocks = new Blocks(config, weights, norms);
        this.tables = new RotaryTables(config.context());
        this.adapters = new Adapters(this, weights);
        this.owner = true;
    }

    private Decoder(Decoder other, DecoderConfig config, RotaryTables tables) {
        this.config = config;
        this.parameters = other.parameters;
        this.weights = other.weights;
        this.norms = other.norms;
        this.blocks = other.blocks;
        this.tables = tables;
        this.adapters = other.adapters;
        this.owner = false;
        this.watcher = other.watcher;
    }

    /// A decoder with fresh weights: normal with the configuration's deviation, norms one, biases zero. A reward
    /// head is drawn from N(0, 1/sqrt(width + 1)) (Stiennon et al. 2020). The weights depend on seed and name
    /// alone, not on the machine.
    public static Decoder fresh(DecoderConfig config, Seed seed) {
        return of(config, FlatTensors.of(FreshWeights.of(config, seed)));
    }

    /// A decoder with these weights: a flat vector in the order of [Parameters#weights], which it takes over.
    static Decoder of(DecoderConfig config, Tensor values) {
        return new Decoder(config, new Parameters(ParameterLayout.of(config), values));
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
            return of(config, FlatTensors.room(parameters.elements()).copyInPlace(parameters.values()));
        }
    }

    /// This decoder once more, with the same weights in the same memory but gradients of its own: what a second thread
    /// needs to backpropagate at the same time. So are its adapters. Close it before this one.
    public Decoder twin() {
        Decoder twin = new Decoder(config, parameters.twin());
        adapters.twinInto(twin);
        twin.watcher = watcher;
        return twin;
    }

    /// From now on batches are read with attention computed product by product rather than by the fused kernel, as
    /// "eager" attention is elsewhere: the same numbers up to rounding, for comparison with runs recorded that way.
    public void attendOpenly() {
        watcher = Hook.OPEN_ATTENTION;
    }

    /// This decoder once more for a second thread that only reads: the same weights and adapters. Close it before this
    /// one, which keeps the weights.
    public Decoder reader() {
        return new Decoder(this, config, tables.reader());
    }

    /// This decoder once more for texts of so many tokens, which may be more than it was made for: positions
    /// that are turned go on counting, as in transformers, and what it writes there is worth little. Close it
    /// before this one.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if its positions are learned ones
    public Decoder reaching(int tokens) {
        if (!(config.positions() instanceof PositionConfig.Rotary)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "this model has learned " + config.context() + " positions and no others; shorten the text");
        }
        DecoderConfig longer = config.withContext(Math.max(tokens, config.context()));
        return new Decoder(this, longer, new RotaryTables(longer.context()));
    }

    /// Changes whenever a pass would read other tensors than before: what was recorded of one is out of date.
    int generation() {
        return parameters.generation() + weights.generation();
    }

    /// This trunk under a fresh head, with weights of its own.
    public Decoder withHead(DecoderConfig.Head head, Seed seed) {
        Decoder other = fresh(config.withHead(head), seed);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Parameters.Weight weight : parameters.weights()) {
                for (Parameters.Weight twin : other.parameters.weights()) {
                    if (twin.name().equals(weight.name())) {
                        other.parameters.value(twin).copyInPlace(parameters.reading(weight));
                    }
                }
            }
        }
        return other;
    }

    /// What the head reads: the residual stream after the final norm, [lines, longest, width], float 32. Narrower
    /// where embeddings are.
    public Tensor hidden(TokenBatch batch) {
        return read(batch.ids(), new Pass(config, tables, new Span.Batch(batch), compute(), watcher));
    }

    /// As [#hidden(TokenBatch)], with somebody looking at the values on the way.
    public Tensor hidden(TokenBatch batch, Hook hook) {
        return read(batch.ids(), new Pass(config, tables, new Span.Batch(batch), compute(), hook));
    }

    /// The residual stream that enters layer `layer`: [lines, longest, width], in the type of the layers'
    /// arithmetic. Nothing behind it is computed.
    ///
    /// @param layer 0 to the number of layers; the last is the stream before the final norm
    public Tensor stream(TokenBatch batch, int layer, Hook hook) {
        if (layer < 0 || layer > config.layers()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "layer " + layer + "; this model has layers 0 to " + config.layers());
        }
        Pass pass = new Pass(config, tables, new Span.Batch(batch), compute(), hook);
        return stream(embedded(batch.ids(), pass), layer, pass);
    }

    /// The residual stream behind the last layer, [lines, longest, width], as the final norm leaves it, before any
    /// projection out; the stream itself where there is no final norm.
    public Tensor normed(TokenBatch batch) {
        Pass pass = new Pass(config, tables, new Span.Batch(batch), compute(), watcher);
        return normed(stream(embedded(batch.ids(), pass), config.layers(), pass), pass);
    }

    /// As [#hidden] for tokens that follow what the cache holds, which grows by them: [batch, tokens, width].
    Tensor hidden(Tensor ids, KeyValueCache cache) {
        long seq = ids.size(1);
        Pass pass = new Pass(config, tables, new Span.Cached(cache, seq), compute(), null);
        Tensor hidden = read(ids, pass);
        cache.advance(seq);
        return hidden;
    }

    /// Logits over the vocabulary for hidden states [.., width]: [.., vocabulary], float 32.
    public Tensor logits(Tensor hidden) {
        String head = Part.LANGUAGE_HEAD.module();
        Tensor x = hidden.to(compute());
        return capped(
                config.tied()
                        ? weights.projectTied(head, Part.EMBEDDING.module(), x, compute())
                        : weights.project(head, x, compute()));
    }

    /// As [#logits(Tensor)], for a step of a text: with packed matrices where they are there.
    Tensor stepLogits(Tensor hidden) {
        String head = Part.LANGUAGE_HEAD.module();
        Tensor x = hidden.to(compute());
        return capped(
                config.tied()
                        ? weights.stepTied(head, Part.EMBEDDING.module(), x, compute())
                        : weights.step(head, x, compute()));
    }

    /// Makes ready what steps of so many rows are computed faster with; see [PackedWeights].
    void pack(int rows) {
        weights.packed().make(compute(), rows);
        norms.prepare();
    }

    /// What tells the tables of so many positions apart from those of other decoders, where this decoder's readers
    /// have them in common; null where each has its own.
    @Nullable
    Object commonTables(int positions) {
        return tables.common(positions);
    }

    /// What steps are computed faster with.
    PackedWeights packed() {
        return weights.packed();
    }

    private Tensor capped(Tensor scores) {
        Tensor logits = scores.to(DType.FLOAT32);
        double cap = config.output().softcap();
        return cap > 0 ? logits.mul(1 / cap).tanh().mul(cap) : logits;
    }

    /// Logits of every position with somebody looking at the values on the way: [lines, longest, vocabulary].
    public Tensor logits(TokenBatch batch, Hook hook) {
        Pass pass = new Pass(config, tables, new Span.Batch(batch), compute(), hook);
        Tensor hidden = pass.at("unembed.hook_in", read(batch.ids(), pass));
        return pass.at("unembed.hook_out", logits(hidden));
    }

    /// What a classifying head says of hidden states [.., width]: [.., labels]; float 32.
    public Tensor scores(Tensor hidden) {
        return weights.project(Part.REWARD_HEAD.module(), hidden, DType.FLOAT32);
    }

    /// The reward of each row, read at its last token that is not padding: [batch], float 32. For a head with one
    /// label.
    public Tensor rewards(TokenBatch batch) {
        return scores(batch).view(batch.size());
    }

    /// The labels' numbers of each row, read at its last token that is not padding: [batch, labels], float 32.
    public Tensor scores(TokenBatch batch) {
        long[] last = new long[batch.size()];
        for (int r = 0; r < last.length; r++) {
            last[r] = batch.flat(r, batch.lastReal(r, config.output().pad()));
        }
        Tensor hidden = hidden(batch);
        Tensor rows = hidden.view(-1, hidden.size(-1)).indexSelect(0, Tensor.of(last, last.length));
        return scores(rows);
    }

    /// The labels' numbers of each token: [lines, longest, labels], float 32.
    public Tensor tokenScores(TokenBatch batch) {
        return scores(hidden(batch));
    }

    /// The adapters of this decoder.
    public Adapters adapters() {
        return adapters;
    }

    @Override
    public void close() {
        tables.close();
        if (owner) {
            weights.packed().close();
            adapters.close();
            parameters.close();
        }
    }

    /// As [#hidden(TokenBatch)], without keeping what lies between the layers: see [LayerwisePass].
    public LayerwisePass layerwise(TokenBatch batch) {
        Pass pass = new Pass(config, tables, new Span.Batch(batch), compute(), watcher);
        Tensor ids = batch.ids();
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            int layer = i;
            // what all layers share is made here, for it must outlive each of them
            pass.turns(layer);
            pass.mask(layer);
            stages.add(x -> blocks.block(layer, x, pass));
        }
        stages.add(x -> finished(x, pass));
        return new LayerwisePass(() -> embedded(ids, pass), stages);
    }

    private Tensor read(Tensor ids, Pass pass) {
        return finished(stream(embedded(ids, pass), config.layers(), pass), pass);
    }

    /// What the head reads of the last layer's stream.
    private Tensor finished(Tensor stream, Pass pass) {
        Tensor x = normed(stream, pass);
        if (config.embedding().width() != config.width()) {
            x = weights.project(Part.PROJECT_OUT.module(), x, compute());
        }
        return x.to(DType.FLOAT32);
    }

    private Tensor normed(Tensor stream, Pass pass) {
        return config.finalNorm() ? norms.last(stream, pass) : stream;
    }

    private Tensor stream(Tensor embedded, int layers, Pass pass) {
        Tensor x = embedded;
        for (int i = 0; i < layers; i++) {
            x = blocks.block(i, x, pass);
        }
        return x;
    }

    /// What enters layer 0: [lines, seq, width].
    private Tensor embedded(Tensor ids, Pass pass) {
        Tensor x =
                weights.leaf(Part.EMBEDDING.module() + ".weight").embedding(ids).to(compute());
        if (config.embedding().scale() != 1) {
            x = x.mul(config.embedding().scale());
        }
        x = pass.at("hook_embed", x);
        if (config.embedding().width() != config.width()) {
            x = weights.project(Part.PROJECT_IN.module(), x, compute());
        }
        if (config.positions() instanceof PositionConfig.Learned learned) {
            Tensor table = weights.leaf(Part.POSITIONS.module() + ".weight");
            if (pass.span().longest() > config.context()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a row of " + pass.span().longest() + " tokens; this model has learned " + config.context()
                                + " positions. Shorten the text");
            }
            Tensor rows = pass.span().rows(table.narrow(0, learned.offset(), config.context()));
            x = x.add(pass.at("hook_pos_embed", rows.to(compute())));
        }
        return x;
    }

    /// The element type of the layers' arithmetic.
    DType compute() {
        boolean narrow = Engine.options().precision() == Precision.BFLOAT16 || parameters.held() == DType.BFLOAT16;
        return narrow ? DType.BFLOAT16 : DType.FLOAT32;
    }
}
