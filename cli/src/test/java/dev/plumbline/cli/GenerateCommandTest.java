package dev.plumbline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.stages.ModelSource;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Generation with the small model that ships.
class GenerateCommandTest {
    private static final String PROMPT = "what is 2 plus 3 ?";

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int generate(String... arguments) {
        return generateFrom(new byte[0], arguments);
    }

    private int generateFrom(byte[] input, String... arguments) {
        shell = new CapturedShell(folder, input);
        return shell.run(Stream.concat(Stream.of("generate", "--model", "harbor:small"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(shell.out());
    }

    @Test
    void answersAPromptOnOneLine() {
        assertThat(generate("--prompt", PROMPT, "--temperature", "0", "--quiet"))
                .isZero();

        assertThat(shell.out().strip()).isNotEmpty().doesNotContain("\n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void readsThePromptFromStandardInput() {
        generate("--prompt", PROMPT, "--seed", "5");
        String typed = shell.out();

        assertThat(generateFrom((PROMPT + "\n").getBytes(UTF_8), "--prompt", "-", "--seed", "5"))
                .isZero();
        assertThat(shell.out()).isEqualTo(typed);
    }

    @Test
    void givesTheSameAnswersForTheSameSeedHoweverManyAreAskedFor() {
        assertThat(generate("--prompt", PROMPT, "--n", "6", "--seed", "3", "--json"))
                .isZero();
        JsonNode six = json().get("answers");
        assertThat(generate("--prompt", PROMPT, "--n", "2", "--seed", "3", "--json"))
                .isZero();
        JsonNode two = json().get("answers");

        assertThat(six).hasSize(6);
        assertThat(two).hasSize(2);
        assertThat(two.get(0)).isEqualTo(six.get(0));
        assertThat(two.get(1)).isEqualTo(six.get(1));
    }

    @Test
    void tellsAMachineWhatWasAskedAndHowEachAnswerEnded() {
        assertThat(generate("--prompt", PROMPT, "--max-tokens", "1", "--json")).isZero();

        assertThat(json().propertyNames())
                .containsExactly(
                        "model", "prompt", "seed", "precision", "device", "threads", "promptTokens", "answers");
        assertThat(json().get("precision").asString()).isEqualTo("float32");
        assertThat(json().get("device").asString()).isEqualTo("cpu");
        assertThat(json().get("threads").asInt()).isOne();
        assertThat(json().get("prompt").asString()).isEqualTo(PROMPT);
        assertThat(json().get("answers").get(0).get("finish").asString()).isEqualTo("length");
        assertThat(json().get("answers").get(0).get("tokens").asInt()).isOne();
    }

    @Test
    void endsAnAnswerAtAStopTextAndCutsItOff() {
        generate("--prompt", PROMPT, "--temperature", "0", "--quiet");
        String whole = shell.out().strip();
        String last = whole.substring(whole.lastIndexOf(' ') + 1);

        assertThat(generate("--prompt", PROMPT, "--temperature", "0", "--quiet", "--stop", last))
                .isZero();
        assertThat(shell.out().strip())
                .isEqualTo(whole.substring(0, whole.indexOf(last)).strip());
    }

    @Test
    void saysWhichWordsTheModelCannotRead() {
        assertThat(generate("--prompt", "what is the wavelength of Xyzzy ?")).isZero();

        assertThat(shell.err()).contains("not in this model's vocabulary");
    }

    @Test
    void saysInWhatItComputes() {
        assertThat(generate("--prompt", PROMPT, "--max-tokens", "1", "--precision", "bfloat16", "--threads", "2"))
                .isZero();

        assertThat(shell.err()).contains("million weights, computed in bfloat16 on cpu, 2 threads");
    }

    @Nested
    class Refuses {
        @Test
        void aDeviceThatIsNotThere() {
            assertThat(generate("--prompt", PROMPT, "--device", "tpu")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("no device is named \"tpu\"; devices are cpu, cuda and cuda:I");
            assertThat(generate("--prompt", PROMPT, "--device", "cuda:99"))
                    .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("cuda:99: CUDA finds", "use --device cpu, or build with -Pgpu");
        }

        @Test
        void anArithmeticThatThereIsNot() {
            assertThat(generate("--prompt", PROMPT, "--precision", "float8"))
                    .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("float32, bfloat16 or auto, not \"float8\"");
            assertThat(generate("--prompt", PROMPT, "--threads", "-1")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("--threads must be 0", "-1");
        }

        @Test
        void aModelThatScoresSteps() {
            Path scores = folder.resolve("steps");
            ModelSource.copy("harbor:small", scores);
            try (CheckpointModel small = ModelSource.open("harbor:small", "harbor:small")) {
                Engine.run(() -> {
                    try (Decoder steps = small.decoder().withHead(DecoderConfig.Head.STEP, new Seed(1))) {
                        Checkpoint.write(steps, small.format().tokenizer().special(), scores);
                    }
                });
            }
            shell = new CapturedShell(folder);

            assertThat(shell.run("generate", "--model", scores.toString(), "--prompt", PROMPT))
                    .isEqualTo(ErrorCode.BAD_CHECKPOINT.exitStatus());
            assertThat(shell.err()).contains("a process reward model", "name a language model");
        }

        @Test
        void aPromptThatFillsTheContext() {
            assertThat(generate("--prompt", "what ".repeat(500))).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("tokens; this model takes", "Shorten");
        }

        @Test
        void anOptionOutOfRange() {
            assertThat(generate("--prompt", PROMPT, "--top-p", "1.5")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("top-p must lie in (0, 1], not 1.5");
            assertThat(generate("--prompt", PROMPT, "--n", "0")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("--n must lie in [1, 10000], not 0");
            assertThat(generate("--prompt", PROMPT, "--stop", "")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("--stop must not be empty");
        }

        @Test
        void aModelThatIsNotThere() {
            shell = new CapturedShell(folder);

            assertThat(shell.run("generate", "--model", "nowhere", "--prompt", PROMPT))
                    .isEqualTo(ErrorCode.MISSING_FILE.exitStatus());
            assertThat(shell.err()).contains("nowhere", "harbor:small, a checkpoint folder, or RUN/models/NAME");
        }

        @Test
        void standardInputThatIsNotUtf8() {
            assertThat(generateFrom(new byte[] {'h', (byte) 0xff}, "--prompt", "-"))
                    .isEqualTo(ErrorCode.BAD_DATA.exitStatus());
            assertThat(shell.err()).contains("standard input is not UTF-8");
        }

        @Test
        void standardInputThatIsTooLong() {
            assertThat(generateFrom(new byte[StandardInput.MAX_BYTES + 1], "--prompt", "-"))
                    .isEqualTo(ErrorCode.BAD_DATA.exitStatus());
            assertThat(shell.err()).contains("longer than 1000000 bytes");
        }
    }
}
