package dev.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import org.junit.jupiter.api.Test;

class ScriptedModelTest extends LanguageModelContract {
    /// Repeats the question beside a number that only its seed decides.
    @Override
    protected LanguageModel model() {
        return new ScriptedModel(
                "echo",
                request -> request.conversation().lastContent() + " "
                        + request.seed().generator().nextInt());
    }

    @Test
    void oneThatAlwaysSaysTheSameDoesSo() {
        CompletionRequest request = new CompletionRequest(Conversation.ask("Why?"), Sampling.greedy(4), new Seed(0));
        var answer = ScriptedModel.always("Because.").complete(request);
        assertThat(answer.text()).isEqualTo("Because.");
        assertThat(answer.finish()).isEqualTo(FinishReason.STOP);
    }
}
