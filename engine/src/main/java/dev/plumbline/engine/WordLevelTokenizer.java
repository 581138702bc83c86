package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.Excerpt;
import dev.plumbline.engine.internal.TokenizerFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes tokenizers in which each word is one token: for small closed worlds, whose every word is known.
///
/// Texts are split at white space; decoding joins words with single spaces, so line breaks and runs of spaces do
/// not survive. Encoding with special tokens puts the beginning-of-text token first. The special tokens have the
/// first ids, in the order of [SpecialTexts#all()], and the words the ids after them, in the order given.
public final class WordLevelTokenizer {
    private WordLevelTokenizer() {}

    /// Writes `tokenizer.json` and `tokenizer_config.json`, without a chat template.
    ///
    /// @param words each once, without white space, none of them a special token
    /// @throws PlumblineException BAD_ARGUMENT if a word is not usable, STORAGE if a file cannot be written
    public static void write(Path folder, List<String> words, SpecialTexts specials) {
        writeFiles(folder, words, specials, null);
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`.
    ///
    /// @param words each once, without white space, none of them a special token
    /// @param chatTemplate how conversations become text, in Jinja; see [ChatTemplate]
    /// @throws PlumblineException BAD_ARGUMENT if a word is not usable, STORAGE if a file cannot be written
    public static void write(Path folder, List<String> words, SpecialTexts specials, String chatTemplate) {
        writeFiles(folder, words, specials, chatTemplate);
    }

    private static void writeFiles(
            Path folder, List<String> words, SpecialTexts specials, @Nullable String chatTemplate) {
        ObjectNode model = TokenizerFiles.object("WordLevel");
        ObjectNode vocab = model.putObject("vocab");
        Set<String> seen = new HashSet<>();
        for (String token : specials.all()) {
            vocab.put(token, seen.size());
            seen.add(token);
        }
        for (String word : words) {
            check(word);
            vocab.put(word, seen.size());
            if (!seen.add(word)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "the word " + Excerpt.quote(word) + " is given twice or is a special token; give each once");
            }
        }
        model.put("unk_token", specials.unk());
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        parts.set("pre_tokenizer", TokenizerFiles.object("WhitespaceSplit"));
        parts.set("post_processor", TokenizerFiles.beginning(specials));
        parts.set("model", model); // no decoder: the library then joins tokens with single spaces
        TokenizerFiles.write(folder, specials, parts, chatTemplate);
    }

    private static void check(String word) {
        boolean spaced =
                word.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85);
        if (word.isEmpty() || spaced || !StandardCharsets.UTF_8.newEncoder().canEncode(word)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    Excerpt.quote(word) + " cannot be a word; a word is not empty and holds no white space");
        }
    }
}
