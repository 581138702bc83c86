package dev.plumbline.train.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Progress;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.core.ReferenceCase.Result;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our trainers walk where the field's trainers walked, and what cannot be judged is said to be so.
class TrainReferenceTest {
    private static final Path HOME = Path.of("..", "..", "shared", "golden", "train");
    private static final Path OWN = Path.of("src/test/resources/golden/train");

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static List<ReferenceCase> run(Path folder) {
        List<ReferenceCase> cases = new ArrayList<>();
        TrainReference.run(folder, Progress.NONE, cases::add);
        return cases;
    }

    private static List<String> names(List<ReferenceCase> cases, Result result) {
        return cases.stream()
                .filter(one -> one.result() == result)
                .map(one -> one.name().split("/", 2)[0])
                .distinct()
                .toList();
    }

    @Test
    void everyRecordingOfTheFieldsTrainersIsFollowed() {
        assumeTrue(
                Files.isDirectory(HOME),
                "skipped: no recorded runs at " + HOME.toAbsolutePath().normalize());
        List<ReferenceCase> cases = run(HOME);
        // docs/training.md says why these three are beyond the recordings' tolerances; nothing else may be
        assertThat(cases.stream().filter(one -> one.result() == Result.FAIL))
                .extracting(ReferenceCase::name)
                .isSubsetOf("rm_margin/loss", "rm_margin/gradient norm", "rloo_ga/first loss");
        assertThat(names(cases, Result.UNKNOWN)).isEmpty();
        assertThat(names(cases, Result.NOT_IMITATED))
                .containsExactly(
                        "grpo_ga_bnpo", "invariance", "kto_ga_3x2", "orpo_ga_2x2", "prm_ga_2x2", "rm_pad_is_eos");
        assertThat(names(cases, Result.PASS))
                .hasSizeGreaterThan(100)
                .contains("dpo_sigmoid", "dpo_lora", "sft_lora", "rm_margin", "kto", "grpo_dapo", "ppo");
    }

    @Test
    void theRecordingsThatShipWithTheProjectAreFollowed() {
        assertThat(TrainReference.recognises(OWN)).isTrue();
        List<ReferenceCase> cases = run(OWN);
        assertThat(names(cases, Result.PASS))
                .containsExactly(
                        "advantages", "gkd_values", "optimisers", "schedules", "sft_completion", "weak_to_strong");
        assertThat(cases).allMatch(one -> one.result() == Result.PASS).hasSizeGreaterThan(30);
    }

    @Test
    void aFolderOfOtherThingsIsNotRecognised() throws IOException {
        Files.writeString(folder.resolve("notes.json"), "{}");
        assertThat(TrainReference.recognises(folder)).isFalse();
        assertThat(TrainReference.recognises(folder.resolve("absent"))).isFalse();
    }

    @Nested
    class ARecordingThatWasChanged {
        private List<ReferenceCase> changed(String from, String to) throws IOException {
            Path copy = folder.resolve("copy");
            try (var files = Files.walk(OWN)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    boolean deeper = file.getNameCount() > OWN.getNameCount() + 1;
                    if (deeper || file.getFileName().toString().equals("sft_completion.json")) {
                        Path target = copy.resolve(OWN.relativize(file).toString());
                        Files.createDirectories(target.getParent());
                        Files.copy(file, target);
                    }
                }
            }
            Path file = copy.resolve("sft_completion.json");
            String text = Files.readString(file);
            assertThat(text).contains(from);
            Files.writeString(file, text.replace(from, to));
            return run(copy);
        }

        @Test
        void failsIfANumberIsAnother() throws IOException {
            List<ReferenceCase> cases = changed("\"learning_rate\":0.003", "\"learning_rate\":0.0033");
            assertThat(cases.stream().filter(one -> one.result() == Result.FAIL))
                    .extracting(ReferenceCase::kind)
                    .contains("learning rate", "loss", "parameters");
        }

        @Test
        void isUnknownIfItHoldsASettingThatNobodyKnows() throws IOException {
            assertThat(changed("\"packing\":false", "\"packing\":false,\"gravity\":9.81"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.result()).isEqualTo(Result.UNKNOWN))
                    .satisfies(one -> assertThat(one.note()).contains("gravity"));
        }

        @Test
        void isUnknownIfItsTrainerOrLossIsUnknown() throws IOException {
            assertThat(changed("SFTTrainer", "FutureTrainer"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.note()).contains("FutureTrainer"));
        }

        @Test
        void failsWithItsPlaceIfItIsDamaged() throws IOException {
            assertThat(changed("\"optim\":", "\"optim\" "))
                    .singleElement()
                    .satisfies(one -> assertThat(one.result()).isEqualTo(Result.FAIL))
                    .satisfies(one -> assertThat(one.note())
                            .contains("sft_completion.json")
                            .contains("JSON"));
        }

        @Test
        void mayNotReachOutOfItsFolder() throws IOException {
            assertThat(changed("batches/sft_completion.json", "../../sft_completion.json"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.note()).contains("outside"));
        }
    }
}
