package dev.plumbline.evaluate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every method against the field's own libraries, case by case, at the tolerance that the case states.
class StatsReferenceTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFewCasesOfEveryMethodAgree() throws URISyntaxException {
        Path excerpt = Path.of(Objects.requireNonNull(StatsReferenceTest.class.getResource("/golden/stats"))
                .toURI());

        assertThat(run(excerpt)).hasSizeGreaterThan(100).allSatisfy(StatsReferenceTest::passed);
    }

    @Test
    void allReferenceCasesAgree() {
        Path all = reference();
        assumeTrue(Files.isDirectory(all), () -> "no reference values at " + all + "; only the excerpt was tested");

        assertThat(StatsReference.recognises(all)).isTrue();
        assertThat(run(all)).hasSizeGreaterThan(200).allSatisfy(StatsReferenceTest::passed);
    }

    @Test
    void aMethodThatNobodyKnowsIsUnknown() throws IOException {
        write("{\"methods\": {\"odd\": {\"tolerance\": 1e-9}}, \"cases\": [{\"method\": \"odd\", \"name\": \"a\","
                + " \"in\": {}, \"out\": {\"x\": 1}}]}");

        assertThat(run(folder)).singleElement().satisfies(one -> {
            assertThat(one.result()).isEqualTo(ReferenceCase.Result.UNKNOWN);
            assertThat(one.name()).isEqualTo("some/odd (a)");
        });
    }

    @Test
    void aWrongValueFailsWithItsPlaceAndDifference() throws IOException {
        write(zeroFailures("{\"n\": 10, \"level\": 0.95}", "{\"rule_of_three\": 0.25}"));

        assertThat(run(folder)).singleElement().satisfies(one -> {
            assertThat(one.result()).isEqualTo(ReferenceCase.Result.FAIL);
            assertThat(one.difference()).isBetween(0.049, 0.051);
            assertThat(one.note()).isEqualTo("rule_of_three: expected 0.25, found 0.3");
        });
    }

    @Test
    void aResultWhereNoneMayExistFails() throws IOException {
        write(zeroFailures("{\"n\": 10, \"level\": 0.95}", "{\"rule_of_three\": {\"undefined\": \"why\"}}"));

        assertThat(run(folder)).singleElement().satisfies(one -> {
            assertThat(one.result()).isEqualTo(ReferenceCase.Result.FAIL);
            assertThat(one.note()).isEqualTo("rule_of_three: must be undefined, not 0.3");
        });
    }

    @Test
    void anUnusableInputFailsTheCaseAndNotTheRun() throws IOException {
        write(zeroFailures("{\"level\": 0.95}", "{\"rule_of_three\": 0.3}"));

        assertThat(run(folder)).singleElement().satisfies(one -> {
            assertThat(one.result()).isEqualTo(ReferenceCase.Result.FAIL);
            assertThat(one.note()).contains("no input n");
        });
    }

    @Test
    void anOutputThatIsNotComputedFails() throws IOException {
        write(zeroFailures("{\"n\": 10, \"level\": 0.95}", "{\"rule_of_four\": 0.3}"));

        assertThat(run(folder))
                .singleElement()
                .satisfies(one -> assertThat(one.note()).isEqualTo("rule_of_four: is not computed"));
    }

    @Test
    void aFolderWithoutSuchFilesIsNotRecognised() throws IOException {
        Files.writeString(folder.resolve("other.json"), "{\"cases\": 3}");
        Files.writeString(folder.resolve("broken.json"), "{\"cases\": [");

        assertThat(StatsReference.recognises(folder)).isFalse();
        assertThat(StatsReference.recognises(folder.resolve("absent"))).isFalse();
        assertThatThrownBy(() -> run(folder))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("\"methods\"");
    }

    private static String zeroFailures(String in, String out) {
        return "{\"methods\": {\"zero_failures_bound\": {\"tolerance\": 1e-9}}, \"cases\": [{\"method\":"
                + " \"zero_failures_bound\", \"name\": \"a\", \"in\": " + in + ", \"out\": " + out + "}]}";
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("some.json"), json);
    }

    private static List<ReferenceCase> run(Path folder) {
        List<ReferenceCase> cases = new ArrayList<>();
        StatsReference.run(folder, cases::add);
        return cases;
    }

    private static void passed(ReferenceCase one) {
        assertThat(one.result()).as("%s: %s", one.name(), one.note()).isEqualTo(ReferenceCase.Result.PASS);
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
}
