package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.OptionalInt;

/// The parts that a decoder is made of.
///
/// @param family whose names its weights and options have in a checkpoint, such as `llama`; see
/// [dev.plumbline.engine.family.Families]
/// @param width size of the residual stream
/// @param layers blocks, at least 1
/// @param context positions that it was made for
/// @param embedding how ids become vectors
/// @param positions how a token knows its place
/// @param attention how tokens look at each other
/// @param feedForward the layer that works on each token by itself
/// @param norm how vectors are normed
/// @param residual where the norms stand and how a block adds to the residual stream
/// @param finalNorm whether the residual stream is normed before it is read
/// @param output what is read off the last hidden states
/// @param initialDeviation standard deviation of fresh weights
public record DecoderConfig(
        String family,
        int width,
        int layers,
        int context,
        EmbeddingConfig embedding,
        PositionConfig positions,
        AttentionConfig attention,
        FeedForwardConfig feedForward,
        NormConfig norm,
        Residual residual,
        boolean finalNorm,
        OutputConfig output,
        double initialDeviation) {

    /// More layers than any published decoder has; what asks for more is damaged.
    public static final int MAX_LAYERS = 4096;

    /// What is read off the last hidden states.
    public enum Head {
        /// Logits over the vocabulary.
        LANGUAGE,
        /// Numbers per sequence, read at its last token that is not padding: a reward.
        REWARD,
        /// Numbers per token, with a bias: a process reward.
        STEP
    }

    public DecoderConfig {
        positive("hidden_size", width);
        positive("num_hidden_layers", layers);
        if (layers > MAX_LAYERS) {
            throw bad("num_hidden_layers " + layers + " is above " + MAX_LAYERS);
        }
        positive("max_position_embeddings", context);
        if (attention.windows().size() != layers) {
            throw bad(attention.windows().size() + " attention windows for " + layers + " layers");
        }
        if (positions instanceof PositionConfig.Rotary rotary) {
            checkRotary(rotary, layers, attention.headWidth());
        }
        if (!(initialDeviation >= 0) || Double.isInfinite(initialDeviation)) {
            throw bad("initializer_range must be 0 or more, not " + initialDeviation);
        }
    }

    /// A plain Llama shape: no biases, one key head per head, theta 10,000.
    public static DecoderConfig llama(
            int vocabulary, int width, int layers, int heads, int feedForward, int context, boolean tied) {
        positive("num_attention_heads", heads);
        AttentionConfig attention = AttentionConfig.plain(heads, heads, width / heads, layers, false);
        RotaryConfig rotary = new RotaryConfig(10_000, attention.headWidth(), new RotaryScaling.None());
        return new DecoderConfig(
                "llama",
                width,
                layers,
                context,
                new EmbeddingConfig(vocabulary, width, 1, tied),
                PositionConfig.Rotary.everywhere(rotary, layers),
                attention,
                new FeedForwardConfig(feedForward, true, Activation.SILU, false),
                new NormConfig(NormConfig.Kind.RMS, 1e-5),
                Residual.BEFORE,
                true,
                OutputConfig.language(),
                .02);
    }

    /// The same decoder with groups of heads that share keys and values.
    public DecoderConfig withKeyHeads(int keyHeads) {
        return with(new AttentionConfig(
                attention.heads(),
                keyHeads,
                attention.headWidth(),
                attention.inputBias(),
                attention.outputBias(),
                attention.queryKeyNorm(),
                attention.scale(),
                attention.scaleByLayer(),
                attention.softcap(),
                attention.windows()));
    }

    /// The same decoder with fresh weights of another deviation.
    public DecoderConfig withInitialDeviation(double deviation) {
        return rebuilt(family, embedding, positions, attention, feedForward, norm, residual, output, deviation);
    }

    /// The same trunk with another head. A classifying head has weights of its own, so nothing is tied then; it has one
    /// label for sequences and two for tokens.
    public DecoderConfig withHead(Head other) {
        int labels = other == Head.STEP ? 2 : 1;
        return with(new OutputConfig(other, labels, output.pad(), other == Head.LANGUAGE ? output.softcap() : 0));
    }

    /// The same trunk with this token taken for padding by a sequence's score.
    public DecoderConfig withPad(OptionalInt pad) {
        return with(new OutputConfig(output.head(), output.labels(), pad, output.softcap()));
    }

    /// The same decoder whose output layer has weights of its own, or not.
    public DecoderConfig withTied(boolean tied) {
        return with(new EmbeddingConfig(embedding.vocabulary(), embedding.width(), embedding.scale(), tied));
    }

    /// The same parts under another family's names.
    public DecoderConfig ofFamily(String other) {
        return rebuilt(other, embedding, positions, attention, feedForward, norm, residual, output, initialDeviation);
    }

    /// The same decoder but for how tokens look at each other.
    public DecoderConfig with(AttentionConfig other) {
        return rebuilt(family, embedding, positions, other, feedForward, norm, residual, output, initialDeviation);
    }

    /// The same decoder but for how ids become vectors.
    public DecoderConfig with(EmbeddingConfig other) {
        return rebuilt(family, other, positions, attention, feedForward, norm, residual, output, initialDeviation);
    }

    /// The same decoder but for how a token knows its place.
    public DecoderConfig with(PositionConfig other) {
        return rebuilt(family, embedding, other, attention, feedForward, norm, residual, output, initialDeviation);
    }

    /// The same decoder but for the norms: which they are and where they stand.
    public DecoderConfig with(NormConfig otherNorm, Residual otherResidual) {
        return rebuilt(
                family,
                embedding,
                positions,
                attention,
                feedForward,
                otherNorm,
                otherResidual,
                output,
                initialDeviation);
    }

    /// The same decoder but for what is read off the last hidden states.
    public DecoderConfig with(OutputConfig other) {
        return rebuilt(family, embedding, positions, attention, feedForward, norm, residual, other, initialDeviation);
    }

    /// The same decoder with another activation in its feed-forward layers.
    public DecoderConfig with(Activation other) {
        FeedForwardConfig changed =
                new FeedForwardConfig(feedForward.inner(), feedForward.gated(), other, feedForward.bias());
        return rebuilt(family, embedding, positions, attention, changed, norm, residual, output, initialDeviation);
    }

    private DecoderConfig rebuilt(
            String family,
            EmbeddingConfig embedding,
            PositionConfig positions,
            AttentionConfig attention,
            FeedForwardConfig feedForward,
            NormConfig norm,
            Residual residual,
            OutputConfig output,
            double deviation) {
        return new DecoderConfig(
                family,
                width,
                layers,
                context,
                embedding,
                positions,
                attention,
                feedForward,
                norm,
                residual,
                finalNorm,
                output,
                deviation);
    }

    /// The same decoder for another number of positions. Rotary scaling stays as it was made.
    public DecoderConfig withContext(int positionsFor) {
        return new DecoderConfig(
                family,
                width,
                layers,
                positionsFor,
                embedding,
                positions,
                attention,
                feedForward,
                norm,
                residual,
                finalNorm,
                output,
                initialDeviation);
    }

    /// The longest text that it can continue, prompt and answer together: the context, or what dynamic rotary positions
    /// stretch it to.
    public int reach() {
        if (positions instanceof PositionConfig.Rotary rotary
                && rotary.layers().getFirst().scaling() instanceof RotaryScaling.Dynamic dynamic) {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(context, Math.floor(context * dynamic.factor())));
        }
        return context;
    }

    /// Rows of the embedding.
    public int vocabulary() {
        return embedding.vocabulary();
    }

    /// What is read off the last hidden states.
    public Head head() {
        return output.head();
    }

    /// Whether the output layer shares the embedding's weights; a classifying head never does.
    public boolean tied() {
        return embedding.tied() && output.head() == Head.LANGUAGE;
    }

    private static void checkRotary(PositionConfig.Rotary rotary, int layers, int headWidth) {
        if (rotary.layers().size() != layers) {
            throw bad(rotary.layers().size() + " rotary settings for " + layers + " layers");
        }
        for (RotaryConfig one : rotary.layers()) {
            if (2 * one.pairs() > headWidth) {
                throw bad("head_dim " + headWidth + " has no room for the " + 2 * one.pairs()
                        + " elements that rotary positions turn in pairs");
            }
        }
    }

    static void positive(String key, int value) {
        if (value < 1) {
            throw bad(key + " must be 1 or more, not " + value);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "decoder configuration: " + what);
    }
}
