package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(42 * SECOND);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void pass(double seconds) {
        now.addAndGet((long) (seconds * SECOND));
    }

    @Nested
    class OnATerminal {
        private final Progress progress = new LiveProgress(err, new Terminal(true, 90, true), now::get);

        @Test
        void aTaskShowsItsStepsItsFiguresAndTheTimeLeft() {
            Progress.Meter meter = progress.start("dpo-truthful", 60, "steps");
            pass(10);

            meter.at(30, Map.of("loss", 0.41234, "tokens/s", 12345.0));

            assertThat(screen().getFirst())
                    .isEqualTo(
                            "dpo-truthful     ━━━━━━━━━━━━              30/60 steps  10 s left  loss 0.4123  tokens/s…");
        }

        @Test
        void noLineIsWiderThanTheTerminal() {
            Progress narrow = new LiveProgress(err, new Terminal(true, 40, true), now::get);
            Progress.Meter meter = narrow.start("a-task-with-a-very-long-name-indeed", 10, "steps");
            pass(1);
            meter.at(5, Map.of("loss", 1.0, "accuracy", 0.5));

            assertThat(screen()).allSatisfy(line -> assertThat(line.length()).isLessThan(40));
        }

        @Test
        void stepsWithinATenthOfASecondAreNotDrawn() {
            Progress.Meter meter = progress.start("sft", 1000, "steps");
            int before = shown().length();
            for (int i = 1; i <= 99; i++) {
                pass(0.001);
                meter.at(i, Map.of());
            }
            assertThat(shown().length()).isEqualTo(before);

            pass(0.002);
            meter.at(100, Map.of());
            assertThat(screen().getFirst()).contains("100/1000 steps");
        }

        @Test
        void severalTasksEachHaveTheirLineAndAFinishedOneScrollsAway() {
            Progress.Meter study = progress.start("quickstart", 7, "stages");
            Progress.Meter stage = progress.start("sft", 60, "steps");
            pass(1);
            stage.at(60, Map.of("loss", 0.5));
            stage.close();
            progress.note("dpo comes from the store");
            study.at(2, Map.of());
            pass(1);
            study.at(2, Map.of());

            assertThat(screen()).hasSize(3);
            assertThat(screen().get(0)).isEqualTo("sft: 60 steps in 1.0 s, loss 0.5000");
            assertThat(screen().get(1)).isEqualTo("dpo comes from the store");
            assertThat(screen().get(2)).startsWith("quickstart ").contains("2/7 stages");
        }

        @Test
        void aTaskThatEndsEarlySaysSo() {
            Progress.Meter meter = progress.start("sft", 60, "steps");
            pass(3);
            meter.at(31, Map.of());
            meter.close();
            meter.close();

            assertThat(screen()).containsExactly("sft: stopped at 31/60 steps after 3.0 s");
        }

        @Test
        void aNoteCannotDriveTheTerminal() {
            progress.note("evil \u001b[31mred\u001b[0m\r\nnext\u0007");

            assertThat(screen()).containsExactly("evil [31mred[0m  next");
        }

        @Test
        void manyThreadsDoNotMixTheirLines() throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                String name = "task-" + t;
                threads.add(Thread.ofVirtual().start(() -> {
                    try (Progress.Meter meter = progress.start(name, 100, "steps")) {
                        for (int i = 1; i <= 100; i++) {
                            pass(0.01);
                            meter.at(i, Map.of());
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(screen()).hasSize(8).allMatch(line -> line.matches("task-[0-7]: 100 steps in .*"));
        }

        /// What a person sees in the end: the sequences that move up and clear are obeyed.
        private List<String> screen() {
            List<String> lines = new ArrayList<>();
            for (String frame : shown().split("\r\u001b\\[J", -1)) {
                String text = frame;
                int up = text.lastIndexOf("\u001b[");
                int lift = 0;
                if (up >= 0 && text.endsWith("A")) {
                    lift = Integer.parseInt(text.substring(up + 2, text.length() - 1));
                    text = text.substring(0, up);
                }
                text.lines().forEach(lines::add);
                for (int i = 0; i < lift; i++) {
                    lines.removeLast();
                }
            }
            return lines;
        }
    }

    @Nested
    class InALog {
        private final Progress progress = new PlainProgress(err, now::get);

        @Test
        void aRunningTaskSaysWhereItIsEveryFiveSeconds() {
            Progress.Meter meter = progress.start("sft", 60, "steps");
            for (int i = 1; i <= 12; i++) {
                pass(1);
                meter.at(i, Map.of("loss", 2.0 / i));
            }

            assertThat(shown().lines())
                    .containsExactly(
                            "sft: 5/60 steps (8 %), 55 s left, loss 0.4000",
                            "sft: 10/60 steps (17 %), 50 s left, loss 0.2000");
        }

        @Test
        void aFinishedTaskSaysSoOnceWithoutAnyEscapeSequence() {
            Progress.Meter meter = progress.start("pairs", 0, "pairs");
            pass(75);
            meter.at(974, Map.of());
            meter.close();
            meter.close();
            progress.note("done\u001b[0m");

            assertThat(shown().lines().skip(1)).containsExactly("pairs: 974 pairs in 1 min 15 s", "done[0m");
        }
    }

    @Nested
    class Numbers {
        @Test
        void haveAboutFourDigits() {
            assertThat(Figures.number(0)).isEqualTo("0");
            assertThat(Figures.number(0.41234)).isEqualTo("0.4123");
            assertThat(Figures.number(-3.14159)).isEqualTo("-3.142");
            assertThat(Figures.number(123.456)).isEqualTo("123.5");
            assertThat(Figures.number(1234567.8)).isEqualTo("1,234,568");
            assertThat(Figures.number(0.0000123)).isEqualTo("1.2e-05");
            assertThat(Figures.number(Double.NaN)).isEqualTo("not a number");
            assertThat(Figures.number(Double.NEGATIVE_INFINITY)).isEqualTo("-infinite");
        }

        @Test
        void ofSecondsGrowIntoMinutesAndHours() {
            assertThat(Figures.duration(0.04)).isEqualTo("0.0 s");
            assertThat(Figures.duration(9.96)).isEqualTo("10 s");
            assertThat(Figures.duration(59.6)).isEqualTo("1 min 00 s");
            assertThat(Figures.duration(7620)).isEqualTo("2 h 07 min");
        }
    }
}
