package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is measured, kept and said while a model learns, and the card that it comes with.
class TrainHeldOutTest {
    @TempDir
    private Path folder = Path.of("");

    private MethodTrainings cli = new MethodTrainings(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        cli = new MethodTrainings(folder).withData();
    }

    @Test
    void heldOutFiguresAreMeasuredAndTheBestAndTheLastAreKept() throws IOException {
        cli.write(
                "noise.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"chosen\": \"it is " + i * i
                        + " .\", \"rejected\": \"it is " + (12 - i) + " .\"}");
        Path run = cli.train(
                "dpo",
                "--model",
                MethodTrainings.SMALL,
                "--data",
                "noise.jsonl",
                "--steps",
                "6",
                "--batch",
                "4",
                "--rate",
                "0.02",
                "--held-out",
                "0.3",
                "--eval-every",
                "2",
                "--keep",
                "best",
                "--set",
                "evaluation.kl-prompts=4");

        assertThat(cli.estimates()).contains("held-out loss", "held-out accuracy", "KL spent");
        assertThat(cli.estimate("KL spent")).isGreaterThan(.01);
        cli.summary()
                .get("estimates")
                .forEach(estimate -> assertThat(estimate.get("low").asDouble())
                        .isLessThanOrEqualTo(estimate.get("high").asDouble()));
        assertThat(run.resolve("models/dpo/README.md"))
                .content()
                .contains("held-out-loss", "| preferences | noise.jsonl |", "95 % interval", "was reached after step");
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files.filter(file -> file.endsWith("last/model.safetensors")))
                    .hasSize(1);
        }
    }

    @Test
    void anAdapterAloneIsTrainedAndComesWithTheModelThatHoldsIt() throws IOException {
        Path run = cli.train(
                "dpo",
                "--model",
                MethodTrainings.SMALL,
                "--data",
                "pairs.jsonl",
                "--steps",
                "2",
                "--batch",
                "4",
                "--lora",
                "2",
                "--rate",
                "0.01",
                "--held-out",
                "0.3",
                "--set",
                "evaluation.kl-prompts=4");

        // The reference is the model without the adapter, not a second view of the model with it.
        assertThat(cli.estimate("KL spent")).isNotZero();
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files.filter(file -> file.endsWith("adapter/adapter_model.safetensors")))
                    .hasSize(1);
        }
        assertThat(cli.plumbline(
                        "generate", "--model", run.resolve("models/dpo").toString(), "--prompt", "hello"))
                .as(cli.err())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("measured")
    void everyKindMeasuresWhatItHoldsOut(String method, String figure) {
        List<String> words = new ArrayList<>(MethodTrainings.words(method));
        words.addAll(List.of("--held-out", "0.5"));

        cli.train(method, words.toArray(String[]::new));

        assertThat(cli.estimates()).contains("held-out " + figure);
    }

    static List<Object[]> measured() {
        return List.of(
                new Object[] {"sft", "loss"},
                new Object[] {"kto", "separation"},
                new Object[] {"simpo", "accuracy"},
                new Object[] {"prm", "accuracy"},
                new Object[] {"gkd", "divergence"},
                new Object[] {"dapo", "reward"},
                new Object[] {"online-dpo", "length"},
                new Object[] {"ppo", "kl"},
                new Object[] {"best-of-n", "finished"});
    }
}
