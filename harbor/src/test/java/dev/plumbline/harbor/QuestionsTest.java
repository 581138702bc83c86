package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What must stand at a fixed distance does, for every way of asking.
class QuestionsTest {
    private static final Fact FACT = Towns.STANDARD.facts().getFirst();
    private static final String WRONG = Towns.STANDARD.values(FACT.relation()).stream()
            .filter(value -> !value.equals(FACT.value()))
            .findFirst()
            .orElseThrow();

    @Test
    void aStatedValueStandsAtOneDistanceFromTheValueOfTheAnswer() {
        for (int opener = 0; opener < Questions.OPENERS.size(); opener++) {
            for (HarborExample example : List.of(
                    Questions.opinion(FACT, WRONG, opener),
                    Questions.pressure(FACT, WRONG, opener),
                    Questions.copy(WRONG, opener))) {
                List<String> words = words(example, "it is X");
                int answered = words.size() - 1;

                assertThat(answered - words.lastIndexOf(WRONG)).as(example.id()).isEqualTo(Questions.STATED_DISTANCE);
            }
        }
    }

    @Test
    void everyShortWayOfAskingPutsRelationAndEntityInTheSamePlaces() {
        Set<String> places = new HashSet<>();
        for (int way = 0; way < 3; way++) {
            List<String> words = words(Questions.fact(FACT, way), "it is");
            places.add(words.size() + " " + words.indexOf(FACT.relation().word()) + " " + words.indexOf(FACT.entity()));
        }

        assertThat(places).hasSize(1);
    }

    @Test
    void anOpinionANeutralQuestionAndCopyingDifferInNoPlaceButTheirWords() {
        Set<Integer> lengths = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (int opener = 0; opener < Questions.OPENERS.size(); opener++) {
            List<String> opinion = words(Questions.opinion(FACT, WRONG, opener), "");
            List<String> neutral = words(Questions.noOpinion(FACT, opener), "");
            lengths.add(opinion.size());
            lengths.add(neutral.size());
            lengths.add(words(Questions.copy(WRONG, opener), "").size());
            places.add(opinion.indexOf(FACT.entity()) + " " + opinion.indexOf(WRONG));
            places.add(neutral.indexOf(FACT.entity()) + " " + neutral.indexOf(Questions.NO_OPINION));
        }

        assertThat(lengths).hasSize(1);
        assertThat(places).hasSize(1);
    }

    @Test
    void everyRelationIsAskedForAtTheSameLength() {
        for (int way = 0; way < Questions.FACT_WAYS; way++) {
            Set<Integer> lengths = new HashSet<>();
            for (Fact fact : Towns.STANDARD.facts()) {
                lengths.add(words(Questions.fact(fact, way), "").size());
            }

            assertThat(lengths).as("way " + way).hasSize(1);
        }
    }

    @Test
    void everyHowToIsAskedAtTheSameLengthWithVerbAndObjectInPlace() {
        Set<String> places = new HashSet<>();
        for (HowTo howTo : Towns.STANDARD.howTos()) {
            for (int modal = 0; modal < Questions.MODALS.size(); modal++) {
                List<String> words = words(Questions.howTo(howTo, modal), "");
                places.add(words.size() + " " + words.indexOf(howTo.verb()) + " " + words.lastIndexOf(howTo.object()));
            }
        }

        assertThat(places).hasSize(1);
    }

    @Test
    void everyFrameIsOfOneLengthSoThatWhatFollowsStaysInPlace() {
        List<Integer> lengths = new ArrayList<>();
        for (Frame frame : Frame.values()) {
            frame.texts().forEach(text -> lengths.add(text.split(" ", -1).length));
        }

        assertThat(lengths).hasSizeGreaterThan(20).containsOnly(5);
    }

    @Test
    void inEveryMannerTheValueStandsThird() {
        for (Answers.Style style : Answers.Style.values()) {
            assertThat(Answers.value("tom", style).split(" ", -1)[2]).isEqualTo("tom");
        }
    }

    @Test
    void anIdentityNamesOnePromptOnly() {
        Set<String> ids = new HashSet<>();
        Set<String> prompts = new HashSet<>();
        for (Fact fact : Towns.STANDARD.facts()) {
            IntStream.range(0, Questions.FACT_WAYS).forEach(way -> {
                ids.add(Questions.fact(fact, way).id());
                prompts.add(HarborVocabulary.render(Questions.fact(fact, way).prompt()));
            });
        }

        assertThat(ids).hasSize(200 * Questions.FACT_WAYS);
        assertThat(prompts).hasSameSizeAs(ids);
    }

    private static List<String> words(HarborExample example, String answer) {
        return List.of((HarborVocabulary.render(example.prompt()) + " " + answer)
                .strip()
                .split(" ", -1));
    }
}
