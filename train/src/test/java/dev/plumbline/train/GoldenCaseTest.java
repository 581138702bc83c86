package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCaseTest {
    private static final Path HOME = GoldenCase.home();

    @BeforeAll
    static void theRecordedRunsAreThere() {
        assumeTrue(
                Files.isDirectory(HOME),
                "skipped: no recorded runs at " + HOME.toAbsolutePath().normalize());
    }

    private static List<GoldenCase> all(String... prefixes) throws IOException {
        List<GoldenCase> cases = new ArrayList<>();
        for (String prefix : prefixes) {
            for (String name : GoldenCase.names(HOME, prefix)) {
                cases.add(GoldenCase.read(HOME, name));
            }
        }
        return cases;
    }

    @Test
    void everyCaseOfSftRewardModelAndDpoIsRead() throws IOException {
        assertThat(GoldenCase.names(HOME, "sft_")).hasSize(18);
        assertThat(GoldenCase.names(HOME, "rm")).hasSize(5);
        assertThat(GoldenCase.names(HOME, "dpo_")).hasSize(33);
        for (GoldenCase run : all("sft_", "rm", "dpo_")) {
            assertThat(GoldenCase.names(HOME, run.name())).contains(run.name());
            assertThat(run.source()).startsWith("trl ");
            assertThat(run.parameters())
                    .isNotEmpty()
                    .allSatisfy((name, p) -> assertThat(p.l2()).isPositive());
            assertThat(run.probe().logits()).hasSize(run.name().startsWith("rm") ? 1 : 160);
            assertThat(run.probe().promptIds()).hasSize(10);
        }
    }

    @Test
    void stepsAndMicroBatchesAgreeWithTheOptions() throws IOException {
        for (GoldenCase run : all("sft_", "rm", "dpo_")) {
            int steps = run.config().integer("max_steps");
            int accumulation = run.config().integer("gradient_accumulation_steps");
            double most = run.config().number("max_grad_norm");
            assertThat(run.steps())
                    .extracting(GoldenCase.Step::number)
                    .isEqualTo(IntStream.rangeClosed(1, steps).boxed().toList());
            for (GoldenCase.Step step : run.steps()) {
                assertThat(step.micro()).hasSize(accumulation);
                assertThat(step.micro())
                        .allMatch(
                                m -> m.batch() >= 0 && m.batch() < run.batches().size());
                double clipped = most == 0 ? step.gradNorm() : Math.min(step.gradNorm(), most);
                assertThat(step.gradNormClipped()).isCloseTo(clipped, within(2e-6 * Math.max(1, clipped)));
                assertThat(step.metrics()).isNotEmpty();
            }
        }
    }

    @Test
    void theLoggedLossIsMadeOfTheMicroBatches() throws IOException {
        for (GoldenCase run : all("rm", "dpo_")) {
            for (GoldenCase.Step step : run.steps()) {
                double mean = step.micro().stream()
                        .mapToDouble(GoldenCase.Micro::loss)
                        .average()
                        .orElseThrow();
                assertThat(step.loss()).isCloseTo(mean, within(1e-6 + 1e-6 * Math.abs(mean)));
            }
        }
    }

    @Test
    void labelsAreCountedAsTheTrainerCountedThem() throws IOException {
        for (GoldenCase run : all("sft_")) {
            for (GoldenCase.Step step : run.steps()) {
                long labels = step.micro().stream()
                        .flatMap(m -> Arrays.stream(run.batches().get(m.batch()).matrix("labels")))
                        .mapToLong(row -> Arrays.stream(row)
                                .skip(1)
                                .filter(x -> x != -100)
                                .count())
                        .sum();
                assertThat(step.micro()).as(run.name()).allMatch(m -> m.itemsInBatch() == labels);
            }
        }
    }

    @Test
    void everyTensorHasTheShapeOfItsBatch() throws IOException {
        for (GoldenCase run : all("sft_", "rm", "dpo_")) {
            int examples = run.config().integer("per_device_train_batch_size")
                    * (run.name().startsWith("sft_") ? 1 : 2);
            for (GoldenCase.Batch batch : run.batches()) {
                long[][] ids = batch.matrix("input_ids");
                assertThat(ids).as(run.name()).hasNumberOfRows(examples);
                assertThat(Arrays.stream(ids).flatMapToLong(Arrays::stream)).allMatch(id -> id >= 0 && id < 160);
                Stream.of("attention_mask", "labels", "completion_mask", "position_ids", "seq_idx")
                        .filter(batch::has)
                        .forEach(name -> assertThat(batch.matrix(name)).hasDimensions(examples, ids[0].length));
                Stream.of("margin", "ref_chosen_logps", "ref_rejected_logps")
                        .filter(batch::has)
                        .forEach(name -> assertThat(batch.vector(name)).hasSize(examples / 2));
            }
        }
    }

    @Test
    void packedBatchesHoldTheirBoundaries() {
        GoldenCase.Batch batch = GoldenCase.read(HOME, "sft_packed").batches().getFirst();
        assertThat(batch.integers("cu_seq_lens_q")).containsExactly(0, 34, 50, 60, 64);
        assertThat(batch.scalar("max_length_q")).isEqualTo(34);
        assertThat(batch.matrix("position_ids")[0][34]).isZero();
        assertThat(batch.matrix("labels")[0][34]).isEqualTo(-100);
    }

    @Test
    void valuesAreThoseOfTheFile() {
        GoldenCase run = GoldenCase.read(HOME, "sft_full");
        assertThat(run.steps().getFirst().loss()).isEqualTo(5.49108887);
        assertThat(run.steps().getFirst().gradNorm()).isEqualTo(2.58541036);
        assertThat(run.steps().getFirst().learningRate()).isEqualTo(0.003);
        assertThat(run.steps().getFirst().metrics()).containsEntry("entropy", 4.72337437);
        assertThat(run.steps().getFirst().micro()).containsExactly(new GoldenCase.Micro(0, 5.49108887, 104));
        assertThat(run.parameters())
                .containsEntry("model.embed_tokens.weight", new GoldenCase.Tensor(-11.6020197, 10.731555));
        assertThat(run.probe().logits()[1]).isEqualTo(1.1651026);
        assertThat(run.config().text("lr_scheduler_type")).isEqualTo("constant");
        assertThat(run.config().flag("packing")).isFalse();
        assertThat(run.config().has("lr_scheduler_kwargs")).isFalse();
        assertThat(GoldenCase.read(HOME, "rm_margin").batches().getFirst().vector("margin"))
                .containsExactly(0.666700006, 0.333299994, 1.0, 0.0);
        GoldenCase mixed = GoldenCase.read(HOME, "dpo_mpo");
        assertThat(mixed.config().texts("loss_type")).hasSizeGreaterThan(1);
        assertThat(mixed.config().numbers("loss_weights"))
                .hasSameSizeAs(mixed.config().texts("loss_type"));
    }

    @Test
    void precomputedLogProbabilitiesAreThoseOfTheBatchesInOrder() {
        GoldenCase run = GoldenCase.read(HOME, "dpo_precomputed");
        for (String side : List.of("chosen", "rejected")) {
            double[] joined = run.batches().stream()
                    .flatMapToDouble(b -> Arrays.stream(b.vector("ref_" + side + "_logps")))
                    .toArray();
            assertThat(run.referenceLogps().get(side)).containsExactly(joined);
        }
        assertThat(GoldenCase.read(HOME, "dpo_sigmoid").referenceLogps()).isEmpty();
    }

    @Test
    void everyModelFolderExists() throws IOException {
        for (GoldenCase run : all("sft_", "rm", "dpo_")) {
            for (String role : run.models().keySet()) {
                String weights = role.equals("adapter") ? "adapter_model.safetensors" : "model.safetensors";
                assertThat(run.model(role).resolve(weights)).isRegularFile();
            }
        }
        assertThat(GoldenCase.read(HOME, "dpo_ln2").model("reference").getFileName())
                .hasToString("base");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoldenCase.read(HOME, "rm").model("reference"))
                .withMessage("rm has no reference; it has [policy]");
    }

    @Test
    void aKeyThatIsNotUnderstoodIsAnError(@TempDir Path folder) throws IOException {
        String file = Files.readString(HOME.resolve("rm.json")).replaceFirst("\"note\"", "\"remark\"");
        Files.createDirectories(folder.resolve("batches"));
        Files.copy(HOME.resolve("batches/rm.json"), folder.resolve("batches/rm.json"));
        Files.writeString(folder.resolve("rm.json"), file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoldenCase.read(folder, "rm"))
                .withMessage("rm holds what is not understood: [remark]");
    }
}
