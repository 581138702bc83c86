package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Options of generation as `transformers` spells them: in `generation_config.json` and in reference values.
///
/// @param options how each token is chosen, and when the text ends
/// @param stopTexts texts that end it
/// @param search a search in place of drawing, if the options ask for one
public record TransformersOptions(
        GenerationOptions options, List<String> stopTexts, Optional<BeamSearch> search) {
    private static final Set<String> KNOWN = Set.of(
            "temperature",
            "top_k",
            "top_p",
            "min_p",
            "typical_p",
            "epsilon_cutoff",
            "eta_cutoff",
            "renormalize_logits",
            "repetition_penalty",
            "no_repeat_ngram_size",
            "min_new_tokens",
            "max_new_tokens",
            "bad_words_ids",
            "suppress_tokens",
            "begin_suppress_tokens",
            "sequence_bias",
            "stop_strings",
            "eos_token_id",
            "num_beams",
            "num_return_sequences",
            "length_penalty",
            "early_stopping",
            "do_sample");

    public TransformersOptions {
        stopTexts = List.copyOf(stopTexts);
    }

    /// Reads an object of options. A key that is not known is refused, for it might change the text.
    ///
    /// @param sampled whether tokens are drawn; `do_sample` in the object goes before
    /// @param maxTokens longest answer where the object does not say
    /// @throws PlumblineException BAD_ARGUMENT, naming the option
    public static TransformersOptions read(JsonNode object, boolean sampled, int maxTokens) {
        Set<String> unknown = new TreeSet<>(object.propertyNames());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw bad("option \"" + unknown.iterator().next() + "\" is not supported; leave it out");
        }
        boolean draws = object.path("do_sample").asBoolean(sampled);
        Draw draw = new Draw(
                draws ? object.path("temperature").asDouble(1) : 0,
                object.path("top_k").asInt(0),
                object.path("top_p").asDouble(1),
                object.path("min_p").asDouble(0),
                object.path("typical_p").asDouble(1),
                object.path("epsilon_cutoff").asDouble(0),
                object.path("eta_cutoff").asDouble(0));
        GenerationOptions options = new GenerationOptions(
                draw,
                constraints(object),
                object.path("max_new_tokens").asInt(maxTokens),
                ints(object.path("eos_token_id")),
                0);
        List<String> stops = new ArrayList<>();
        object.path("stop_strings").forEach(stop -> stops.add(stop.asString()));
        return new TransformersOptions(options, stops, search(object));
    }

    private static Constraints constraints(JsonNode object) {
        List<List<Integer>> badWords = new ArrayList<>();
        object.path("bad_words_ids").forEach(word -> badWords.add(list(word)));
        List<Constraints.SequenceBias> biases = new ArrayList<>();
        object.path("sequence_bias")
                .forEach(pair -> biases.add(new Constraints.SequenceBias(
                        list(pair.path(0)), pair.path(1).asDouble(0))));
        return new Constraints(
                biases,
                object.path("repetition_penalty").asDouble(1),
                object.path("no_repeat_ngram_size").asInt(0),
                badWords,
                object.path("min_new_tokens").asInt(0),
                ints(object.path("suppress_tokens")),
                ints(object.path("begin_suppress_tokens")));
    }

    private static Optional<BeamSearch> search(JsonNode object) {
        int beams = object.path("num_beams").asInt(1);
        if (beams == 1) {
            return Optional.empty();
        }
        JsonNode early = object.path("early_stopping");
        BeamSearch.Stopping stopping = early.isString() && early.asString().equals("never")
                ? BeamSearch.Stopping.BEST
                : early.asBoolean(false) ? BeamSearch.Stopping.FIRST_FOUND : BeamSearch.Stopping.LIKELY_BEST;
        return Optional.of(new BeamSearch(
                beams,
                object.path("length_penalty").asDouble(1),
                stopping,
                object.path("num_return_sequences").asInt(1)));
    }

    private static Set<Integer> ints(JsonNode node) {
        return node.isIntegralNumber() ? Set.of(node.asInt()) : new LinkedHashSet<>(list(node));
    }

    private static List<Integer> list(JsonNode node) {
        List<Integer> found = new ArrayList<>();
        node.forEach(one -> found.add(one.asInt()));
        return found;
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, "generation options: " + what);
    }
}
