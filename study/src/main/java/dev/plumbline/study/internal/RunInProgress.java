package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.CompletedRun;
import dev.plumbline.study.Evidence;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One process's work on one run, from taking its lock to sealing its evidence.
public final class RunInProgress {
    private final RunSettings settings;
    private final RunLayout layout;
    private final Study study;
    private final long start = System.nanoTime();

    public RunInProgress(RunSettings settings, RunLayout layout, Study study) {
        this.settings = settings;
        this.layout = layout;
        this.study = study;
    }

    /// Works on a run that was just made.
    public CompletedRun begin() {
        try (RunLock lock = RunLock.acquire(layout.run());
                EvidenceChain chain = EvidenceChain.open(layout.evidence(), settings.clock(), settings.progress())) {
            return complete(chain, settings, true);
        } catch (PlumblineException e) {
            throw resumable(e);
        }
    }

    /// Goes on with a run that was interrupted.
    public CompletedRun resume() {
        try (RunLock lock = RunLock.acquire(layout.run());
                EvidenceChain chain = EvidenceChain.open(layout.evidence(), settings.clock(), settings.progress())) {
            checkResumable(chain.lines());
            Map<String, String> begun =
                    FinishedStage.texts(chain.lines().getFirst().data(), "environment");
            boolean asBegun = begun.equals(settings.environment());
            if (!asBegun) {
                settings.progress()
                        .note("begun by " + WorldSize.said(begun) + ", gone on with by "
                                + WorldSize.said(settings.environment())
                                + ": the same but for rounding, and not kept in the store");
            }
            chain.append(
                    Evidence.Type.RUN_RESUMED,
                    Map.of("command", settings.command(), "environment", settings.environment()));
            try {
                return complete(chain, settings.on(begun, settings.machine()), asBegun);
            } catch (PlumblineException e) {
                throw resumable(e);
            }
        }
    }

    private void checkResumable(List<Evidence> lines) {
        if (lines.isEmpty() || lines.getFirst().type() != Evidence.Type.RUN_STARTED) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH,
                    layout.evidence() + ": does not begin with the start of a run; start a new run");
        }
        if (lines.getLast().type() == Evidence.Type.SEALED) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, layout.run() + ": this run is finished; there is nothing to resume");
        }
        Map<String, String> before = FinishedStage.texts(lines.getFirst().data(), "environment");
        if (!WorldSize.allowsGoingOn(before, settings.environment())) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    layout.run() + ": begun under " + before + ", now it is " + settings.environment()
                            + "; resume it under the same environment or start a new run");
        }
        String hash = FinishedStage.texts(lines.getFirst().data(), "files").get("study.yaml");
        try {
            if (!Sha256.of(layout.study()).equals(hash)) {
                throw new PlumblineException(
                        ErrorCode.MISMATCH,
                        layout.study() + ": changed since the run began; run the changed study anew");
            }
        } catch (IOException e) {
            throw DurableFiles.failure(layout.study(), "read", e);
        }
    }

    /// @param identity the settings under which the run began
    private CompletedRun complete(EvidenceChain chain, RunSettings identity, boolean asBegun) {
        double earlier;
        try (RunLog log = RunLog.create(layout.log())) {
            earlier = new StageSequence(identity, layout, study, chain, log, asBegun).run();
        }
        settings.cancellation().check();
        double seconds = earlier + (System.nanoTime() - start) / 1e9;
        RunReport report = RunReport.read(layout.run(), seconds);
        DurableFiles.write(layout.report(), settings.page().apply(report), layout.work());
        DurableFiles.delete(layout.work());
        chain.append(Evidence.Type.RUN_FINISHED, Map.of("seconds", seconds, "files", closingFiles()));
        chain.append(Evidence.Type.SEALED, Map.of());
        return new CompletedRun(layout.run(), report);
    }

    private SortedMap<String, String> closingFiles() {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (Path file : List.of(layout.log(), layout.report())) {
            try {
                hashes.put(String.valueOf(file.getFileName()), Sha256.of(file));
            } catch (IOException e) {
                throw DurableFiles.failure(file, "read", e);
            }
        }
        return hashes;
    }

    /// The same error, with the command that goes on with the run.
    private PlumblineException resumable(PlumblineException e) {
        String command = settings.command().isEmpty()
                ? "plumbline run --resume " + layout.run()
                : String.join(" ", settings.command()) + " --resume";
        return new PlumblineException(
                e.code(),
                e.getMessage() + " (the run is kept in " + layout.run() + "; go on with: " + command + ")",
                e);
    }
}
