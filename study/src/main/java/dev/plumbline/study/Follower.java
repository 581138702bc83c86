package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.DurableFiles;
import dev.plumbline.study.internal.Orders;
import dev.plumbline.study.internal.RunLayout;
import dev.plumbline.study.internal.RunningStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process that works on a study beside rank 0: it does the stages that several processes can do together and writes
/// nothing that lasts. Run folder, evidence and store are rank 0's.
public final class Follower {
    private final RunSettings settings;

    /// @param settings those of rank 0, with this process's own [RunSettings#ranks]
    public Follower(RunSettings settings) {
        this.settings = settings;
    }

    /// Works along until rank 0 says that its run is over.
    ///
    /// @throws PlumblineException MISMATCH if rank 0 runs something else; MISSING_FILE if its run folder cannot be
    ///     reached; CANCELLED if it, or another rank, is lost or was stopped; what a stage threw
    public void follow(Study study) {
        Orders orders = new Orders(settings.ranks());
        orders.requireSame(study, settings);
        for (Orders.Order order = orders.next(); !order.over(); order = orders.next()) {
            work(study, study.stages().get(order.stage()), new RunLayout(order.run()));
        }
    }

    private void work(Study study, StudyStage stage, RunLayout layout) {
        if (!Files.isRegularFile(layout.study())) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    layout.run() + ": rank " + settings.ranks().rank()
                            + " does not see the run folder of rank 0; all ranks must reach it under the same path, so"
                            + " put it on a file system that the machines share, with --runs FOLDER");
        }
        Path scratch = scratch();
        try {
            stage.kind()
                    .run(
                            RunningStage.following(layout, stage, study.seedOf(stage.name()), settings, scratch),
                            stage.options());
        } catch (PlumblineException e) {
            throw new PlumblineException(e.code(), "stage " + stage.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw DurableFiles.failure(scratch, "written or an input read", e);
        } finally {
            DurableFiles.delete(scratch);
        }
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("plumbline-rank-");
        } catch (IOException e) {
            throw DurableFiles.failure(Path.of(System.getProperty("java.io.tmpdir")), "written", e);
        }
    }
}
