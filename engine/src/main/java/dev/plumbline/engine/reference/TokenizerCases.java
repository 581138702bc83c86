package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Encoding;
import dev.plumbline.engine.TextSpan;
import dev.plumbline.engine.TokenStream;
import dev.plumbline.engine.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Tokenizers: ids, offsets, masks, texts, streams, pairs; one case for each text.
final class TokenizerCases {
    private static final String KIND = "tokenizer";

    private final Tokenizer tokenizer;
    private final Findings findings;

    private TokenizerCases(Tokenizer tokenizer, Findings findings) {
        this.tokenizer = tokenizer;
        this.findings = findings;
    }

    static void run(Path folder, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path one : Fixtures.folders(folder)) {
            Findings findings = new Findings(settings.place(one));
            findings.guarded("", KIND, () -> {
                JsonNode golden = Fixtures.json(one.resolve("cases.json"));
                try (Tokenizer tokenizer = Tokenizer.load(one)) {
                    new TokenizerCases(tokenizer, findings).all(golden);
                }
            });
            findings.to(out);
        }
    }

    private void all(JsonNode golden) {
        if (golden.has("vocab_size")) {
            findings.equal(
                    "vocab_size", KIND, tokenizer.vocabSize(), golden.path("vocab_size").asInt());
        }
        int i = 0;
        for (JsonNode one : golden.path("cases")) {
            String name = "cases/" + one.path("name").asString(Integer.toString(i));
            findings.guarded(name, KIND, () -> text(name, one));
            i++;
        }
        i = 0;
        for (JsonNode one : golden.path("decode_only")) {
            String name = "decode_only/" + i;
            findings.guarded(name, KIND, () -> decoded(name, Fixtures.ints(one.path("ids")), one));
            i++;
        }
        i = 0;
        for (JsonNode one : golden.path("pairs")) {
            String name = "pairs/" + i;
            findings.guarded(name, KIND, () -> {
                Encoding pair = tokenizer.encodePair(
                        one.path("text").stringValue(), one.path("pair").stringValue(), true);
                findings.equal(name, KIND, pair.ids(), Fixtures.ints(one.path("ids")));
                findings.equal(name + "/type_ids", KIND, pair.typeIds(), Fixtures.ints(one.path("type_ids")));
            });
            i++;
        }
    }

    private void text(String name, JsonNode one) {
        String text = one.path("text").stringValue();
        Encoding plain = tokenizer.encode(text, false);
        Encoding full = tokenizer.encode(text, true);
        findings.equal(name, KIND, plain.ids(), Fixtures.ints(one.path("ids")));
        findings.equal(name + "/with_special", KIND, full.ids(), Fixtures.ints(one.path("ids_with_special")));
        if (one.has("offsets")) {
            findings.equal(name + "/offsets", KIND, plain.spans(), spans(one.path("offsets")));
        }
        if (one.has("special_tokens_mask")) {
            int[] wanted = Fixtures.ints(one.path("special_tokens_mask"));
            findings.equal(name + "/special_tokens_mask", KIND, marks(full), wanted);
        }
        decoded(name, Fixtures.ints(one.path("ids_with_special")), one);
    }

    private void decoded(String name, int[] ids, JsonNode one) {
        if (one.has("decoded")) {
            findings.equal(
                    name + "/decoded", KIND, tokenizer.decode(ids, false), one.path("decoded").stringValue());
        }
        if (one.has("decoded_skip_special")) {
            findings.equal(
                    name + "/decoded_skip_special",
                    KIND,
                    tokenizer.decode(ids, true),
                    one.path("decoded_skip_special").stringValue());
        }
        List<String> cumulative = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < one.path("cumulative").size(); i++) {
            cumulative.add(tokenizer.decode(Arrays.copyOf(ids, i + 1), false));
            wanted.add(one.path("cumulative").get(i).stringValue());
        }
        if (one.has("cumulative")) {
            findings.equal(name + "/cumulative", KIND, cumulative, wanted);
        }
        if (one.has("stream")) {
            stream(name, ids, one.path("stream"));
        }
    }

    private void stream(String name, int[] ids, JsonNode expected) {
        TokenStream stream = tokenizer.stream(false);
        List<String> found = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            found.add(stream.next(ids[i]));
            wanted.add(expected.get(i).asString(""));
        }
        findings.equal(name + "/stream", KIND, found, wanted);
    }

    private static List<TextSpan> spans(JsonNode array) {
        List<TextSpan> spans = new ArrayList<>();
        array.forEach(pair -> spans.add(
                new TextSpan(pair.path(0).asInt(), pair.path(1).asInt())));
        return spans;
    }

    private static int[] marks(Encoding encoding) {
        int[] marks = new int[encoding.size()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = encoding.special()[i] ? 1 : 0;
        }
        return marks;
    }
}
