package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.score.PairwiseJudge;
import dev.plumbline.model.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures that an evaluation adds to its rates.
class EvalFiguresTest {
    private static final Measure PASSED = Measure.rate("passed");

    private static TaskResult<String> result(int outcomes, int samples, IntFunction<Score> score) {
        List<Outcome<String>> all = new ArrayList<>();
        for (int i = 0; i < outcomes; i++) {
            String id = "s" + i % samples;
            Sample<String> sample =
                    new Sample<>(i < samples ? id : id + "#" + i / samples, Conversation.ask("?"), "", id);
            all.add(new Outcome.Logged<>(sample, score.apply(i), () -> ""));
        }
        return new TaskResult<>("t", "m", List.of(PASSED), all);
    }

    private static Estimate estimate(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .flatMap(Figure::estimate)
                .orElseThrow();
    }

    @Test
    void severalTriesTellHowOftenOneAndAllOfThemSucceed() {
        // Four tries of four samples: sample i succeeds in its first i.
        TaskResult<String> tries = result(16, 4, i -> Score.of("passed", i / 4 < i % 4));
        List<Figure> figures = new RepeatedTries(tries, PASSED, 4).figures();

        // By hand: of the pairs of 4 tries with 0, 1, 2, 3 successes, 0, 3, 5, 6 of 6 have one, and 0, 0, 1, 3 two.
        assertThat(estimate(figures, "passed pass@2").value()).isCloseTo((0 + 3 + 5 + 6) / 24.0, within(1e-12));
        assertThat(estimate(figures, "passed pass^2").value()).isCloseTo((0 + 0 + 1 + 3) / 24.0, within(1e-12));
        assertThat(estimate(figures, "passed pass@4").value()).isEqualTo(0.75);
        assertThat(estimate(figures, "passed pass^4").value()).isZero();
        assertThat(estimate(figures, "passed pass@4").n()).isEqualTo(4);
    }

    @Test
    void aSampleWithTooFewTriesIsMissingForItsReason() {
        TaskResult<String> tries =
                result(6, 3, i -> i == 4 ? Score.missing(MissingReason.TIMED_OUT, "") : Score.of("passed", true));
        Estimate both = new RepeatedTries(tries, PASSED, 2)
                .figures()
                .getLast()
                .estimate()
                .orElseThrow();
        assertThat(both.n()).isEqualTo(2);
        assertThat(both.missing()).isEqualTo(Map.of("timed out", 1));
    }

    @Test
    void aRateIsCorrectedForTheScorersErrors() {
        // 0.38 seen by a scorer that finds 0.8 and passes 0.9: (0.38 + 0.9 - 1) / (0.8 + 0.9 - 1) = 0.4.
        TaskResult<String> seen = result(100, 100, i -> Score.of("passed", i < 38));
        Figure corrected = ScorerError.parse("80/100 90/100").corrected(seen, "passed");
        Estimate estimate = corrected.estimate().orElseThrow();
        assertThat(corrected.name()).isEqualTo("passed, corrected");
        assertThat(estimate.value()).isCloseTo(0.4, within(1e-12));
        assertThat(estimate.low()).isLessThan(0.3);
        assertThat(estimate.high()).isGreaterThan(0.5);
    }

    @Test
    void aScorerThatGuessesCorrectsNothing() {
        TaskResult<String> seen = result(10, 10, i -> Score.of("passed", true));
        Figure corrected = ScorerError.parse("50/100 50/100").corrected(seen, "passed");
        assertThat(corrected.estimate()).isEmpty();
        assertThat(corrected.reason()).contains("no better than chance");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.9 0.8", "9/10", "11/10 1/2", "0/0 1/2", "a/b c/d"})
    void countsThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> ScorerError.parse(text))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("scorer-error");
    }

    private static TaskResult<Known> timed(int samples, IntFunction<String> minutes, IntFunction<Boolean> passes) {
        List<Outcome<Known>> all = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            Known known = new Known(Map.of("minutes", minutes.apply(i)));
            Sample<Known> sample = new Sample<>("s" + i, Conversation.ask("?"), known);
            all.add(new Outcome.Logged<>(sample, Score.of("passed", passes.apply(i)), () -> ""));
        }
        return new TaskResult<>("t", "m", List.of(PASSED), all);
    }

    @Test
    void aTimeHorizonIsFittedWhereEverySampleHasATime() {
        // Half of the tasks of 8 minutes are passed, three of four of 4, one of four of 16, and so on.
        TaskResult<Known> result = timed(
                160,
                i -> String.valueOf(1 << i % 7),
                i -> new Seed(2).derive("s", i).generator().nextDouble() < 1 / (1 + Math.exp(1.1 * (i % 7 - 3))));

        List<Figure> figures = new TimeHorizonFigures(result, PASSED, 1).figures();

        assertThat(figures).extracting(Figure::name).containsExactly("time horizon at 50 %", "time horizon at 80 %");
        assertThat(estimate(figures, "time horizon at 50 %").excludes(8)).isFalse();
        assertThat(estimate(figures, "time horizon at 50 %").n()).isEqualTo(160);
        assertThat(estimate(figures, "time horizon at 80 %").value()).isLessThan(8);
    }

    @Test
    void aTimeHorizonThatTheDataDoNotShowIsSaidToBeUndefined() {
        TaskResult<Known> flat = timed(80, i -> String.valueOf(1 << i % 7), i -> i / 7 % 2 == 0);

        assertThat(new TimeHorizonFigures(flat, PASSED, 1).figures())
                .hasSize(2)
                .allSatisfy(figure -> assertThat(figure.reason()).contains("does not clearly fall"));
    }

    @Test
    void aWinRateIsGivenForEqualLengthsToo() {
        // The judge likes whatever is longer, and nothing else.
        PairwiseJudge<Known> judge = new PairwiseJudge<>(
                "wins",
                "It is good.",
                known -> known.get("target"),
                new Judge(ScriptedModel.always(""), new Seed(1), 99),
                false);
        List<Outcome<Known>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int longer = i % 3 == 0 ? -20 + i % 7 : 20 + i % 5;
            boolean wins = i % 10 == 0 ? longer < 0 : longer > 0;
            String answer = "x".repeat(60 + longer);
            Sample<Known> sample = new Sample<>("s" + i, Conversation.ask("?"), Known.target("y".repeat(60)));
            all.add(new Outcome.Logged<>(sample, Score.of("wins", wins), () -> answer));
        }
        TaskResult<Known> result = new TaskResult<>("t", "m", List.of(Measure.bounded("wins", 0, 1)), all);

        Estimate equal = new EqualLengths(result, judge).figure().estimate().orElseThrow();

        assertThat(result.estimate("wins").value()).isGreaterThan(0.6);
        assertThat(equal.excludes(0.5)).isFalse();
        assertThat(equal.value()).isLessThan(result.estimate("wins").value());
    }
}
