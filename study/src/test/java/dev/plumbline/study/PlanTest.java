package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.study.Plan.Fate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("threads", "2");

    @Test
    void saysWhatWouldRunAndWhatTheStoreHas(@TempDir Path folder) {
        RunFixture fixture = new RunFixture(folder);
        Plan before = Plan.of(fixture.study(), fixture.store(), ENVIRONMENT);
        assertThat(before.steps())
                .extracting(Plan.Step::fate)
                .containsExactly(Fate.TO_RUN, Fate.AFTER_OTHERS, Fate.AFTER_OTHERS, Fate.AFTER_OTHERS);
        CompletedRun run = fixture.runner().run(fixture.study());
        Plan after = Plan.of(
                fixture.study(TinyStages.STUDY.replace("steps: 10", "steps: 11")), fixture.store(), ENVIRONMENT);
        assertThat(after.steps())
                .extracting(Plan.Step::fate)
                .containsExactly(Fate.FROM_STORE, Fate.TO_RUN, Fate.FROM_STORE, Fate.AFTER_OTHERS);
        assertThat(after.steps().get(2).key().orElseThrow().hash())
                .isEqualTo(run.report().stages().get(2).key());
        assertThat(after.text())
                .contains(" 1. draw   numbers  in the store")
                .contains(" 2. short  mean     to run  <- draw")
                .contains("<- short, long");
    }

    @Test
    void saysThatAFileIsMissing(@TempDir Path folder) {
        RunFixture fixture = new RunFixture(folder);
        Study study = StudyFile.parse(
                TinyStages.STUDY, "s", "s", fixture.kinds(), List.of(Setting.of("file=" + folder.resolve("none"))));
        assertThat(Plan.of(study, fixture.store(), ENVIRONMENT).text())
                .contains("cannot run: a file is missing  <- " + folder.resolve("none"));
    }

    @Test
    void theReferenceNamesEveryOptionWithItsDefault() {
        assertThat(OptionsReference.markdown(TinyStages.kinds()))
                .contains("| `seed` | whole number | `0` |  | [-2^63, 2^63) | Every stage's seed is derived")
                .contains("| `precision` | float32 \\| bfloat16 | `float32` |")
                .contains("## kind: mean\n\nLearns a mean.\n")
                .contains("| `data` | text | required |  |  | The stage whose numbers are averaged. |")
                .contains("| `learning-rate` | number | `1.0e-4` |  | (0, 1] | How fast to learn. |")
                .contains("| `noise.width` | number | `1.0` |")
                .contains("| `weights.NAME.often` | whole number | `3` |");
    }

    record Undocumented(int count) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    record BadDefault(
            @Option(doc = "How many.", defaultValue = "many")
            int count) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    record BadType(@Option(doc = "A path.") Path path) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    @Test
    void aKindIsRefusedWhoseOptionsAreUndocumentedOrCannotBeRead() {
        assertThatThrownBy(() -> kind(Undocumented.class)).hasMessageContaining("Undocumented.count: document it");
        assertThatThrownBy(() -> kind(BadDefault.class)).hasMessageContaining("default of BadDefault.count");
        assertThatThrownBy(() -> kind(BadType.class))
                .hasMessageContaining("options cannot have type java.nio.file.Path");
    }

    private static <O extends StageOptions> StageKind<O> kind(Class<O> options) {
        return new StageKind<>("bad", options, "Bad.", (context, given) -> {
            throw new AssertionError("never run");
        });
    }
}
