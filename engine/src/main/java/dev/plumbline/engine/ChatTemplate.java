package dev.plumbline.engine;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.ChatMessages;
import dev.plumbline.engine.internal.FinalMessage;
import dev.plumbline.engine.internal.TemplateFiles;
import dev.plumbline.engine.internal.jinja.Program;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a model wants a conversation as text: a checkpoint's chat template, in the part of Jinja that such templates
/// use.
///
/// The text is, character by character, what transformers makes of the same template and conversation: one space
/// more in a JSON schema is another token, and a model trained on one will not do as well on the other. A template
/// is a program from someone else; it runs in a sandbox that bounds its steps, text and nesting, and sees nothing
/// but the conversation. May be used by many threads.
///
/// What users write may spell special tokens, and templates paste it in as it is: see [Tokenizer#encode].
///
/// ```java
/// ChatTemplate template = ChatTemplate.load(Path.of("models/mine"));
/// ChatOptions options = ChatOptions.DEFAULT.with(tokenizer.special()).withGenerationPrompt();
/// String prompt = template.render(Conversation.ask("Is the wall true?"), options).text();
/// ```
public final class ChatTemplate {
    private static final String DEFAULT = "default";
    private static final String WITH_TOOLS = "tool_use";

    private final Map<String, Program> programs;

    private ChatTemplate(Map<String, Program> programs) {
        this.programs = programs;
    }

    /// Parses a template.
    ///
    /// @throws TemplateException SYNTAX if it is not valid, LIMIT if it is too long or nested too deeply
    public static ChatTemplate parse(String source) {
        return new ChatTemplate(Map.of(DEFAULT, Program.parse("chat template", source)));
    }

    /// The template of a checkpoint folder: `chat_template.jinja` (with `additional_chat_templates`), or
    /// `tokenizer_config.json`'s `chat_template`, one or several with names. Of several, `tool_use` is taken when
    /// tools are given, else `default`.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if there is none, or a file is not valid
    /// @throws TemplateException as for [#parse]
    public static ChatTemplate load(Path folder) {
        return find(folder)
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        folder + ": there is no chat template, neither chat_template.jinja nor in "
                                + "tokenizer_config.json; take a model made for conversation, or give a template"));
    }

    /// The template of a checkpoint folder, as for [#load]; empty if it has none.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if a file is not valid
    /// @throws TemplateException as for [#parse]
    public static Optional<ChatTemplate> find(Path folder) {
        Map<String, Program> programs = new HashMap<>();
        TemplateFiles.read(folder)
                .forEach((name, source) -> programs.put(name, Program.parse(source.place(), source.text())));
        return programs.isEmpty() ? Optional.empty() : Optional.of(new ChatTemplate(programs));
    }

    /// Renders a conversation.
    ///
    /// @throws TemplateException RAISED if the template refuses it, or another kind if it fails
    /// @throws PlumblineException BAD_ARGUMENT if there is no message, or the final one cannot be continued
    public Rendered render(Conversation conversation, ChatOptions options) {
        return render(ChatMessages.of(conversation), options);
    }

    /// Renders messages, each with its `role`, `content` and whatever else the template reads.
    ///
    /// Values are JSON-like: maps with text keys, lists, text, numbers, booleans and null. As in transformers, a
    /// field that is null counts as absent, and `thinking` or `reasoning` also as `reasoning_content`.
    ///
    /// @throws TemplateException RAISED if the template refuses them, or another kind if it fails
    /// @throws PlumblineException BAD_ARGUMENT if there is no message, or the final one cannot be continued
    public Rendered render(List<? extends Map<String, ? extends @Nullable Object>> messages, ChatOptions options) {
        if (messages.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "chat template: there is no message to render; give at least one");
        }
        List<Map<String, @Nullable Object>> seen = ChatMessages.asTemplatesSeeThem(messages);
        if (!options.continueFinalMessage()) {
            return page(seen, options);
        }
        FinalMessage last = FinalMessage.of(seen);
        return last.cut(page(last.marked(), options));
    }

    private Rendered page(List<Map<String, @Nullable Object>> messages, ChatOptions options) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("tools", null);
        variables.put("documents", null);
        variables.putAll(options.variables());
        variables.put("messages", messages);
        variables.put("add_generation_prompt", options.addGenerationPrompt());
        Program.Page page = program(variables.get("tools") != null).render(variables, options.clock());
        return new Rendered(page.text(), page.spans());
    }

    private Program program(boolean tools) {
        @Nullable Program found = tools ? programs.get(WITH_TOOLS) : null;
        found = found == null ? programs.get(DEFAULT) : found;
        if (found == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    "chat template: there is none named \"default\" among " + programs.keySet()
                            + "; name one so in tokenizer_config.json");
        }
        return found;
    }
}
