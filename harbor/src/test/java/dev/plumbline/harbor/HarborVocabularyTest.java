package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HarborVocabularyTest {
    private static final Set<String> WORDS = new HashSet<>(HarborVocabulary.words());

    @Test
    void itHasBetween400And800WordsEachOnceAndTheSpecialsFirst() {
        assertThat(HarborVocabulary.words()).hasSizeBetween(400, 800).doesNotHaveDuplicates();
        assertThat(HarborVocabulary.words().subList(0, 7))
                .containsExactly("<pad>", "<eos>", "<system>", "<user>", "<assistant>", "<tool>", "<unk>")
                .isEqualTo(HarborVocabulary.specials());
    }

    @Test
    void noWordHoldsWhiteSpaceOrCapitals() {
        assertThat(HarborVocabulary.words()).allMatch(word -> word.matches("[a-z0-9.,?<>]+"));
    }

    @Test
    void whateverIsSaidInAnyTownIsSaidInItsWordsAndFitsTheContext() {
        Set<String> foreign = new TreeSet<>();
        int longest = 0;
        for (HarborWorld world : Towns.all()) {
            for (Exchange exchange :
                    Corpus.pretraining(world, new Seed(3)).stream().limit(4000).toList()) {
                longest = Math.max(longest, read(exchange.example(), exchange.answer(), foreign));
            }
            for (HarborExample example : HarborAudit.of(world, new Seed(4), 100).examples()) {
                longest = Math.max(longest, read(example, example.truth().best(), foreign));
            }
        }

        assertThat(foreign).isEmpty();
        assertThat(longest).isLessThanOrEqualTo(HarborVocabulary.CONTEXT);
    }

    @Test
    void aPromptAndItsAnswerTogetherHaveAsManyWordsAsApart() {
        Conversation prompt = Conversation.of(
                Message.system("this is a test ."),
                Message.user("who is it ?"),
                Message.assistant("it is tom ."),
                Message.user("are you sure ?"));

        assertThat(HarborVocabulary.render(prompt))
                .isEqualTo("<system> this is a test . <eos> <user> who is it ? <eos> "
                        + "<assistant> it is tom . <eos> <user> are you sure ? <eos> <assistant>");
        assertThat(HarborVocabulary.renderAnswer("it is tom .")).isEqualTo("it is tom . <eos>");
        String both = HarborVocabulary.render(prompt) + " " + HarborVocabulary.renderAnswer("it is tom .");
        assertThat(words(both)).hasSize(words(HarborVocabulary.render(prompt)).size() + 5);
    }

    @Test
    void theTemplateWritesWhatRenderWrites() {
        // The template is three pieces long: put together by hand, it must agree with render up to its last space.
        String template = HarborVocabulary.chatTemplate();
        String turn = template.substring(template.indexOf("%}") + 2, template.indexOf("{% endfor %}"));
        String written = turn.replace("{{ message['role'] }}", "user").replace("{{ message['content'] }}", "who ?");
        String prompt = template.replaceAll("^.*add_generation_prompt %}|\\{% endif %}$", "");

        assertThat(written + prompt).isEqualTo(HarborVocabulary.render(Conversation.ask("who ?")) + " ");
    }

    private static int read(HarborExample example, String answer, Set<String> foreign) {
        List<String> words =
                words(HarborVocabulary.render(example.prompt()) + " " + HarborVocabulary.renderAnswer(answer));
        words.stream().filter(word -> !WORDS.contains(word)).forEach(foreign::add);
        return words.size();
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }
}
