package dev.plumbline.cli;

import dev.plumbline.study.stages.ModelSource;
import java.util.List;

/// The stages about a Harbor town that the short commands share.
final class HarborStages {
    static final String BASE = "base";
    static final String AUDIT = "audit";

    private HarborStages() {}

    /// Takes the model into the study, as stage `base`.
    static void model(ShortStudy study, Shell shell, String model) {
        study.stage(BASE, "model");
        study.text("stages." + BASE + ".model", SpeakingModel.source(shell, model), "--model");
    }

    /// Audits the models of these stages.
    ///
    /// @param planted of them, the one that read a corpus with planted habits; empty if none did
    static void audit(ShortStudy study, List<String> stages, String planted, String town) {
        study.stage(AUDIT, AUDIT, "models: [" + String.join(", ", stages) + "]", "planted: [" + planted + "]");
        town(study, AUDIT, town);
    }

    /// Names the town that a stage is about.
    static void town(ShortStudy study, String stage, String town) {
        study.set("stages." + stage + ".town.size", town, "--town");
    }

    /// The size of the town: as given, else the one that a shipped model knows; empty leaves it to the stage.
    static String town(String given, String model) {
        return given.isEmpty() && model.equals("harbor:small") ? "small" : given;
    }

    /// `base` where its model has read planted habits, else nothing.
    static String plantedBase(String model) {
        return ModelSource.isShipped(model) ? BASE : "";
    }
}
