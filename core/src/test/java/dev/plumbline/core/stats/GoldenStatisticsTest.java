package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every method against the field's own libraries, case by case, at the tolerance that the case states.
class GoldenStatisticsTest {
    private static final JsonMapper JSON = new JsonMapper();

    /// Files whose every method is covered.
    private static final List<String> FILES = List.of(
            "intervals", "tests", "agreement", "classification", "calibration", "judge", "correlation", "bootstrap");

    private static final Map<String, Golden.Method> METHODS = new TreeMap<>();

    static {
        List.of(
                        IntervalMethods.ALL,
                        TestMethods.ALL,
                        AgreementMethods.ALL,
                        ScoreMethods.ALL,
                        ScalingMethods.ALL,
                        JudgeMethods.ALL,
                        ResamplingMethods.ALL)
                .forEach(METHODS::putAll);
    }

    @TestFactory
    Stream<DynamicTest> aFewCasesOfEveryMethodAgree() {
        return FILES.stream().flatMap(file -> tests(file, excerpt(file)));
    }

    @TestFactory
    Stream<DynamicTest> allReferenceCasesAgree() {
        Path folder = reference();
        assumeTrue(
                Files.isDirectory(folder), () -> "no reference values at " + folder + "; only the excerpt was tested");
        return FILES.stream().flatMap(file -> tests(file, JSON.readTree(folder.resolve(file + ".json"))));
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
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> tests(String file, JsonNode golden) {
        return golden.get("cases").valueStream().map(one -> test(file, golden, one));
    }

    private static DynamicTest test(String file, JsonNode golden, JsonNode one) {
        String name = one.get("method").asString();
        String place = file + " " + name + " (" + one.get("name").asString() + ")";
        double tolerance = golden.get("methods").get(name).get("tolerance").doubleValue();
        Golden.Method method = Objects.requireNonNull(METHODS.get(name), "no method answers " + place);
        return DynamicTest.dynamicTest(
                place, () -> Golden.check(place, one.get("out"), tolerance, () -> method.of(new Input(one.get("in")))));
    }
}
