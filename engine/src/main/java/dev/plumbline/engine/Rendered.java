package dev.plumbline.engine;

import java.util.List;
import java.util.Objects;

/// A conversation as the text that a model reads.
///
/// @param text the text, special tokens spelt out; encode it without adding special tokens
/// @param assistantSpans what the assistant said in it, as the template's `generation` blocks mark it, in order;
///     empty if the template has none. See [Encoding#mask]
public record Rendered(String text, List<TextSpan> assistantSpans) {
    public Rendered {
        Objects.requireNonNull(text, "text");
        assistantSpans = List.copyOf(assistantSpans);
    }
}
