package dev.plumbline.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GamingCaseTest {
    private static final List<GamingCase> ALL = GamingCase.all();

    @Test
    void thereAreAtLeastSixtyCasesWithNamesOfTheirOwn() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(60);
        assertThat(ALL).extracting(GamingCase::name).doesNotHaveDuplicates();
    }

    @Test
    void everyCaseSaysWhatHappenedAndWhoReportedIt() {
        assertThat(ALL).allSatisfy(gaming -> {
            assertThat(gaming.source()).matches(".+ (19|20)\\d\\d, .+");
            assertThat(gaming.story()).hasSizeGreaterThan(40).endsWith(".");
        });
    }

    @Test
    void aCaseThatNamesAWorldNamesOneThatShips() {
        assertThat(ALL).filteredOn(gaming -> !gaming.world().isEmpty()).hasSizeGreaterThan(30).allSatisfy(gaming ->
                assertThat(Worlds.levels(gaming.world())).isNotEmpty());
    }

    @Test
    void everyMechanismHasACase() {
        assertThat(ALL).extracting(GamingCase::mechanism).contains(GamingCase.Mechanism.values());
    }
}
