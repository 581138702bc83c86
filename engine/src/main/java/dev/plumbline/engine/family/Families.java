package dev.plumbline.engine.family;

import java.util.List;
import java.util.Optional;

/// All families, by `model_type`.
public final class Families {
    private static final List<Family> ALL = List.of(
            new LlamaFamily(),
            new MistralFamily(),
            new Qwen2Family(),
            new Qwen3Family(),
            new Gemma2Family(),
            new Gemma3Family(),
            new Phi3Family(),
            new Olmo2Family(),
            new Gpt2Family(),
            new GptNeoXFamily(),
            new OptFamily());

    private Families() {}

    /// All of them.
    public static List<Family> all() {
        return ALL;
    }

    /// The family of this `model_type`.
    public static Optional<Family> named(String type) {
        return ALL.stream().filter(family -> family.type().equals(type)).findFirst();
    }
}
