package dev.plumbline.study;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.train.Ranks;
import java.nio.file.Path;
import java.util.Map;

/// All that a running stage may know and touch beside its options.
public interface StageContext {
    /// The name of this stage in its study.
    String stage();

    /// The study's seed derived by this stage's name: adding or removing another stage does not change it.
    Seed seed();

    /// What was measured about the machine and chosen from it, such as `threads` or `precision`; part of the stage's
    /// identity.
    Map<String, String> environment();

    /// The folder of the files that an input stage wrote, `model/` excepted; for reading only.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the options do not name `stage` as an input
    Path input(String stage);

    /// The folder of the model that an input stage wrote under `model/`; for reading only.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the options do not name `stage` as an input, BAD_STUDY if that
    ///     stage made no model
    Path model(String stage);

    /// What an input stage had to say.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the options do not name `stage` as an input
    StageResult result(String stage);

    /// An empty folder for what this stage makes; a model goes into `model/` beneath it. Regular files and folders
    /// only; the name `result.json` is taken.
    Path output();

    /// A folder that outlives a kill of the process and is emptied when the stage ends. Files in it should be written
    /// under another name first and renamed, since the kill may come in the middle of a write.
    Path checkpoint();

    /// The processes that do this stage together; one, unless the stage is [Stage#shared].
    default Ranks ranks() {
        return Ranks.ALONE;
    }

    /// Where to say how far the stage is.
    Progress progress();

    /// Whether a person asked for the run to stop.
    boolean cancelled();

    /// Ends the stage if a person asked for that; to be called at places from which the checkpoint allows to go on.
    ///
    /// @throws PlumblineException CANCELLED if the run is to stop
    void checkCancelled();
}
