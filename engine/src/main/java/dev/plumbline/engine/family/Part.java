package dev.plumbline.engine.family;

/// The weights that decoders are made of. A module holds `.weight` and perhaps `.bias`.
public enum Part {
    /// Rows of the vocabulary.
    EMBEDDING("model.embed_tokens", Place.TRUNK),
    /// Rows of learned positions.
    POSITIONS("model.embed_positions", Place.TRUNK),
    /// From an embedding's width to the residual stream's.
    PROJECT_IN("model.project_in", Place.TRUNK),
    /// From the residual stream's width to the embedding's.
    PROJECT_OUT("model.project_out", Place.TRUNK),
    /// Before the residual stream is read.
    FINAL_NORM("model.norm", Place.TRUNK),
    /// Logits over the vocabulary.
    LANGUAGE_HEAD("lm_head", Place.HEAD),
    /// Numbers per sequence.
    REWARD_HEAD("score", Place.HEAD),
    /// Numbers per token.
    TOKEN_HEAD("score", Place.HEAD),

    /// Before attention or, where blocks norm the sum, after it.
    ATTENTION_NORM("input_layernorm", Place.LAYER),
    /// On what attention gives.
    ATTENTION_POST_NORM("attention_post_layernorm", Place.LAYER),
    /// Queries, keys and values, one above the other.
    QUERY_KEY_VALUE("self_attn.qkv_proj", Place.LAYER),
    QUERY("self_attn.q_proj", Place.LAYER),
    KEY("self_attn.k_proj", Place.LAYER),
    VALUE("self_attn.v_proj", Place.LAYER),
    QUERY_NORM("self_attn.q_norm", Place.LAYER),
    KEY_NORM("self_attn.k_norm", Place.LAYER),
    /// From the heads back to the residual stream.
    ATTENTION_OUTPUT("self_attn.o_proj", Place.LAYER),
    /// Before the feed-forward layer or, where blocks norm the sum, after it.
    FEED_FORWARD_NORM("post_attention_layernorm", Place.LAYER),
    /// On what the feed-forward layer gives.
    FEED_FORWARD_POST_NORM("post_feedforward_layernorm", Place.LAYER),
    /// Gate and up, one above the other.
    GATE_UP("mlp.gate_up_proj", Place.LAYER),
    GATE("mlp.gate_proj", Place.LAYER),
    UP("mlp.up_proj", Place.LAYER),
    DOWN("mlp.down_proj", Place.LAYER);

    /// Where a part lies.
    public enum Place {
        /// Once, below the family's own base.
        TRUNK,
        /// Once, beside the trunk.
        HEAD,
        /// In every layer.
        LAYER
    }

    private final String module;
    private final Place place;

    Part(String module, Place place) {
        this.module = module;
        this.place = place;
    }

    /// Its name in the forward pass, and in Llama checkpoints where those have it; within the layer for one of a layer.
    public String module() {
        return module;
    }

    public Place place() {
        return place;
    }

    /// Its full name in the forward pass.
    public String module(int layer) {
        return place == Place.LAYER ? "model.layers." + layer + "." + module : module;
    }
}
