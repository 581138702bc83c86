package dev.plumbline.engine;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.JsonFile;
import dev.plumbline.engine.internal.NativeTokenizer;
import dev.plumbline.engine.internal.SpecialTokenFiles;
import dev.plumbline.engine.internal.TokenizerChecks;
import dev.plumbline.engine.internal.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns text into token ids and back, as a checkpoint's `tokenizer.json` says.
///
/// Texts are never cut and never padded, whatever the file or the model's greatest length says: who needs either
/// does it knowingly. Nothing is fetched and nothing is reported. May be used by many threads; after closing,
/// every call throws IllegalStateException.
///
/// ```java
/// try (Tokenizer tokenizer = Tokenizer.load(Path.of("models/mine"))) {
///     int[] ids = tokenizer.encode("The wall leans.", true).ids();
///     String text = tokenizer.decode(ids, true);
/// }
/// ```
public final class Tokenizer implements AutoCloseable {
    private static final TextSpan NOWHERE = new TextSpan(0, 0);

    private final NativeTokenizer library;
    private final Vocabulary vocabulary;
    private final SpecialTokens special;

    private Tokenizer(NativeTokenizer library, Vocabulary vocabulary, SpecialTokens special) {
        this.library = library;
        this.vocabulary = vocabulary;
        this.special = special;
    }

    /// Loads `tokenizer.json` and, as far as they are there, `tokenizer_config.json`, `special_tokens_map.json`
    /// and `config.json`, which name the special tokens.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no `tokenizer.json`, BAD_CHECKPOINT if a file is not
    ///     valid, NATIVE if this machine cannot run the tokenizers library
    public static Tokenizer load(Path folder) {
        Path file = folder.resolve("tokenizer.json");
        String text = JsonFile.text(file, ErrorCode.BAD_CHECKPOINT);
        JsonNode json = JsonFile.parse(file.toString(), text, ErrorCode.BAD_CHECKPOINT);
        Vocabulary vocabulary = new Vocabulary(file.toString(), json);
        TokenizerChecks.require(file.toString(), json);
        NativeTokenizer library = new NativeTokenizer(file.toString(), text);
        try {
            return new Tokenizer(library, vocabulary, new SpecialTokenFiles(folder, vocabulary).read());
        } catch (RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /// The text's tokens.
    ///
    /// Special tokens that the text spells out become themselves: never put what a user wrote where they matter. A
    /// lone surrogate counts as U+FFFD.
    ///
    /// @param addSpecial whether to add the special tokens that begin or end a text of this model
    public Encoding encode(String text, boolean addSpecial) {
        return encoding(library.encode(text, addSpecial));
    }

    /// Two texts as one sequence, as models that compare texts take them.
    ///
    /// @param addSpecial whether to add the special tokens around and between them
    public Encoding encodePair(String text, String pair, boolean addSpecial) {
        return encoding(library.encode(text, pair, addSpecial));
    }

    /// The text of the tokens; ids that the vocabulary lacks (a model may have more rows than it) say nothing.
    ///
    /// @param skipSpecial whether to leave out special tokens
    /// @throws PlumblineException BAD_ARGUMENT if an id is negative
    public String decode(int[] ids, boolean skipSpecial) {
        for (int id : ids) {
            if (id < 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, "token id " + id + " is negative; ids are in [0, vocabulary)");
            }
        }
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
    }

    /// Decodes token by token, as generation yields them.
    ///
    /// @param skipSpecial whether to leave out special tokens
    public TokenStream stream(boolean skipSpecial) {
        return new TokenStream(this, skipSpecial);
    }

    /// The number of different tokens, added ones included; a model's embedding may have more rows.
    public int vocabSize() {
        return vocabulary.size();
    }

    /// The id of a token as the vocabulary spells it, such as `<|eot_id|>`; empty if there is no such token.
    public OptionalInt id(String token) {
        @Nullable Integer id = vocabulary.id(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The token of an id as the vocabulary spells it; empty if there is none.
    public Optional<String> token(int id) {
        return Optional.ofNullable(vocabulary.token(id));
    }

    /// The tokens with a meaning of their own.
    public SpecialTokens special() {
        return special;
    }

    @Override
    public void close() {
        library.close();
    }

    private static Encoding encoding(ai.djl.huggingface.tokenizers.Encoding of) {
        int[] ids = ints(of.getIds());
        long[] marks = of.getSpecialTokenMask();
        boolean[] special = new boolean[ids.length];
        List<TextSpan> spans = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            special[i] = marks[i] != 0;
            @Nullable CharSpan span = of.getCharTokenSpans()[i];
            spans.add(span == null ? NOWHERE : new TextSpan(span.getStart(), span.getEnd()));
        }
        return new Encoding(ids, ints(of.getTypeIds()), special, spans);
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
