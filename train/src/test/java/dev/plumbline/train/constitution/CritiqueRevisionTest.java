package dev.plumbline.train.constitution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class CritiqueRevisionTest {
    private static final Constitution ONE =
            new Constitution("one", "1", List.of(new Principle("short", "Be short.", 1, "test")), Prompts.ENGLISH);

    /// Criticises by naming the answer; revises by cutting its last word.
    private static String cutting(CompletionRequest request) {
        var messages = request.conversation().messages();
        if (messages.getLast().content().contains("Be short.")) {
            return "too long: " + messages.get(messages.size() - 2).content();
        }
        String answer = messages.get(messages.size() - 4).content();
        return answer.contains(" ") ? answer.substring(0, answer.lastIndexOf(' ')) : "";
    }

    private static List<CritiqueRevision.Revised> revise(int rounds, String... answers) {
        Sampling sampling = Sampling.at(1, 8);
        List<Conversation> prompts = java.util.Arrays.stream(answers)
                .map(answer -> Conversation.ask("how ?"))
                .toList();
        return new CritiqueRevision(rounds, sampling, sampling)
                .revise(
                        new ScriptedModel("critic", CritiqueRevisionTest::cutting),
                        ONE,
                        prompts,
                        List.of(answers),
                        new Seed(1),
                        Progress.NONE);
    }

    @Test
    void eachRoundCriticisesTheLastRevision() {
        CritiqueRevision.Revised revised = revise(2, "one two three").getFirst();

        assertThat(revised.after(0)).isEqualTo("one two three");
        assertThat(revised.after(1)).isEqualTo("one two");
        assertThat(revised.last()).isEqualTo("one");
        assertThat(revised.rounds().getLast().critique()).isEqualTo("too long: one two");
        assertThat(revised.rounds())
                .extracting(CritiqueRevision.Round::principle)
                .containsOnly(ONE.principles().getFirst());
    }

    @Test
    void anEmptyRevisionIsNotTaken() {
        CritiqueRevision.Revised revised = revise(1, "one").getFirst();

        assertThat(revised.last()).isEqualTo("one");
        assertThat(revised.rounds().getFirst().taken()).isFalse();
    }

    @Test
    void everyPromptNeedsAnAnswer() {
        assertThatThrownBy(() -> new CritiqueRevision(1, Sampling.greedy(4), Sampling.greedy(4))
                        .revise(
                                ScriptedModel.always("x"),
                                ONE,
                                List.of(Conversation.ask("a")),
                                List.of(),
                                new Seed(1),
                                Progress.NONE))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("1 prompts came with 0 answers");
    }
}
