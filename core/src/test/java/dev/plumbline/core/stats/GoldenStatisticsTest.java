package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every method against the field's own libraries, case by case, at the tolerance that the case states.
class GoldenStatisticsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, Map<String, Golden.Method>> FILES = new TreeMap<>(Map.of(
            "intervals", IntervalMethods.ALL,
            "tests", TestMethods.ALL,
            "agreement", AgreementMethods.ALL,
            "classification", ScoreMethods.ALL,
            "calibration", ScoreMethods.ALL,
            "judge", JudgeMethods.ALL,
            "correlation", ResamplingMethods.ALL,
            "bootstrap", ResamplingMethods.ALL));

    @TestFactory
    Stream<DynamicTest> aFewCasesOfEveryMethodAgree() {
        return FILES.entrySet().stream().flatMap(file -> tests(file.getKey(), excerpt(file.getKey()), file.getValue()));
    }

    @TestFactory
    Stream<DynamicTest> allReferenceCasesAgree() {
        Path folder = reference();
        assumeTrue(
                Files.isDirectory(folder), () -> "no reference values at " + folder + "; only the excerpt was tested");
        return FILES.entrySet().stream()
                .flatMap(file ->
                        tests(file.getKey(), JSON.readTree(folder.resolve(file.getKey() + ".json")), file.getValue()));
    }

    /// Beside the project's root, wherever the tests are started.
    private static Path reference() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/golden/stats");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return here.resolve("../../shared/golden/stats").normalize();
    }

    private static JsonNode excerpt(String file) {
        try (InputStream in = GoldenStatisticsTest.class.getResourceAsStream("/golden/stats/" + file + ".json")) {
            assertThat(in).as(file).isNotNull();
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> tests(String file, JsonNode golden, Map<String, Golden.Method> methods) {
        List<JsonNode> cases = golden.get("cases").valueStream().toList();
        return cases.stream()
                .filter(one -> methods.containsKey(one.get("method").asString()))
                .map(one -> test(file, golden, one, methods));
    }

    private static DynamicTest test(String file, JsonNode golden, JsonNode one, Map<String, Golden.Method> methods) {
        String name = one.get("method").asString();
        String place = file + " " + name + " (" + one.get("name").asString() + ")";
        double tolerance = golden.get("methods").get(name).get("tolerance").doubleValue();
        Golden.Method method = java.util.Objects.requireNonNull(methods.get(name));
        return DynamicTest.dynamicTest(
                place, () -> Golden.check(place, one.get("out"), tolerance, () -> method.of(new Input(one.get("in")))));
    }
}
