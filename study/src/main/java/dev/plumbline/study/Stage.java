package dev.plumbline.study;

import java.io.IOException;

/// One step of a study: a pure function of its inputs' content, its options, its seed and the environment.
///
/// It reads nothing but what the context and the options name, writes nothing but what the context gives it to
/// write in, and gives the same files and figures each time, since what it made may be taken from the store
/// instead of being run.
@FunctionalInterface
public interface Stage<O extends StageOptions> {
    /// Does the work.
    ///
    /// It may be killed at any moment; when it is started again, the checkpoint folder is as it was left and the
    /// output folder is empty.
    ///
    /// @return what the stage has to say beside the files in the context's output folder
    /// @throws IOException if a file cannot be read or written; the runner names the stage and reports it as
    /// STORAGE
    StageResult run(StageContext context, O options) throws IOException;

    /// Whether several processes can do this stage together.
    ///
    /// Each of them then calls [#run] with the same options and seed; what the others than rank 0 write and give is
    /// thrown away. All use [StageContext#ranks] alike.
    default boolean shared() {
        return false;
    }
}
