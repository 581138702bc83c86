package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Seed;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Truth;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is right about a worked solution of a sum of two steps.
class WorkedSumsTest {
    private static final TownOptions TOWN = new TownOptions(TownOptions.Size.STANDARD, 1);
    private static final HarborExample EXAMPLE =
            WorkedSums.audited(TOWN, new Seed(1), 2).getFirst();
    private static final Truth.Worked TRUTH = (Truth.Worked) EXAMPLE.truth();
    private static final List<String> WORK = TRUTH.sum().work();
    private static final String RESULT = "it is " + TRUTH.sum().value() + " .";

    private static WorkedSums.Worked of(String text) {
        return WorkedSums.of(EXAMPLE, text);
    }

    @Test
    void theBestAnswerIsRightInEveryStep() {
        WorkedSums.Worked best = of(TRUTH.best());
        assertThat(best.steps()).containsExactly(WORK.getFirst() + " .", WORK.getLast() + " .", RESULT);
        assertThat(best.right()).containsExactly(true, true, true);
        assertThat(best.outcome()).isTrue();
        assertThat(best.answers()).isTrue();
        assertThat(of(WORK.getFirst() + " . it is").answers()).isFalse();
    }

    @Test
    void nothingIsRightAfterAWrongStepButTheResultMayBe() {
        WorkedSums.Worked lucky = of("1 plus 1 is 3 . " + WORK.getLast() + " . " + RESULT);
        assertThat(lucky.right()).containsExactly(false, false, false);
        assertThat(lucky.outcome()).isTrue();
        WorkedSums.Worked slipped = of(WORK.getFirst() + " . " + WORK.getLast() + " . it is 0 .");
        assertThat(slipped.right()).containsExactly(true, true, false);
        assertThat(slipped.outcome()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "it is", "well", "it is x . it is y ."})
    void otherTextHasStepsThatAreWrong(String text) {
        WorkedSums.Worked other = of(text);
        assertThat(other.steps()).isNotEmpty();
        assertThat(other.right()).hasSameSizeAs(other.steps()).containsOnly(false);
        assertThat(other.outcome()).isFalse();
    }

    @Test
    void sumsThatAreTaughtAndThatAreAuditedAreOthersAndHaveTwoSteps() {
        List<HarborExample> taught = WorkedSums.taught(TOWN, new Seed(2), 50);
        List<HarborExample> audited = WorkedSums.audited(TOWN, new Seed(2), 50);
        assertThat(taught.stream().map(HarborExample::id))
                .doesNotContainAnyElementsOf(
                        audited.stream().map(HarborExample::id).toList());
        assertThat(Stream.concat(taught.stream(), audited.stream()))
                .allSatisfy(one ->
                        assertThat(((Truth.Worked) one.truth()).sum().steps()).hasSizeGreaterThan(1));
    }
}
