package dev.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [LanguageModel] must keep to; a test of an implementation extends this and says which model it is.
public abstract class LanguageModelContract {
    /// The model under test; the same for every call within a test.
    protected abstract LanguageModel model();

    /// Requests of differing lengths and seeds that the model can answer.
    protected List<CompletionRequest> requests() {
        List<CompletionRequest> requests = new ArrayList<>();
        String question = "Who is the captain";
        for (int i = 0; i < 9; i++) {
            question = question + (i % 3 == 0 ? " of the boat" : " today");
            Conversation asked = i % 2 == 0
                    ? Conversation.ask(question + "?")
                    : Conversation.of(
                            Message.user("Good morning."),
                            Message.assistant("Good morning."),
                            Message.user(question + "?"));
            requests.add(new CompletionRequest(asked, Sampling.at(1, 8), new Seed(1).derive("request", i)));
        }
        return requests;
    }

    @Test
    void theSameRequestGivesTheSameAnswerTwice() {
        CompletionRequest request = requests().getFirst();
        assertThat(model().complete(request)).isEqualTo(model().complete(request));
    }

    @Test
    void aRequestAmongOthersGetsTheAnswerThatItGetsAlone() {
        List<Completion> alone = requests().stream().map(model()::complete).toList();
        assertThat(model().completeAll(requests(), Progress.NONE)).isEqualTo(alone);
    }

    @Test
    void neighboursDoNotChangeAnAnswer() {
        List<CompletionRequest> requests = requests();
        List<Completion> whole = model().completeAll(requests, Progress.NONE);
        List<Completion> parts = new ArrayList<>(model().completeAll(requests.subList(0, 2), Progress.NONE));
        parts.addAll(model().completeAll(requests.subList(2, requests.size()), Progress.NONE));
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void answersComeInTheOrderOfTheirRequests() {
        List<CompletionRequest> reversed = new ArrayList<>(requests());
        Collections.reverse(reversed);
        List<Completion> answers = new ArrayList<>(model().completeAll(reversed, Progress.NONE));
        Collections.reverse(answers);
        assertThat(answers).isEqualTo(model().completeAll(requests(), Progress.NONE));
    }

    @Test
    void aRequestThatIsRepeatedIsAnsweredAlike() {
        CompletionRequest request = requests().getLast();
        List<Completion> answers = model().completeAll(List.of(request, request, request), Progress.NONE);
        assertThat(answers).hasSize(3).containsOnly(answers.getFirst());
    }

    @Test
    void noRequestsGetNoAnswers() {
        assertThat(model().completeAll(List.of(), Progress.NONE)).isEmpty();
    }

    @Test
    void noAnswerIsLongerThanItsLimit() {
        List<CompletionRequest> requests = requests();
        List<Completion> answers = model().completeAll(requests, Progress.NONE);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).tokens())
                    .isLessThanOrEqualTo(requests.get(i).sampling().maxTokens());
        }
    }

    @Test
    void aModelHasAName() {
        assertThat(model().name()).isNotBlank();
    }
}
