package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Prompt, answer and reply, each tokenised by itself.
class ChatFormatTest {
    private static final String TEMPLATE = "{% for m in messages %}<{{ m['role'] }}> {{ m['content'] }} <eos>\n"
            + "{% endfor %}{% if add_generation_prompt %}<assistant> {% endif %}";
    private static final Conversation ASKED = Conversation.ask("the wall");
    private static final Message REPLY = Message.user("leans");

    @TempDir
    private Path folder = Path.of("");

    private ChatFormat format(String template) {
        SpecialTexts specials = SpecialTexts.USUAL.and("<user>", "<assistant>");
        WordLevelTokenizer.write(folder, List.of("the", "wall", "leans", "."), specials, template);
        return ChatFormat.open(folder);
    }

    @Test
    void aConversationIsTheSameTokensInPiecesAsItIsWhole() {
        try (ChatFormat format = format(TEMPLATE)) {
            int[] whole = format.prompt(ASKED.with(Message.assistant("wall .")).with(REPLY));

            int[] pieces = Stream.of(format.prompt(ASKED), format.answer(ASKED, "wall ."), format.reply(ASKED, REPLY))
                    .flatMapToInt(IntStream::of)
                    .toArray();

            assertThat(pieces).containsExactly(whole);
            assertThat(format.answer(ASKED, "wall ."))
                    .endsWith(format.endTokens().iterator().next());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{% for m in messages %}{{ m['content'] }} {% endfor %}", "{{ messages[-1]['content'] }} <eos>"})
    void aTemplateThatEndsNoTurnCannotBeRepliedIn(String template) {
        try (ChatFormat format = format(template)) {
            assertThatThrownBy(() -> format.reply(ASKED, REPLY))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT))
                    .hasMessageContaining("the token that ends it and then a reply of a user");
        }
    }

    @Test
    void withoutATemplateNobodyReplies() {
        WordLevelTokenizer.write(folder, List.of("the"), SpecialTexts.USUAL);
        try (ChatFormat format = ChatFormat.open(folder)) {
            assertThatThrownBy(() -> format.reply(ASKED, REPLY)).hasMessageContaining("chat_template.jinja");
        }
    }
}
