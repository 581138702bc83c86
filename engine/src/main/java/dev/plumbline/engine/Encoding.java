package dev.plumbline.engine;

import java.util.List;
import java.util.Objects;

/// A text as tokens: for each token its id, where in the text it came from, and whether the tokenizer added it.
public final class Encoding {
    private final int[] ids;
    private final int[] typeIds;
    private final boolean[] special;
    private final List<TextSpan> spans;

    Encoding(int[] ids, int[] typeIds, boolean[] special, List<TextSpan> spans) {
        this.ids = ids.clone();
        this.typeIds = typeIds.clone();
        this.special = special.clone();
        this.spans = List.copyOf(spans);
        if (typeIds.length != ids.length || special.length != ids.length || spans.size() != ids.length) {
            throw new IllegalArgumentException("an encoding needs one type id, mark and span per token");
        }
    }

    /// The number of tokens.
    public int size() {
        return ids.length;
    }

    /// The token ids; the array is a copy.
    public int[] ids() {
        return ids.clone();
    }

    /// For each token 0 if it belongs to the first text, 1 if to the second; the array is a copy.
    public int[] typeIds() {
        return typeIds.clone();
    }

    /// For each token whether the tokenizer added it to the text, such as the token that begins every text; a
    /// special token that was spelt out in the text itself is not marked. The array is a copy.
    public boolean[] special() {
        return special.clone();
    }

    /// Where each token came from. Tokens that are pieces of one character share its span; those that the
    /// tokenizer added have an empty one. In a pair, spans of the second text count from its own beginning.
    public List<TextSpan> spans() {
        return spans;
    }

    /// For each token whether it lies in one of the spans: from the first token that overlaps a span to the last that
    /// does. With the assistant's spans of a rendered conversation this is the mask of what is learned.
    ///
    /// The reference stops at the first piece of a span's last character; here all its pieces belong to the span.
    public boolean[] mask(List<TextSpan> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        boolean[] mask = new boolean[ids.length];
        for (TextSpan span : wanted) {
            int first = 0;
            while (first < ids.length && !spans.get(first).overlaps(span)) {
                first++;
            }
            int last = ids.length - 1;
            while (last >= first && !spans.get(last).overlaps(span)) {
                last--;
            }
            for (int i = first; i <= last; i++) {
                mask[i] = true;
            }
        }
        return mask;
    }
}
