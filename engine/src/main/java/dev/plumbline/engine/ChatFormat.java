package dev.plumbline.engine;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How conversations become tokens for one checkpoint, and tokens text again: its tokenizer, its chat template, and the
/// tokens that end its turns.
///
/// Prompt and answer are tokenised strictly apart, in training, scoring and generation alike, so that the boundary
/// between them is the same everywhere. A checkpoint without a chat template continues the bare text of a single
/// user turn.
public final class ChatFormat implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final Set<Integer> endTokens;

    private ChatFormat(Path folder, Tokenizer tokenizer, Optional<ChatTemplate> template, Set<Integer> endTokens) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.template = template;
        this.endTokens = Set.copyOf(endTokens);
    }

    /// Reads tokenizer, template and end tokens of a checkpoint folder.
    ///
    /// @throws PlumblineException MISSING_FILE or BAD_CHECKPOINT, naming the file
    public static ChatFormat open(Path folder) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        Set<Integer> ends = new LinkedHashSet<>();
        tokenizer.special().eos().ifPresent(ends::add);
        addEndTokens(folder.resolve("generation_config.json"), ends);
        addEndTokens(folder.resolve(ConfigFile.NAME), ends);
        if (ends.isEmpty()) {
            tokenizer.close();
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    folder + ": neither tokenizer nor configuration names an end-of-turn token; set \"eos_token\" in"
                            + " tokenizer_config.json");
        }
        return new ChatFormat(folder, tokenizer, ChatTemplate.find(folder), ends);
    }

    /// Tokens of the conversation up to where the assistant's answer begins; none for a conversation without a message.
    public int[] prompt(Conversation conversation) {
        if (template.isEmpty()) {
            return tokenizer.encode(bareText(conversation), true).ids();
        }
        String text = render(conversation, true);
        return text.isEmpty() ? new int[0] : tokenizer.encode(text, false).ids();
    }

    /// Tokens of messages as an endpoint receives them, each with its `role`, `content` and whatever else the template
    /// reads, up to where the assistant's answer begins.
    ///
    /// @param variables what else the template sees, such as `tools`
    /// @throws PlumblineException BAD_ARGUMENT if there is no message; what the template throws
    public int[] prompt(List<? extends Map<String, ? extends @Nullable Object>> messages, Map<String, ?> variables) {
        if (template.isEmpty()) {
            List<Message> plain = messages.stream()
                    .map(message -> Message.user(String.valueOf(message.get("content"))))
                    .toList();
            return tokenizer.encode(bareText(new Conversation(plain)), true).ids();
        }
        ChatOptions options = ChatOptions.DEFAULT.with(tokenizer.special());
        for (Map.Entry<String, ?> variable : variables.entrySet()) {
            options = options.with(variable.getKey(), variable.getValue());
        }
        String text = template.orElseThrow()
                .render(messages, options.withGenerationPrompt())
                .text();
        return tokenizer.encode(text, false).ids();
    }

    /// Tokens of an answer to the conversation, the token that ends the turn last.
    public int[] answer(Conversation conversation, String answer) {
        if (template.isEmpty()) {
            return ended(tokenizer.encode(answer, false).ids());
        }
        String before = render(conversation, true);
        String all = render(conversation.with(Message.assistant(answer)), false);
        if (!all.startsWith(before)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    folder
                            + ": the chat template writes a conversation differently once it is answered, so that answers"
                            + " cannot be told from prompts; use a template whose prompts are prefixes");
        }
        return ended(tokenizer.encode(all.substring(before.length()), false).ids());
    }

    /// Tokens that follow an answer to the conversation, from behind the token that ended its turn, when somebody
    /// replies
    /// and the assistant is to go on: the reply as the template writes it, up to where the next answer begins.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if there is no template, or one that does not end the assistant's
    /// turn
    public int[] reply(Conversation asked, Message reply) {
        if (template.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    folder + ": without a chat template nobody can reply to an answer; add chat_template.jinja");
        }
        String before = render(asked, true);
        String all = render(asked.with(Message.assistant("x")).with(reply), true);
        int[] ids = all.startsWith(before)
                ? tokenizer.encode(all.substring(before.length()), false).ids()
                : new int[0];
        for (int i = 1; i < ids.length - 1; i++) { // the answer itself comes first
            if (endTokens.contains(ids[i])) {
                return Arrays.copyOfRange(ids, i + 1, ids.length);
            }
        }
        throw new PlumblineException(
                ErrorCode.BAD_CHECKPOINT,
                folder + ": the chat template does not write an answer, the token that ends it and then a reply of a "
                        + reply.role().label() + ", as a second turn needs");
    }

    /// The text of generated tokens, without special ones.
    public String text(int[] ids) {
        return tokenizer.decode(ids, true);
    }

    /// A stream that turns generated tokens into text as they come.
    public TokenStream stream() {
        return tokenizer.stream(true);
    }

    /// Tokens that end an answer.
    public Set<Integer> endTokens() {
        return endTokens;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /// Nothing comes before an answer that opens a conversation; templates refuse a conversation without a message.
    private String render(Conversation conversation, boolean generationPrompt) {
        if (conversation.messages().isEmpty()) {
            return "";
        }
        ChatOptions options = ChatOptions.DEFAULT.with(tokenizer.special());
        return template.orElseThrow()
                .render(conversation, generationPrompt ? options.withGenerationPrompt() : options)
                .text();
    }

    /// Cut behind the first end token, or with one added: what templates write behind it is no part of the answer.
    private int[] ended(int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (endTokens.contains(ids[i])) {
                return Arrays.copyOf(ids, i + 1);
            }
        }
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] =
                tokenizer.special().eos().orElse(endTokens.iterator().next());
        return longer;
    }

    private String bareText(Conversation conversation) {
        if (conversation.messages().size() != 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    folder + ": this checkpoint has no chat template, so it can only continue a single text; add"
                            + " chat_template.jinja to hold conversations with it");
        }
        return conversation.lastContent();
    }

    private static void addEndTokens(Path file, Set<Integer> ends) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            JsonNode eos = JSON.readTree(file.toFile()).path("eos_token_id");
            if (eos.isIntegralNumber()) {
                ends.add(eos.asInt());
            }
            eos.forEach(one -> ends.add(one.asInt()));
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
