package dev.plumbline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conversations with the small model that ships, through a pipe.
class ChatCommandTest {
    private static final String QUESTION = "what is 2 plus 3 ?\n";

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int chat(String typed, String... options) {
        shell = new CapturedShell(folder, typed.getBytes(UTF_8));
        return shell.run(Stream.concat(Stream.of("chat", "--model", "harbor:small"), Stream.of(options))
                .toArray(String[]::new));
    }

    private List<String> answers() {
        return shell.out().lines().toList();
    }

    @Test
    void answersEachLineUntilTheInputEnds() {
        assertThat(chat(QUESTION + "\n" + QUESTION)).isZero();

        assertThat(answers()).hasSize(2).noneMatch(String::isBlank);
    }

    @Test
    void takesALastLineWithoutABreak() {
        assertThat(chat(QUESTION.strip())).isZero();

        assertThat(answers()).hasSize(1);
    }

    @Test
    void streamsTheSameAnswerThatGenerateGives() {
        chat(QUESTION, "--temperature", "0");
        String streamed = shell.out();
        CapturedShell other = new CapturedShell(folder);
        other.run("generate", "--model", "harbor:small", "--prompt", QUESTION.strip(), "--temperature", "0", "-q");

        assertThat(streamed).isEqualTo(other.out());
    }

    @Test
    void givesTheSameConversationForTheSameSeed() {
        chat(QUESTION.repeat(3), "--seed", "4");
        List<String> first = answers();

        chat(QUESTION.repeat(3), "--seed", "4");
        assertThat(answers()).isEqualTo(first);
    }

    @Test
    void forgetsWhatWasSaidAtReset() {
        chat(QUESTION + "/reset\n" + QUESTION, "--temperature", "0");

        assertThat(answers()).hasSize(2);
        assertThat(answers().get(1)).isEqualTo(answers().get(0));
        assertThat(shell.err()).contains("begins anew");
    }

    @Test
    void endsAtExitAndSaysNothingMore() {
        assertThat(chat(QUESTION + "/exit\n" + QUESTION)).isZero();

        assertThat(answers()).hasSize(1);
    }

    @Test
    void namesItsCommandsWhenItDoesNotKnowOne() {
        assertThat(chat("/forget\n/help\n")).isZero();

        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("there is no command /forget; /reset begins anew");
    }

    @Test
    void saysWhenTheContextIsFullAndGoesOnAfterAReset() {
        assertThat(chat("what ".repeat(500) + "\n/reset\n" + QUESTION)).isZero();

        assertThat(shell.err()).contains("no room: the conversation would take", "/reset");
        assertThat(answers()).hasSize(1);
    }

    @Test
    void saysWhenAnAnswerWasCutOff() {
        assertThat(chat(QUESTION, "--max-tokens", "1")).isZero();

        assertThat(shell.err()).contains("cut off after 1 tokens (--max-tokens)");
    }

    @Test
    void stopsWhenInterrupted() {
        shell = new CapturedShell(folder, QUESTION.repeat(2).getBytes(UTF_8));
        shell.shell().cancellation().request();

        assertThat(shell.run("chat", "--model", "harbor:small")).isEqualTo(ErrorCode.CANCELLED.exitStatus());
        assertThat(answers()).hasSize(1);
    }

    @Test
    void refusesALineThatIsNotUtf8() {
        shell = new CapturedShell(folder, new byte[] {(byte) 0xc3, '\n'});

        assertThat(shell.run("chat", "--model", "harbor:small")).isEqualTo(ErrorCode.BAD_DATA.exitStatus());
        assertThat(shell.err()).contains("not UTF-8");
    }
}
