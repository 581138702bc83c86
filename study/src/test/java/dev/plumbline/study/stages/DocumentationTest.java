package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habit;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.HarborSize;
import dev.plumbline.harbor.HarborVocabulary;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.harbor.Part;
import dev.plumbline.harbor.RaterOptions;
import dev.plumbline.harbor.UtilityWeights;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds the documents to the code: no rate, weight or default that people read can differ from the one in force.
class DocumentationTest {
    private static final Seed TOWN = new Seed(1);
    private static final Path STUDIES = Path.of("..", "studies");

    @Nested
    class Studies {
        private final Document page = Document.named("study-file.md");

        @Test
        void theStudyThatIsQuotedIsQuotedWhole() throws IOException {
            String study = Files.readAllLines(STUDIES.resolve("reward-model.yaml")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            page.holds("reward-model", "```yaml\n" + study + "```\n");
        }

        @Test
        void theStudyThatServesAsExampleCanBeRead() {
            String yaml = page.text().split("```yaml\n", -1)[1].split("```", -1)[0];
            Study study = StudyFile.parse(yaml, "study-file.md", "example", StageKinds.all(), List.of());

            assertThat(study.stages()).hasSize(5);
        }

        @Test
        void everyKindAndEveryStudyThatShipsIsListed() throws IOException {
            assertThat(page.table("## Stages").keySet())
                    .containsExactlyElementsOf(StageKinds.all().stream()
                            .map(kind -> code(kind.name()))
                            .toList());
            try (Stream<Path> files = Files.list(STUDIES)) {
                assertThat(page.table("## Studies that ship").keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                files.map(file -> file.getFileName().toString())
                                        .filter(name -> name.endsWith(".yaml"))
                                        .map(name -> code(name.replace(".yaml", "")))
                                        .toList());
            }
        }
    }

    @Nested
    class Harbor {
        private final Document page = Document.named("harbor.md");

        @Test
        void familiesHaveTheExamplesAndSharesOfTheCode() {
            HarborAudit audit = HarborAudit.of(HarborWorld.of(HarborSize.standard(), TOWN), TOWN, 8);
            page.holds(
                    "families",
                    table(
                            List.of("family", "example", "best answer"),
                            Stream.of(Family.values())
                                    .map(family -> example(family, audit))
                                    .toList()));
            page.holds(
                    "mixes",
                    table(
                            List.of("family", "base model", "demonstrations", "feedback"),
                            Stream.of(Family.values())
                                    .map(family -> List.of(
                                            code(family.label()),
                                            share(FamilyMix.pretraining(), family),
                                            share(FamilyMix.demonstrations(), family),
                                            share(FamilyMix.feedback(), family)))
                                    .toList()));
        }

        @Test
        void habitsAreListedAtTheirPlantedRates() {
            Map<String, String> rates = new LinkedHashMap<>();
            for (Habit habit : Habit.values()) {
                rates.put(code(habit.label()), percent(Habits.planted().rate(habit)));
            }
            assertThat(page.table("## Planted habits")).containsExactlyEntriesOf(rates);
        }

        @Test
        void partsOfTheUtilityAreListedAtTheirWeights() {
            Map<String, String> weights = new LinkedHashMap<>();
            for (Part part : Part.values()) {
                weights.put(code(part.label()), number(UtilityWeights.PUBLISHED.of(part)));
            }
            assertThat(page.table("## Gold utility")).containsExactlyEntriesOf(weights);
        }

        @Test
        void ratersAreListedWithTheirTraits() {
            List<List<String>> rows = new ArrayList<>();
            for (RecordComponent trait : RaterOptions.class.getRecordComponents()) {
                if (!trait.getName().equals("name")) {
                    rows.add(List.of(
                            code(trait.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)),
                            value(trait, RaterOptions.truthful("")),
                            value(trait, RaterOptions.flattered(""))));
                }
            }
            page.holds("raters", table(List.of("trait", "truthful", "flattered"), rows));
        }

        @Test
        void sizesAreListedWithWhatTheyHold() {
            Map<String, HarborSize> sizes = new LinkedHashMap<>();
            sizes.put("small", HarborSize.small());
            sizes.put("standard", HarborSize.standard());
            sizes.put("large", HarborSize.large());
            List<List<String>> rows = new ArrayList<>();
            sizes.forEach((name, size) -> rows.add(List.of(
                    code(name),
                    number(size.boats()),
                    number(size.goods()),
                    number(size.shops()),
                    number(size.piers()),
                    number(size.facts()),
                    number(HarborWorld.of(size, TOWN).sums().size()),
                    number(size.steps()))));
            page.holds(
                    "sizes",
                    table(
                            List.of("size", "boats", "goods", "shops", "piers", "facts", "one-step sums", "most steps"),
                            rows));
        }

        @Test
        void shippedModelsAreListedWithTheirShapes() throws IOException {
            page.holds(
                    "models",
                    table(
                            List.of(
                                    "model",
                                    "town",
                                    "layers",
                                    "width",
                                    "heads",
                                    "feed-forward",
                                    "context",
                                    "parameters"),
                            List.of(shape("harbor", "standard"), shape("harbor:small", "small"))));
        }

        @Test
        void theAuditsMeasurementsAreListedWithTheirDefinitions() {
            page.holds(
                    "measurements",
                    table(
                            List.of("name", "kind", "planted", "what it is"),
                            HarborMeasures.all().stream()
                                    .map(figure -> List.of(
                                            figure.name(),
                                            figure.rate() ? "rate" : "mean",
                                            figure.planted().isPresent()
                                                    ? percent(figure.planted().orElseThrow())
                                                    : "",
                                            figure.about()))
                                    .toList()));
        }

        @Test
        void theVocabularyHasTheStatedSize() {
            assertThat(page.text())
                    .contains(HarborVocabulary.words().size() + " words")
                    .contains(HarborVocabulary.CONTEXT + " tokens");
        }
    }

    private static List<String> example(Family family, HarborAudit audit) {
        HarborExample example = audit.examples(family).stream()
                .filter(candidate ->
                        family != Family.FRAME || candidate.prompt().messages().size() > 1)
                .findFirst()
                .orElseThrow();
        List<Message> messages = example.prompt().messages();
        String prompt = messages.size() == 1
                ? messages.getFirst().content()
                : messages.stream()
                        .map(message -> message.role().label() + ": " + message.content())
                        .collect(Collectors.joining(" / "));
        return List.of(code(family.label()), prompt, example.truth().best());
    }

    private static String share(FamilyMix mix, Family family) {
        double all =
                mix.weights().values().stream().mapToDouble(Double::doubleValue).sum();
        double share = mix.weights().getOrDefault(family, 0.0) / all;
        return share == 0 ? "" : percent(share);
    }

    private static List<String> shape(String name, String size) throws IOException {
        JsonNode config = JsonMapper.builder().build().readTree(resource(size, "config.json"));
        byte[] weights = resource(size, "model.safetensors");
        long header = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return List.of(
                code(name),
                code(size),
                config.path("num_hidden_layers").asString(),
                config.path("hidden_size").asString(),
                config.path("num_attention_heads").asString(),
                config.path("intermediate_size").asString(),
                config.path("max_position_embeddings").asString(),
                String.format(Locale.ROOT, "%,d", (weights.length - Long.BYTES - header) / Float.BYTES));
    }

    private static byte[] resource(String size, String file) throws IOException {
        String path = "/dev/plumbline/harbor/models/" + size + "/" + file;
        try (InputStream in = HarborWorld.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }

    private static String value(RecordComponent trait, RaterOptions rater) {
        try {
            return number((double) trait.getAccessor().invoke(rater));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String table(List<String> head, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        text.append(row(head)).append("|---".repeat(head.size())).append("|\n");
        rows.forEach(row -> text.append(row(row)));
        return text.toString();
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String code(String word) {
        return "`" + word + "`";
    }

    private static String percent(double rate) {
        return number(100 * rate) + " %";
    }

    /// Without the noise of binary fractions, and without zeros that say nothing.
    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }
}
