package dev.plumbline.engine.internal;

import dev.plumbline.engine.SpecialTexts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes `tokenizer.json` and `tokenizer_config.json` as Hugging Face's libraries read them.
///
/// Format: https://huggingface.co/docs/tokenizers, version 0.21.
public final class TokenizerFiles {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TokenizerFiles() {}

    /// An object of the format, such as a pre-tokenizer, with its type as first field.
    public static ObjectNode object(String type) {
        return NODES.objectNode().put("type", type);
    }

    /// Puts the beginning-of-text token before each text.
    public static ObjectNode beginning(SpecialTexts specials) {
        String bos = specials.bos();
        int id = specials.all().indexOf(bos);
        ObjectNode out = object("TemplateProcessing");
        ArrayNode single = out.putArray("single");
        piece(single, "SpecialToken", bos, 0);
        piece(single, "Sequence", "A", 0);
        ArrayNode pair = out.putArray("pair");
        piece(pair, "SpecialToken", bos, 0);
        piece(pair, "Sequence", "A", 0);
        piece(pair, "SpecialToken", bos, 1);
        piece(pair, "Sequence", "B", 1);
        ObjectNode token = out.putObject("special_tokens").putObject(bos);
        token.put("id", bos).putArray("ids").add(id);
        token.putArray("tokens").add(bos);
        return out;
    }

    private static void piece(ArrayNode to, String kind, String id, int type) {
        to.addObject().putObject(kind).put("id", id).put("type_id", type);
    }

    /// Writes both files; the special tokens have the first ids.
    ///
    /// @param parts the fields `pre_tokenizer`, `post_processor`, `decoder` and `model`; those absent become null
    /// @param chatTemplate the chat template, or null for none
    public static void write(Path folder, SpecialTexts specials, ObjectNode parts, @Nullable String chatTemplate) {
        ObjectNode tokenizer = NODES.objectNode().put("version", "1.0");
        tokenizer.putNull("truncation").putNull("padding");
        ArrayNode added = tokenizer.putArray("added_tokens");
        ObjectNode config = NODES.objectNode();
        ObjectNode byId = config.putObject("added_tokens_decoder");
        List<String> all = specials.all();
        for (int id = 0; id < all.size(); id++) {
            flags(added.addObject().put("id", id), all.get(id));
            flags(byId.putObject(Integer.toString(id)), all.get(id));
        }
        for (String part : List.of("normalizer", "pre_tokenizer", "post_processor", "decoder", "model")) {
            tokenizer.set(part, parts.has(part) ? parts.get(part) : NODES.nullNode());
        }
        config.put("bos_token", specials.bos()).put("eos_token", specials.eos());
        config.put("pad_token", specials.pad()).put("unk_token", specials.unk());
        config.put("clean_up_tokenization_spaces", false).put("tokenizer_class", "PreTrainedTokenizerFast");
        if (chatTemplate != null) {
            config.put("chat_template", chatTemplate);
        }
        AtomicFile.write(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(config) + "\n");
        AtomicFile.write(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer) + "\n");
    }

    private static void flags(ObjectNode token, String content) {
        token.put("content", content).put("single_word", false).put("lstrip", false);
        token.put("rstrip", false).put("normalized", false).put("special", true);
    }
}
