package dev.plumbline.worlds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.plumbline.worlds.simulate.Episode;
import org.junit.jupiter.api.Test;

class SeparationTest {
    @Test
    void noAgentCanBeHandedTheHiddenPerformance() {
        noClasses()
                .that()
                .resideInAPackage("dev.plumbline.worlds.agents..")
                .and()
                .haveNameNotMatching(
                        ".*\\.(Large)?Trial(\\$.*)?") // judge what an agent has learnt; no agent is given one
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        HiddenPerformance.class,
                        Performance.class,
                        Outcome.class,
                        Dynamics.class,
                        EnumeratedWorld.class,
                        World.class,
                        Episode.class)
                .because("an agent learns from what it observes; what was meant stays with whoever judges it")
                .check(new ClassFileImporter()
                        .withImportOption(
                                location -> !location.contains("/test/") && !location.contains("/test-classes/"))
                        .importPackages("dev.plumbline.worlds.agents"));
    }
}
