package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `plumbline train` of the small model that ships, in a folder that holds a little data of every form.
final class MethodTrainings {
    static final String SMALL = "harbor:small";

    private final Path folder;
    private CapturedShell shell;

    MethodTrainings(Path folder) {
        this.folder = folder;
        this.shell = new CapturedShell(folder);
    }

    /// Writes twelve records of each form.
    MethodTrainings withData() throws IOException {
        write(
                "pairs.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"chosen\": \"it is " + (i + 1)
                        + " .\", \"rejected\": \"it is 0 .\"}");
        write(
                "judged.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"completion\": \"it is " + i + " .\", \"label\": "
                        + (i % 2 == 0) + "}");
        write("sums.jsonl", i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"answer\": " + (i + 1) + "}");
        write(
                "solutions.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"completions\": [\"it is " + i + "\", \"it is "
                        + (i + 1) + "\"], \"labels\": [" + (i % 2 == 0) + ", 0.5]}");
        return this;
    }

    /// Twelve lines in a file of the folder.
    void write(String name, IntFunction<String> line) throws IOException {
        Files.writeString(
                folder.resolve(name), IntStream.range(0, 12).mapToObj(line).collect(Collectors.joining("\n")));
    }

    int plumbline(String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(arguments);
    }

    /// Trains the small model; gives the run.
    Path train(String method, String... more) {
        String[] all = Stream.concat(Stream.of("train", method, "-q", "--json"), Arrays.stream(more))
                .toArray(String[]::new);
        assertThat(plumbline(all)).as(shell.err()).isZero();
        return Path.of(summary().get("run").asString());
    }

    /// Words for one update of the small model from two sums, and these.
    static String[] onSums(String... more) {
        return Stream.concat(
                        Stream.of("--model", SMALL, "--data", "sums.jsonl", "--steps", "1", "--batch", "2"),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    /// What is said when a method is refused on them.
    String failureOnSums(ErrorCode code, String method, String... more) {
        return failure(
                code,
                Stream.concat(Stream.of("train", method, "-q"), Arrays.stream(onSums(more)))
                        .toArray(String[]::new));
    }

    JsonNode summary() {
        return JsonMapper.shared()
                .readTree(shell.out().lines().reduce((a, b) -> b).orElseThrow());
    }

    List<String> estimates() {
        return summary()
                .get("estimates")
                .valueStream()
                .map(estimate -> estimate.get("name").asString())
                .toList();
    }

    double estimate(String name) {
        return summary()
                .get("estimates")
                .valueStream()
                .filter(estimate -> estimate.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("value")
                .asDouble();
    }

    /// The one line that a command said which failed with this code.
    String failure(ErrorCode code, String... arguments) {
        assertThat(plumbline(arguments)).as(shell.err()).isEqualTo(code.exitStatus());
        List<String> said = shell.err()
                .lines()
                .filter(line -> line.startsWith("plumbline: "))
                .toList();
        assertThat(said).hasSize(1);
        assertThat(shell.err()).doesNotContain("\tat ", "Exception");
        return said.getFirst();
    }

    String out() {
        return shell.out();
    }

    String err() {
        return shell.err();
    }

    Path folder() {
        return folder;
    }

    /// What a method needs to be told for one update.
    static List<String> words(String name) {
        Recipe recipe = Recipes.named(name);
        List<String> words = new ArrayList<>(List.of("--model", SMALL, "--steps", "1"));
        switch (recipe.needs()) {
            case NOTHING -> throw new IllegalArgumentException(name);
            case DEMONSTRATIONS -> words.addAll(List.of("--batch", "2", "--set", "count=4"));
            case COMPARISONS -> words.addAll(List.of("--batch", "2", "--data", "pairs.jsonl"));
            case JUDGEMENTS -> words.addAll(List.of("--batch", "4", "--data", "judged.jsonl"));
            case SOLUTIONS -> words.addAll(List.of("--batch", "2", "--data", "solutions.jsonl"));
            case TEACHER -> words.addAll(List.of("--teacher", SMALL, "--batch", "2", "--set", "count=4"));
            case REWARD -> {
                words.addAll(List.of("--reward", "harbor", "--set", "stages." + recipe.stage() + ".prompts.count=4"));
                words.addAll(
                        recipe.kind().equals("best-of-n")
                                ? List.of("--batch", "2", "--set", "answers=2", "--set", "least=0")
                                : List.of("--batch", "2"));
            }
        }
        return words;
    }
}
