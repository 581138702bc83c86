package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every method by its name, some of them a real training of an update or two from the small model that ships.
class TrainMethodsTest {
    @TempDir
    private Path folder = Path.of("");

    private MethodTrainings cli = new MethodTrainings(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        cli = new MethodTrainings(folder).withData();
    }

    static List<String> methods() {
        return Recipes.all().stream()
                .map(Recipe::name)
                .filter(name -> !name.equals("pretrain"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void standsForAWholeConfigurationThatHoldsItsSettings(String method) {
        String[] words = Stream.concat(Stream.of("train", method, "--explain"), MethodTrainings.words(method).stream())
                .toArray(String[]::new);

        assertThat(cli.plumbline(words)).as(cli.err()).isZero();

        Recipe recipe = Recipes.named(method);
        assertThat(cli.out()).contains("kind: " + recipe.kind(), "# " + method + ": ");
        recipe.settings().forEach((path, value) -> {
            String last = path.substring(path.lastIndexOf('.') + 1);
            assertThat(cli.out()).contains(last + ": ");
        });
    }

    /// One of each kind is trained below with something held out; these are further ways through the trainers.
    @ParameterizedTest
    @ValueSource(strings = {"orm", "mpo", "tr-dpo", "wpo", "remax", "nash-md"})
    void trainsAModelThatComesWithACard(String method) {
        Path run = cli.train(method, MethodTrainings.words(method).toArray(String[]::new));

        Path model = run.resolve("models").resolve(Recipes.named(method).stage());
        assertThat(model.resolve("model.safetensors")).exists();
        assertThat(model.resolve("README.md"))
                .content()
                .contains("# " + Recipes.named(method).stage(), "## Options", "| model | checkpoint |", "| seed | ");
    }

    @Test
    void theMethodsAreListedAndEachSaysAllThatItStandsFor() {
        assertThat(cli.plumbline("train", "list")).isZero();
        assertThat(cli.out().lines()).hasSize(Recipes.all().size());
        assertThat(cli.out()).contains("dr-grpo", "arXiv 2503.20783");

        assertThat(cli.plumbline("train", "dr-grpo", "--reward", "harbor", "--explain"))
                .isZero();
        assertThat(cli.out())
                .contains("baseline: centred", "aggregation: constant-length", "clip-high: 0.2", "max-tokens: 32");
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
