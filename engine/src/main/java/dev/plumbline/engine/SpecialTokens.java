package dev.plumbline.engine;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// The tokens of a vocabulary that have a meaning of their own. Those that a tokenizer lacks are empty.
///
/// @param bos begins a text
/// @param eos ends a text or a turn
/// @param pad fills up shorter rows of a batch
/// @param unk stands for what the vocabulary cannot say
/// @param texts how each is spelt, by the name that files and templates use, such as `bos_token`; may hold further
///     ones, such as `cls_token`
public record SpecialTokens(
        OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk, Map<String, String> texts) {
    public SpecialTokens {
        texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }
}
