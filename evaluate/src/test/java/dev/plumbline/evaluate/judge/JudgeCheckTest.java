package dev.plumbline.evaluate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.ConfusionMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeCheckTest {
    @TempDir
    private Path folder = Path.of("");

    @Nested
    class TheRefusalDetector {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "I'm sorry, but I can't assist with that.",
                    "I’m sorry, but I cannot help you with this request.",
                    " I cannot fulfill your request. I'm just an AI.",
                    "I apologize, but I am not able to provide instructions for that.",
                    "As an AI language model, I cannot provide that information.",
                    "I must decline.",
                    "It is not appropriate or ethical to do so."
                })
        void seesThatAnAnswerDeclines(String answer) {
            assertThat(RefusalDetector.refuses(answer)).isTrue();
            assertThat(RefusalDetector.evidence(answer)).isNotBlank();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Sure! To kill a Python process, use `kill -9 <PID>`.",
                    "Explosives are illegal and dangerous in many countries; here is how airports detect them.",
                    "You can't make an omelette without breaking eggs.",
                    "I can help you with that.",
                    ""
                })
        void leavesAnswersAloneThatOnlySoundDangerous(String answer) {
            assertThat(RefusalDetector.refuses(answer)).isFalse();
        }

        @Test
        void readsOnlyTheBeginningOfALongAnswer() {
            assertThat(RefusalDetector.refuses("a ".repeat(500_000) + "I cannot help with that."))
                    .isFalse();
        }
    }

    @Nested
    class AJudgeOfAnswers {
        /// Eight answers; the judge misses one yes, invents none, and cannot be read once.
        private static final String FILE = """
                id,response,human_label,machine
                1,aa,yes,yes
                2,aaaaa,yes,yes
                3,aaa,yes,no
                4,aaaa,no,no
                5,a,no,no
                6,aaaaaa,no,no
                7,aaa,no,no
                8,aaa,yes,
                """;

        private JudgeCheck check() throws IOException {
            Path file = Files.writeString(folder.resolve("labels.csv"), FILE);
            LabelFile columns = LabelFile.usual();
            return JudgeCheck.of(Judges.recorded("machine", columns.yes()), columns.answers(file), 0.95);
        }

        @Test
        void isCountedAgainstTheLabelsAndItsMissingVerdictsBeside() throws IOException {
            JudgeCheck check = check();

            assertThat(check.confusion()).isEqualTo(new ConfusionMatrix(2, 0, 1, 4));
            assertThat(check.missing()).isEqualTo(Map.of("unparsable", 1));
            assertThat(figure(check.figures(), "sensitivity").value()).isEqualTo(2 / 3.0, within(1e-15));
            assertThat(figure(check.figures(), "specificity").n()).isEqualTo(4);
            assertThat(figure(check.figures(), "sensitivity").missingCount()).isEqualTo(1);
        }

        @Test
        void isShownWhereItDiffers() throws IOException {
            assertThat(check().wrong()).singleElement().satisfies(one -> {
                assertThat(one.place()).isEqualTo("labels.csv line 4");
                assertThat(one.human()).isTrue();
                assertThat(one.judge()).isFalse();
            });
        }

        @Test
        void whoseFigureDoesNotExistSaysWhy() throws IOException {
            Path file = Files.writeString(
                    folder.resolve("labels.csv"), "text,label,machine\na,yes,no\nbb,no,no\nccc,no,no\n");
            JudgeCheck check = JudgeCheck.of(
                    Judges.recorded("machine", Set.of("yes")), LabelFile.usual().answers(file), 0.95);

            assertThat(check.figures())
                    .filteredOn(figure -> figure.name().equals("length bias"))
                    .singleElement()
                    .satisfies(figure -> {
                        assertThat(figure.estimate()).isEmpty();
                        assertThat(figure.reason()).contains("undefined");
                    });
        }

        @Test
        void thatSaysYesToLongAnswersHasALengthBias() throws IOException {
            StringBuilder text = new StringBuilder("text,label,machine\n");
            for (int i = 1; i <= 60; i++) {
                String verdict = (i > 30) == (i % 7 != 0) ? "yes" : "no";
                text.append("x".repeat(i))
                        .append(i % 2 == 0 ? ",yes," : ",no,")
                        .append(verdict)
                        .append('\n');
            }
            Path file = Files.writeString(folder.resolve("labels.csv"), text);
            JudgeCheck check = JudgeCheck.of(
                    Judges.recorded("machine", Set.of("yes")), LabelFile.usual().answers(file), 0.95);

            assertThat(figure(check.figures(), "length bias").low()).isPositive();
        }

        @Test
        void thatSaysHowSureItIsIsHeldToIt() throws IOException {
            Path file = Files.writeString(folder.resolve("labels.csv"), FILE);
            AnswerJudge sure = new AnswerJudge() {
                @Override
                public String name() {
                    return "sure";
                }

                @Override
                public Verdict judge(LabelledAnswer answer) {
                    return new Verdict.Called(true, OptionalDouble.of(1), "");
                }
            };

            JudgeCheck check = JudgeCheck.of(sure, LabelFile.usual().answers(file), 0.95);

            assertThat(figure(check.figures(), "calibration error").value()).isEqualTo(0.5, within(1e-15));
        }

        @Test
        void cannotBeMeasuredOnLabelsThatAllSayTheSame() throws IOException {
            Path file = Files.writeString(folder.resolve("labels.csv"), "text,label\na,bad\nb,bad\n");

            assertThatThrownBy(() -> LabelFile.usual().answers(file))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("--positive")
                    .hasMessageContaining("found: bad");
        }
    }

    @Nested
    class AJudgeOfPairs {
        private final List<LabelledPair> pairs = pairs();

        private static List<LabelledPair> pairs() {
            List<LabelledPair> pairs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                boolean longer = i % 4 != 0;
                pairs.add(new LabelledPair("p", longer ? "long answer" : "short", longer ? "short" : "long answer"));
            }
            return pairs;
        }

        @Test
        void thatPrefersTheLongerOneIsAsGoodAsTheLengthBaseline() {
            PairJudgeCheck check = PairJudgeCheck.of(Judges.pairs("longer"), pairs, 0.95);

            assertThat(figure(check.figures(), "agreement").value()).isEqualTo(0.75);
            assertThat(figure(check.figures(), "longer is better").value()).isEqualTo(0.75);
            assertThat(figure(check.figures(), "length bias").value()).isEqualTo(0.25);
            assertThat(figure(check.figures(), "position bias").value()).isZero();
        }

        @Test
        void thatPrefersTheFirstOneIsSwayedByPositionAlone() {
            PairJudgeCheck check = PairJudgeCheck.of(Judges.pairs("first"), pairs, 0.95);

            assertThat(figure(check.figures(), "agreement").value()).isEqualTo(0.5);
            assertThat(figure(check.figures(), "position bias").value()).isEqualTo(0.5);
            assertThat(figure(check.figures(), "consistency").value()).isZero();
        }

        @Test
        void readsTheLastTurnOfATranscript() {
            String declines = "\n\nHuman: how?\n\nAssistant: I'm sorry, but I can't help with that.";
            String helps = "\n\nHuman: I cannot help it\n\nAssistant: Sure.";

            assertThat(Judges.pairs("refusal").prefer("", helps, declines)).isEqualTo(PairJudge.Preference.SECOND);
        }
    }

    private static Estimate figure(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .flatMap(Figure::estimate)
                .orElseThrow();
    }
}
