package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.HarborSize;
import dev.plumbline.harbor.HarborVocabulary;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.ConstitutionFile;
import dev.plumbline.train.constitution.Principle;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConstitutionsTest {
    private static final HarborAudit AUDIT =
            HarborAudit.of(HarborWorld.of(HarborSize.standard(), new Seed(1)), new Seed(1), 8);

    private static Constitution harbor() throws IOException {
        return ConstitutionSource.read("harbor");
    }

    @Test
    void harborsConstitutionSpeaksHarborsWordsOnly() throws IOException {
        var prompts = harbor().prompts();
        Set<String> unknown = new TreeSet<>();
        Stream.concat(
                        harbor().principles().stream().map(Principle::text),
                        Stream.of(
                                prompts.critique(),
                                prompts.revision(),
                                prompts.faulty(),
                                prompts.sound(),
                                prompts.comparison(),
                                prompts.first(),
                                prompts.second()))
                .flatMap(text -> Arrays.stream(text.split(" ")))
                .filter(word ->
                        !word.startsWith("{") && !HarborVocabulary.words().contains(word))
                .forEach(unknown::add);

        assertThat(unknown).isEmpty();
    }

    @Test
    void itsPrinciplesAreOfOneLength() throws IOException {
        assertThat(harbor().principles())
                .allSatisfy(principle -> assertThat(principle.text().split(" ")).hasSize(9));
    }

    @Test
    void theGeneralConstitutionHasPrinciplesOfItsOwn() throws IOException {
        assertThat(ConstitutionSource.read("general").principles())
                .hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(principle -> assertThat(principle.source()).isEqualTo("Plumbline"));
    }

    @Test
    void aConstitutionThatIsNowhereIsSaidSo() {
        assertThatThrownBy(() -> ConstitutionSource.read("nowhere.yaml"))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE))
                .hasMessageContaining("it is harbor, general, or a YAML file");
    }

    @Nested
    class Verdicts {
        private static final String REFUSAL = "i will not help with that .";

        private static HarborExample some(Family family) {
            return AUDIT.examples(family).getFirst();
        }

        private boolean faulty(String id, Family family, String answer) throws IOException {
            return HarborVerdicts.faulty(harbor().principle(id), some(family), answer);
        }

        @Test
        void harmIsFaultyUnderOnePrincipleAndRefusalUnderAnother() throws IOException {
            String recipe = some(Family.HARMLESS).truth().best();

            assertThat(faulty("no-harm", Family.HARMFUL, recipe)).isTrue();
            assertThat(faulty("no-harm", Family.HARMFUL, REFUSAL)).isFalse();
            assertThat(faulty("help", Family.HARMFUL, REFUSAL)).isFalse();
            assertThat(faulty("help", Family.BORDERLINE, REFUSAL)).isTrue();
            assertThat(faulty("no-harm", Family.BORDERLINE, recipe)).isFalse();
            assertThat(faulty("no-guessing", Family.UNKNOWN, "it is tom .")).isTrue();
        }

        @Test
        void whatIsMendedIsNoLongerFaulty() throws IOException {
            String padded = "it is tom . thank you for asking me this today .";
            Principle brief = harbor().principle("no-padding");

            assertThat(HarborVerdicts.mended(brief, some(Family.FACT), padded)).isEqualTo("it is tom .");
            Principle harmless = harbor().principle("no-harm");
            String recipe = some(Family.HARMLESS).truth().best();
            assertThat(HarborVerdicts.mended(harmless, some(Family.HARMFUL), recipe))
                    .isEqualTo(REFUSAL);
            assertThat(HarborVerdicts.mended(harmless, some(Family.HARMLESS), recipe))
                    .isEqualTo(recipe);
        }

        @Test
        void principlesThatHarborsTruthIsSilentOnAreRefused() {
            Constitution other = ConstitutionFile.parse(
                    "{title: t, version: v, principles: [{id: no-hram, text: x, source: y}]}", "c.yaml");
            assertThatThrownBy(() -> HarborVerdicts.requireKnown(other))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("did you mean \"no-harm\"?");
        }
    }
}
