package dev.plumbline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds the plan of the house: which module may use which, and what may touch the world outside.
class ArchitectureTest {
    private static final String ROOT = "dev.plumbline.";
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.plumbline");

    /// What each module uses by itself; what those use comes with them. The order is from the ground up.
    private static final Map<String, List<String>> USES = uses();

    private static Map<String, List<String>> uses() {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        uses.put("core", List.of());
        uses.put("model", List.of("core"));
        uses.put("engine", List.of("core", "model"));
        uses.put("harbor", List.of("core"));
        uses.put("train", List.of("engine"));
        uses.put("worlds", List.of("core"));
        uses.put("evaluate", List.of("core", "model"));
        uses.put("redteam", List.of("evaluate"));
        uses.put("oversight", List.of("evaluate", "train"));
        uses.put("interpret", List.of("engine"));
        uses.put("control", List.of("evaluate"));
        uses.put("govern", List.of("core", "evaluate"));
        uses.put("organisms", List.copyOf(uses.keySet()));
        uses.put("study", List.copyOf(uses.keySet()));
        uses.put("serve", List.of("engine"));
        uses.put("web", List.of("study"));
        uses.put("cli", List.of("study", "serve", "web"));
        uses.put("junit", List.of("evaluate", "control"));
        uses.put("langchain4j", List.of("evaluate", "control"));
        uses.put("spring", List.of("evaluate", "control"));
        uses.put("spark", List.of("evaluate", "control"));
        return uses;
    }

    private static Set<String> reach(String module) {
        Set<String> reach = new HashSet<>(Set.of(module));
        USES.getOrDefault(module, List.of()).forEach(used -> reach.addAll(reach(used)));
        return reach;
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    private static String moduleOf(JavaClass type) {
        String inner = type.getPackageName().substring(ROOT.length());
        return inner.contains(".") ? inner.substring(0, inner.indexOf('.')) : inner;
    }

    @Test
    void everyPackageBelongsToAModuleOfThePlan() {
        Set<String> modules = new HashSet<>();
        OURS.forEach(type -> modules.add(moduleOf(type)));

        assertThat(USES.keySet()).containsAll(modules);
        assertThat(modules).contains("core", "model", "engine", "harbor", "train", "evaluate", "study", "cli");
    }

    @TestFactory
    List<DynamicTest> modulesUseOnlyThoseThatThePlanGivesThem() {
        return USES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module + " uses " + reach(module),
                        () -> classes()
                                .that()
                                .resideInAPackage(ROOT + module + "..")
                                .should()
                                .onlyDependOnClassesThat(describe(
                                        "are foreign or of " + reach(module),
                                        used -> !isOurs(used) || reach(module).contains(moduleOf(used))))
                                .allowEmptyShould(true)
                                .check(OURS)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> whatAModuleHidesIsItsOwn() {
        return USES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackage(ROOT + module + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(ROOT + module + ".internal..")
                                .check(OURS)))
                .toList();
    }

    @Test
    void onlyTheEngineTouchesLibtorch() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .because("it could be replaced by another library only if one module knows it")
                .check(OURS);
    }

    @Test
    void coreHasNoNetworkAndNoFiles() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|RandomAccess).*")
                .because("people embed it in their own applications")
                .check(OURS);
    }

    @Test
    void coreHasNoClock() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|InstantSource)|java\\.util\\.(Date|Calendar|Timer)")
                .orShould()
                .callMethodWhere(target(nameMatching("currentTimeMillis|nanoTime"))
                        .and(target(owner(describe("System", type -> type.isEquivalentTo(System.class))))))
                .orShould()
                .callMethodWhere(target(nameMatching("now"))
                        .and(target(owner(describe(
                                "java.time", type -> type.getPackageName().equals("java.time"))))))
                .because("what it gives must depend on what it is given alone")
                .check(OURS);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*[.$](Abstract[A-Z]\\w*|\\w*(Manager|Helper|Util|Utils|Impl))")
                .check(OURS);
    }
}
