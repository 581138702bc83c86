package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.ByteAlphabet;
import dev.plumbline.engine.internal.PairMerger;
import dev.plumbline.engine.internal.TokenizerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A byte-level byte-pair encoding learned from texts: it can say any text, and says what it saw often in few tokens.
///
/// Texts are split into words by GPT-2's rule, words are spelt in bytes, and the commonest neighbours become one token
/// until the vocabulary is full or no pair occurs twice. Ids: the special tokens, the 256 bytes, then the merged tokens
/// in the order in which they were learned. The same texts give the same tokenizer. Sources: Radford et al. 2019
/// (GPT-2); Sennrich, Haddow, Birch 2016, arXiv:1508.07909.
public final class ByteLevelBpe {
    /// GPT-2's rule: English endings, letters, digits and other signs each with the space before them, white space.
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    /// Longer words are counted in pieces of this many bytes, so that a text without spaces cannot take quadratic time.
    private static final int LONGEST_WORD = 512;

    private static final long LEAST = 2;
    private static final int BYTES = 256;

    private final SpecialTexts specials;
    private final int size;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();

    private ByteLevelBpe(SpecialTexts specials, int size) {
        this.specials = specials;
        this.size = size;
        specials.all().forEach(this::token);
        int firstByte = tokens.size();
        if (size < firstByte + BYTES) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a vocabulary of " + size + " is too small; it needs " + firstByte
                            + " special tokens and 256 bytes, so at least " + (firstByte + BYTES));
        }
        TreeSet<String> alphabet = new TreeSet<>();
        for (int b = 0; b < BYTES; b++) {
            alphabet.add(Character.toString(ByteAlphabet.spell(b)));
        }
        alphabet.forEach(this::token);
        if (tokens.size() != firstByte + BYTES) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a special token of one letter is spelt like a byte; spell it longer, such as <eos>");
        }
    }

    /// Learns a vocabulary.
    ///
    /// @param texts read once, one at a time
    /// @param vocabSize how many tokens there may be, special ones and the 256 bytes included
    /// @throws PlumblineException BAD_ARGUMENT if the vocabulary is too small for them, or a special token is
    ///     spelt like a byte
    public static ByteLevelBpe train(Iterator<String> texts, int vocabSize, SpecialTexts specials) {
        ByteLevelBpe out = new ByteLevelBpe(specials, vocabSize);
        out.learn(count(texts));
        return out;
    }

    private void learn(Map<String, Long> words) {
        PairMerger merger = new PairMerger();
        words.forEach((word, count) ->
                merger.add(word.chars().map(c -> token(Character.toString(c))).toArray(), count));
        merger.merge(
                new PairMerger.Symbols() {
                    @Override
                    public boolean full() {
                        return tokens.size() >= size;
                    }

                    @Override
                    public int merge(int left, int right) {
                        return joined(left, right);
                    }
                },
                LEAST);
    }

    /// The token that two become; none if it would be spelt like a special token.
    private int joined(int left, int right) {
        int id = token(tokens.get(left) + tokens.get(right));
        if (id < specials.all().size()) {
            return -1;
        }
        merges.add(tokens.get(left) + " " + tokens.get(right));
        return id;
    }

    /// The id of a token, which is new if there is none so spelt; two merges may spell the same.
    private int token(String spelt) {
        return ids.computeIfAbsent(spelt, text -> {
            tokens.add(text);
            return tokens.size() - 1;
        });
    }

    /// How often each word occurs, spelt in bytes; sorted, so that nothing depends on a hash.
    private static Map<String, Long> count(Iterator<String> texts) {
        Map<String, Long> counts = new TreeMap<>();
        while (texts.hasNext()) {
            Matcher word = WORD.matcher(texts.next());
            while (word.find()) {
                String spelt = ByteAlphabet.spell(word.group());
                for (int at = 0; at < spelt.length(); at += LONGEST_WORD) {
                    counts.merge(spelt.substring(at, Math.min(spelt.length(), at + LONGEST_WORD)), 1L, Long::sum);
                }
            }
        }
        return counts;
    }

    /// All tokens by id, bytes spelt in GPT-2's alphabet.
    public List<String> tokens() {
        return Collections.unmodifiableList(tokens);
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`, without a chat template.
    ///
    /// @throws PlumblineException STORAGE if a file cannot be written
    public void write(Path folder) {
        writeFiles(folder, null);
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`.
    ///
    /// @param chatTemplate how conversations become text, in Jinja; see [ChatTemplate]
    /// @throws PlumblineException STORAGE if a file cannot be written
    public void write(Path folder, String chatTemplate) {
        writeFiles(folder, chatTemplate);
    }

    private void writeFiles(Path folder, @Nullable String chatTemplate) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        parts.set("pre_tokenizer", byteLevel(true));
        ObjectNode after = TokenizerFiles.object("Sequence");
        after.putArray("processors").add(byteLevel(false)).add(TokenizerFiles.beginning(specials));
        parts.set("post_processor", after);
        parts.set("decoder", byteLevel(true));
        parts.set("model", model());
        TokenizerFiles.write(folder, specials, parts, chatTemplate);
    }

    private static ObjectNode byteLevel(boolean trimOffsets) {
        return TokenizerFiles.object("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", trimOffsets)
                .put("use_regex", true);
    }

    private ObjectNode model() {
        ObjectNode model = TokenizerFiles.object("BPE");
        for (String absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocab = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
        ArrayNode list = model.putArray("merges");
        merges.forEach(list::add);
        return model;
    }
}
