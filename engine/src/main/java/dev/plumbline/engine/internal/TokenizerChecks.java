package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Refuses what the tokenizers library believes of a `tokenizer.json` without looking, and dies of later.
///
/// An error that the library does not expect ends the whole process, not the call. So what it would look up, cut
/// or divide by is looked at here, before it sees the file: templates of special tokens, merges of pieces with a
/// prefix, lengths of chunks and cuts, and the table of a SentencePiece normalizer.
///
/// Source: the places that can fail in https://github.com/huggingface/tokenizers, version 0.21.4.
public final class TokenizerChecks {
    /// What a tokenizer is made of beside its model, and how a sequence of each names its parts.
    private static final Map<String, String> COMPONENTS = Map.of(
            "normalizer", "normalizers",
            "pre_tokenizer", "pretokenizers",
            "post_processor", "processors",
            "decoder", "decoders");

    private final String place;

    private TokenizerChecks(String place) {
        this.place = place;
    }

    /// Looks at the whole file.
    ///
    /// @param place the file, for error messages
    /// @param tokenizer the whole `tokenizer.json`
    /// @throws PlumblineException BAD_CHECKPOINT naming the field
    public static void require(String place, JsonNode tokenizer) {
        TokenizerChecks checks = new TokenizerChecks(place);
        COMPONENTS.forEach((name, parts) -> checks.typed(name, parts, tokenizer.path(name)));
        checks.processor(tokenizer.path("post_processor"));
        checks.preTokenizer(tokenizer.path("pre_tokenizer"));
        checks.decoder(tokenizer.path("decoder"));
        checks.normalizer(tokenizer.path("normalizer"));
        checks.merges(tokenizer.path("model"));
    }

    /// A part that does not name its type is taken for whichever kind its fields fit, past all that is looked at here.
    private void typed(String name, String parts, JsonNode component) {
        if (component.isMissingNode() || component.isNull()) {
            return;
        }
        if (!component.path("type").isString()) {
            throw bad("a part of \"" + name + "\" has no \"type\" that is a text");
        }
        component.path(parts).forEach(part -> typed(name, parts, part));
    }

    /// A template gives more than two pieces, which a second one does not expect; so there may be one at most.
    private int processor(JsonNode processor) {
        int templates = 0;
        for (JsonNode each : processor.path("processors")) {
            templates += processor(each);
        }
        if (processor.path("type").asString("").equals("TemplateProcessing")) {
            template(processor, "single", "A");
            template(processor, "pair", "AB");
            templates++;
        }
        if (templates > 1) {
            throw bad("\"post_processor\" has more than one TemplateProcessing");
        }
        return templates;
    }

    private void template(JsonNode processor, String key, String sequences) {
        for (JsonNode piece : processor.path(key)) {
            for (JsonNode kind : piece) {
                index("type_id", kind.path("type_id"));
            }
            String sequence = piece.path("Sequence").path("id").asString("A");
            if (!sequences.contains(sequence)) {
                throw bad("\"" + key + "\" of TemplateProcessing names the sequence " + Excerpt.quote(sequence));
            }
            if (!piece.has("SpecialToken")) {
                continue;
            }
            String id = piece.path("SpecialToken").path("id").asString("");
            JsonNode token = processor.path("special_tokens").path(id);
            if (token.isMissingNode()) {
                throw bad("\"" + key + "\" of TemplateProcessing names the special token " + Excerpt.quote(id)
                        + ", which is not among its \"special_tokens\"");
            }
            if (token.path("ids").size() != token.path("tokens").size()) {
                throw bad("special token " + Excerpt.quote(id) + " of TemplateProcessing has not as many \"ids\" as"
                        + " \"tokens\"");
            }
            token.path("ids").forEach(each -> index("ids", each));
        }
    }

    /// The library takes numbers up to 2^32; nobody here does.
    private void index(String key, JsonNode number) {
        if (!number.isMissingNode() && (!number.isInt() || number.intValue() < 0)) {
            throw bad("\"" + key + "\" of TemplateProcessing is " + Excerpt.quote(number.toString())
                    + "; it must be a whole number in [0, 2^31)");
        }
    }

    private void preTokenizer(JsonNode preTokenizer) {
        preTokenizer.path("pretokenizers").forEach(this::preTokenizer);
        if (preTokenizer.path("type").asString("").equals("FixedLength")
                && preTokenizer.path("length").asLong(1) < 1) {
            throw bad("\"length\" of FixedLength is " + preTokenizer.path("length") + "; it must be 1 or more");
        }
    }

    private void decoder(JsonNode decoder) {
        decoder.path("decoders").forEach(this::decoder);
        if (decoder.path("type").asString("").equals("Strip")
                && decoder.path("stop").asLong(0) != 0) {
            throw bad("\"stop\" of the decoder Strip is " + decoder.path("stop") + " (supported: 0)");
        }
    }

    private void normalizer(JsonNode normalizer) {
        normalizer.path("normalizers").forEach(this::normalizer);
        if (normalizer.path("type").asString("").equals("Precompiled")) {
            JsonNode table = normalizer.path("precompiled_charsmap");
            byte @Nullable [] bytes = decoded(table.asString(""));
            if (bytes == null || !CharacterTrie.isSound(bytes)) {
                throw bad("\"precompiled_charsmap\" of the normalizer is damaged");
            }
        }
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The second piece of a merge begins with the prefix of pieces within a word, which is cut off.
    private void merges(JsonNode model) {
        String prefix = model.path("continuing_subword_prefix").asString("");
        if (prefix.isEmpty()) {
            return;
        }
        for (JsonNode merge : model.path("merges")) {
            String text = merge.asString("");
            String second = merge.isArray() ? merge.path(1).asString("") : text.substring(text.indexOf(' ') + 1);
            if (!second.startsWith(prefix)) {
                throw bad("the merge " + Excerpt.quote(merge.toString())
                        + " does not go on with \"continuing_subword_prefix\" " + Excerpt.quote(prefix));
            }
        }
    }

    private PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, place + ": " + what + "; get the file again");
    }
}
