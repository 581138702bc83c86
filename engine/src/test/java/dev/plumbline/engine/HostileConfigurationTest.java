package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.Families;
import dev.plumbline.engine.family.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Whatever a configuration says, it becomes a decoder's shape or an error that names the file; nothing is allocated.
class HostileConfigurationTest {
    private static final List<String> KEYS = List.of(
            "vocab_size",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "intermediate_size",
            "max_position_embeddings",
            "n_embd",
            "n_head",
            "n_layer",
            "n_positions",
            "ffn_dim",
            "word_embed_proj_dim",
            "rms_norm_eps",
            "rope_theta",
            "rope_scaling",
            "rope_parameters",
            "rotary_pct",
            "sliding_window",
            "sliding_window_pattern",
            "layer_types",
            "hidden_act",
            "architectures",
            "id2label",
            "num_labels",
            "query_pre_attn_scalar",
            "final_logit_softcapping",
            "tie_word_embeddings",
            "pad_token_id");

    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "3",
            "2147483647",
            "2147483648",
            "1e308",
            "-1e-300",
            "0.5",
            "1e400",
            "null",
            "true",
            "\"\"",
            "\"relu\"",
            "[]",
            "{}",
            "[1, [2], {}]",
            "[\"sliding_attention\"]",
            "[\"XForTokenClassification\"]",
            "{\"0\": 1, \"1\": 2}",
            "{\"rope_type\": \"yarn\", \"factor\": 1e300}",
            "{\"rope_type\": \"dynamic\", \"factor\": 1e-300}",
            "{\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 1}",
            "{\"type\": \"longrope\", \"short_factor\": [0], \"long_factor\": [\"x\"]}",
            "{\"full_attention\": {\"rope_theta\": -5}, \"sliding_attention\": 7}",
            "{\"partial_rotary_factor\": 1e-9}");

    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("configuration");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("config.json"));
        Files.deleteIfExists(folder);
    }

    @Provide
    Arbitrary<String> configurations() {
        Arbitrary<String> type =
                Arbitraries.of(Families.all().stream().map(Family::type).toList());
        Arbitrary<String> option = Combinators.combine(Arbitraries.of(KEYS), Arbitraries.of(VALUES))
                .as((key, value) -> "\"" + key + "\": " + value);
        return Combinators.combine(type, option.list().ofMaxSize(4)).as(HostileConfigurationTest::configuration);
    }

    /// A sound configuration with these options in the place of its own.
    private static String configuration(String type, List<String> options) {
        StringBuilder text = new StringBuilder("{\"model_type\": \"" + type + "\"");
        for (String key : List.of("vocab_size", "hidden_size", "intermediate_size", "ffn_dim", "n_embd")) {
            add(text, key, "16", options);
        }
        for (String key : List.of("num_hidden_layers", "num_attention_heads", "n_layer", "n_head")) {
            add(text, key, "2", options);
        }
        options.stream().distinct().forEach(option -> text.append(", ").append(option));
        return text.append('}').toString();
    }

    private static void add(StringBuilder text, String key, String value, List<String> options) {
        if (options.stream().noneMatch(option -> option.startsWith("\"" + key + "\""))) {
            text.append(", \"").append(key).append("\": ").append(value);
        }
    }

    @Property(tries = 600, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void aConfigurationIsAShapeOrRefused(@ForAll("configurations") String text) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), text);
        try {
            DecoderConfig config = ConfigFile.read(folder);
            assertThat(ParameterLayout.of(config).elements()).isPositive();
        } catch (PlumblineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
            assertThat(e).hasMessageStartingWith(file.toString());
        }
    }
}
