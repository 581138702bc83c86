package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import dev.plumbline.study.StudyStage;
import dev.plumbline.study.internal.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The base models that ship say how they were made, and the studies that ship would make them so.
class ShippedModelsTest {
    @TempDir
    private Path folder = Path.of("");

    private Map<String, Object> provenance(String model) throws IOException {
        ModelSource.copy(model, folder);
        return CanonicalJson.read(Files.readString(folder.resolve("provenance.json")));
    }

    private static Study study(String file) {
        return StudyFile.load(Path.of("../studies", file), StageKinds.all(), List.of());
    }

    @ParameterizedTest
    @CsvSource({"harbor, harbor-base.yaml", "harbor:small, harbor-small.yaml"})
    void theOptionsOnRecordAreThoseOfTheStudyThatTrainsIt(String model, String file) throws IOException {
        Study study = study(file);
        StudyStage stage = study.stages().getFirst();

        Map<String, Object> provenance = provenance(model);

        assertThat(provenance)
                .containsEntry("maker", stage.name())
                .containsEntry("seed", study.seedOf(stage.name()).value())
                .containsEntry("options", Trainings.flat(stage.options()));
        assertThat(Trainings.flat(stage.options()))
                .containsKeys("town.size", "layers", "rows", "rate", "optimiser.method", "optimiser.floor");
    }
}
