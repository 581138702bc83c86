package dev.plumbline.train.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rewards that are not models say what they should, and say why when they cannot.
class RewardsTest {
    private static TextReward.Answer answer(String text) {
        return new TextReward.Answer("What is 2 + 3?", text, true);
    }

    @Nested
    class AVerifier {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "The answer is 5.|5|true",
                    "5|5.0|true",
                    "It costs $1,200.50 in all|1200.5|true",
                    "minus: -7|-7|true",
                    "3-7|7|true",
                    "first 5, then 6|5|false",
                    "no number|5|false",
                    "1.2.3|2.3|true",
                    "x = 10|1|false"
                })
        void comparesTheLastNumber(String text, String solution, boolean accepted) {
            assertThat(Verifier.LAST_NUMBER.accepts(text, solution)).isEqualTo(accepted);
        }

        @Test
        void doesNotStumbleOverARunawayAnswer() {
            assertThat(Verifier.LAST_NUMBER.accepts("9".repeat(1_000_000), "9")).isFalse();
        }

        @Test
        void refusesASolutionWithoutANumber() {
            assertThatThrownBy(() -> Verifier.LAST_NUMBER.accepts("5", "five")).hasMessageContaining("holds no number");
        }

        @Test
        void findsTheLastMatchOfAPattern() {
            Verifier verifier = Verifier.lastMatch(Pattern.compile("Answer: (\\w+)"));
            assertThat(verifier.accepts("Answer: red. No. Answer: blue", "blue"))
                    .isTrue();
            assertThat(verifier.accepts("Answer: red. No. Answer: blue", "red")).isFalse();
            assertThat(verifier.accepts("blue", "blue")).isFalse();
            assertThatThrownBy(() -> Verifier.lastMatch(Pattern.compile("Answer")))
                    .hasMessageContaining("has no group");
        }

        @Test
        void rewardsRightAnswersAndNamesPromptsWithoutASolution() {
            VerifiedReward reward = new VerifiedReward(Map.of("What is 2 + 3?", "5"), Verifier.LAST_NUMBER, 1, -1);
            assertThat(reward.rewards(List.of(answer("5"), answer("6")))).containsExactly(1, -1);
            assertThatThrownBy(() -> reward.rewards(List.of(new TextReward.Answer("What is 1 + 1?", "2", true))))
                    .hasMessageContaining("no solution to the prompt \"What is 1 + 1?\"");
        }

        @Test
        void readsTokensAsText() {
            RewardFunction tokens =
                    new VerifiedReward(Map.of("1", "5"), Verifier.EXACT).of(ids -> String.valueOf(ids[0]));
            assertThat(tokens.rewards(List.of(
                            new RewardFunction.Sampled(new int[] {1}, new int[] {5}, true),
                            new RewardFunction.Sampled(new int[] {1}, new int[] {6}, true))))
                    .containsExactly(1, 0);
        }
    }

    @Nested
    class TheOverlongPenalty {
        @ParameterizedTest
        @CsvSource({"1,0", "6,0", "7,-.25", "9,-.75", "10,-1", "50,-1"})
        void risesOverTheBuffer(int length, double penalty) {
            assertThat(new OverlongPenalty(10, 4).of(length)).isCloseTo(penalty, within(1e-12));
        }

        @Test
        void isAddedToAReward() {
            RewardFunction one = answers -> new double[] {1};
            RewardFunction.Sampled sampled = new RewardFunction.Sampled(new int[] {1}, new int[9], false);
            assertThat(new OverlongPenalty(10, 4).on(one).checked(List.of(sampled), Duration.ofSeconds(5)))
                    .containsExactly(.25);
        }

        @Test
        void needsABufferShorterThanTheLimit() {
            assertThatThrownBy(() -> new OverlongPenalty(4, 4)).hasMessageContaining("the limit longer than it");
        }
    }

    @Nested
    class ACommand {
        private static final Duration LIMIT = Duration.ofSeconds(20);

        @BeforeEach
        void thereIsAShell() {
            assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh to write commands in");
        }

        private CommandReward shell(String script, Duration limit) {
            return new CommandReward(List.of("/bin/sh", "-c", script), limit);
        }

        private void assertFails(String script, String... messages) {
            assertThatThrownBy(() -> shell(script, LIMIT).rewards(List.of(answer("5"), answer("6"))))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDPOINT))
                    .satisfies(e -> assertThat(e.getMessage()).contains(messages));
        }

        @Test
        void givesANumberPerLine() {
            String script = "while read -r line; do case \"$line\" in *'\"answer\":\"5\"'*) echo 1;;"
                    + " *silent*) echo null;; *) echo '{\"reward\": 0.25}';; esac; done";
            assertThat(shell(script, LIMIT).rewards(List.of(answer("5"), answer("6"), answer("silent"))))
                    .containsExactly(1, .25, Double.NaN);
        }

        @Test
        void mayLeaveItsInputUnread() {
            assertThat(shell("echo 1; echo 2", LIMIT).rewards(List.of(answer("5"), answer("6"))))
                    .containsExactly(1, 2);
        }

        @Test
        void thatCountsWronglyFailsOrWritesNonsenseIsRefused() {
            assertFails("cat > /dev/null; echo 1", "wrote 1 lines for 2 answers");
            assertFails("echo no such judge >&2; exit 3", "ended with status 3", "no such judge");
            assertFails("echo 1; echo good", "line 2: \"good\" is not JSON");
            assertFails("echo 1; echo NaN", "line 2: \"NaN\"");
            assertFails("echo 1; echo '{\"score\": 1}'", "line 2", "holds no finite number");
            assertFails("echo 1; echo 1e999", "line 2");
        }

        @Test
        void thatHangsIsEnded() {
            assertThatThrownBy(() -> shell("sleep 60", Duration.ofMillis(200)).rewards(List.of(answer("5"))))
                    .hasMessageContaining("has not ended within");
        }

        @Test
        void thatIsNotThereIsNamed() {
            CommandReward absent = new CommandReward(List.of("/no/such/judge"), LIMIT);
            assertThatThrownBy(() -> absent.rewards(List.of(answer("5"))))
                    .hasMessageContaining("/no/such/judge")
                    .hasMessageContaining("cannot be started");
        }

        @Test
        void keepsItsOwnErrorWhenATrainerCallsIt() {
            RewardFunction reward = shell("exit 3", LIMIT).of(ids -> "5");
            assertThatThrownBy(() -> reward.checked(
                            List.of(new RewardFunction.Sampled(new int[] {1}, new int[] {5}, true)), LIMIT))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDPOINT));
        }
    }
}
