package dev.plumbline.serve;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Constraints;
import dev.plumbline.engine.Draw;
import dev.plumbline.engine.GenerationOptions;
import dev.plumbline.engine.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/// What both ways of asking for text have in common.
///
/// @param prompts tokens of each prompt
/// @param choices answers to each
/// @param options how they are written
/// @param stops texts that end an answer
/// @param seed from which every answer's own is derived
/// @param streams whether the answer is sent as it is written
/// @param countsInStream whether a stream ends with the number of tokens
/// @param logprobs whether log-probabilities are sent
/// @param tools whether functions may be called
record TextRequest(
        List<int[]> prompts,
        int choices,
        GenerationOptions options,
        List<String> stops,
        Seed seed,
        boolean streams,
        boolean countsInStream,
        boolean logprobs,
        boolean tools) {
    static final int MOST_CHOICES = 128;
    private static final int MOST_STOPS = 16;
    private static final int MOST_TOKENS = 1 << 24;

    /// Fields that both ways share. Those that say nothing about the text are taken and left.
    private static final Set<String> SHARED = Set.of(
            "model",
            "n",
            "stream",
            "stream_options",
            "stop",
            "seed",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "typical_p",
            "frequency_penalty",
            "presence_penalty",
            "repetition_penalty",
            "no_repeat_ngram_size",
            "min_tokens",
            "max_tokens",
            "logit_bias",
            "stop_token_ids",
            "ignore_eos",
            "user",
            "metadata",
            "store",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key");

    /// The shared fields and these.
    static Set<String> known(String... others) {
        Set<String> all = new HashSet<>(SHARED);
        all.addAll(List.of(others));
        return all;
    }

    /// Reads the shared fields.
    ///
    /// @param prompts what the way of asking made of its own
    /// @param maxTokens longest answer, already decided
    /// @param alternatives how many of the likeliest tokens are sent beside each one, -1 for no log-probabilities
    static TextRequest read(
            Fields fields, CheckpointModel model, List<int[]> prompts, int maxTokens, int alternatives) {
        int choices = fields.integer("n", 1, 1, MOST_CHOICES);
        List<String> stops = fields.texts("stop", MOST_STOPS);
        if (stops.contains("")) {
            throw ApiException.invalid("stop", "\"stop\" must not hold an empty text: every answer holds it.");
        }
        Set<Integer> ends = new LinkedHashSet<>(fields.tokens("stop_token_ids"));
        stops.forEach(stop -> special(model.format().tokenizer(), stop).ifPresent(ends::add));
        if (!fields.flag("ignore_eos")) {
            ends.addAll(model.format().endTokens());
        }
        GenerationOptions options =
                new GenerationOptions(draw(fields), constraints(fields), maxTokens, ends, Math.max(0, alternatives));
        long seed =
                fields.whole("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong());
        boolean counts = fields.get("stream_options").path("include_usage").asBoolean(false);
        return new TextRequest(
                prompts,
                choices,
                options,
                stops,
                new Seed(seed),
                fields.flag("stream"),
                counts,
                alternatives >= 0,
                fields.has("tools") && !fields.text("tool_choice", "auto").equals("none"));
    }

    /// The longest answer that a request asks for, under its old name or its new one.
    static int maxTokens(Fields fields, int otherwise) {
        OptionalInt newer = fields.integer("max_completion_tokens", 1, MOST_TOKENS);
        return newer.isPresent() ? newer.getAsInt() : fields.integer("max_tokens", otherwise, 1, MOST_TOKENS);
    }

    /// The model that a request names.
    static void requireModel(ObjectNode body, String served) {
        Fields fields = new Fields(body);
        if (!fields.has("model")) {
            throw ApiException.invalid(
                    "model", "you must provide a model parameter; this server has \"" + served + "\".");
        }
        String asked = fields.text("model", served);
        if (!asked.equals(served)) {
            throw ApiException.unknownModel(asked, served);
        }
    }

    private static Draw draw(Fields fields) {
        return new Draw(
                fields.number("temperature", 1, 0, 100),
                fields.integer("top_k", 0, -1, Integer.MAX_VALUE) == -1
                        ? 0
                        : fields.integer("top_k", 0, -1, Integer.MAX_VALUE),
                Math.max(Double.MIN_VALUE, fields.number("top_p", 1, 0, 1)),
                fields.number("min_p", 0, 0, 1),
                Math.max(Double.MIN_VALUE, fields.number("typical_p", 1, 0, 1)),
                0,
                0);
    }

    private static Constraints constraints(Fields fields) {
        List<Constraints.SequenceBias> biases = new ArrayList<>();
        fields.biases("logit_bias")
                .forEach((token, bias) -> biases.add(new Constraints.SequenceBias(List.of(token), bias)));
        return Constraints.NONE
                .withBiases(biases)
                .withRepetitionPenalty(fields.number("repetition_penalty", 1, 1e-3, 1e3))
                .withOccurrencePenalties(
                        fields.number("presence_penalty", 0, -2, 2), fields.number("frequency_penalty", 0, -2, 2))
                .withNoRepeatNgram(fields.integer("no_repeat_ngram_size", 0, 0, MOST_TOKENS))
                .withMinTokens(fields.integer("min_tokens", 0, 0, MOST_TOKENS));
    }

    /// The token that a stop text spells, if it is one that answers do not show.
    private static OptionalInt special(Tokenizer tokenizer, String text) {
        OptionalInt id = tokenizer.id(text);
        return id.isPresent()
                        && tokenizer.decode(new int[] {id.getAsInt()}, true).isEmpty()
                ? id
                : OptionalInt.empty();
    }
}
