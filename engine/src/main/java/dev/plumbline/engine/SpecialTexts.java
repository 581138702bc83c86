package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;

/// How the special tokens of a new tokenizer are to be spelt. Roles may share a token, as GPT-2's do.
///
/// @param bos begins a text
/// @param eos ends a text or a turn
/// @param pad fills up shorter rows of a batch
/// @param unk stands for what the vocabulary cannot say
/// @param others further ones, such as those that mark turns; may be empty
public record SpecialTexts(String bos, String eos, String pad, String unk, List<String> others) {
    /// `<bos>`, `<eos>`, `<pad>`, `<unk>` and no others.
    public static final SpecialTexts USUAL = new SpecialTexts("<bos>", "<eos>", "<pad>", "<unk>", List.of());

    public SpecialTexts {
        others = List.copyOf(others);
        for (String text : distinct(pad, unk, bos, eos, others)) {
            if (text.isBlank() || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        Excerpt.quote(text) + " cannot be a special token; give it visible, well-formed text");
            }
        }
    }

    /// These with further ones.
    public SpecialTexts and(String... further) {
        LinkedHashSet<String> all = new LinkedHashSet<>(others);
        all.addAll(List.of(further));
        return new SpecialTexts(bos, eos, pad, unk, List.copyOf(all));
    }

    /// All of them once: pad, unk, bos, eos, then the others. A new tokenizer gives them the first ids in this order.
    public List<String> all() {
        return distinct(pad, unk, bos, eos, others);
    }

    private static List<String> distinct(String pad, String unk, String bos, String eos, List<String> others) {
        LinkedHashSet<String> all = new LinkedHashSet<>(List.of(pad, unk, bos, eos));
        all.addAll(others);
        return List.copyOf(all);
    }
}
