package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Evidence;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.StageKey;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes the stages of a run to their end, one after the other.
///
/// A stage becomes part of the run in an order that allows a kill between any two steps:
/// 1. it writes into `work/NAME/output`, or its files are copied there from the store;
/// 2. they are flushed to the disk and hashed, and the store gets a copy;
/// 3. they are renamed into `stages/NAME` and `models/NAME`;
/// 4. the evidence says that it is finished, with all hashes: only now it is;
/// 5. the log gets its rows, and `work/NAME` goes, the checkpoint with it.
///
/// A stage that was killed before step 4 is run again from its checkpoint.
final class StageSequence {
    private final RunSettings settings;
    private final RunLayout layout;
    private final Study study;
    private final EvidenceChain chain;
    private final RunLog log;
    private final boolean asBegun;
    private final Map<String, FinishedStage> finished = new HashMap<>();

    /// @param asBegun whether as many processes work on the run as when it began; what another number makes is the same
    /// but for rounding, and the store does not keep it
    StageSequence(
            RunSettings settings, RunLayout layout, Study study, EvidenceChain chain, RunLog log, boolean asBegun) {
        this.asBegun = asBegun;
        this.settings = settings;
        this.layout = layout;
        this.study = study;
        this.chain = chain;
        this.log = log;
    }

    /// Brings every stage to its end.
    ///
    /// @return the seconds of the stages that an earlier process had finished
    double run() {
        Map<String, FinishedStage> before = new HashMap<>();
        FinishedStage.in(chain.lines()).forEach(stage -> before.put(stage.name(), stage));
        double earlier = 0;
        int number = 0;
        for (StudyStage stage : study.stages()) {
            settings.cancellation().check();
            String label = "[" + ++number + "/" + study.stages().size() + "] " + stage.name();
            Given given = given(stage);
            FinishedStage known = before.get(stage.name());
            if (known != null && known.key().equals(given.key().hash()) && intact(known)) {
                earlier += known.seconds();
                settings.progress().note(label + ": already in this run");
                finish(known);
            } else {
                finish(make(stage, given, label));
            }
        }
        return earlier;
    }

    private void finish(FinishedStage stage) {
        finished.put(stage.name(), stage);
        log.add(stage, ResultJson.read(layout.result(stage.name())));
        DurableFiles.delete(layout.work(stage.name()));
    }

    /// What a stage starts from, by hash.
    private record Given(StageKey key, SortedMap<String, String> inputs, SortedMap<String, String> external) {}

    private Given given(StudyStage stage) {
        SortedMap<String, String> inputs = inputs(stage);
        SortedMap<String, String> external = new TreeMap<>(StageKey.filesOf(stage));
        long seed = study.seedOf(stage.name()).value();
        return new Given(StageKey.of(stage, seed, inputs, external, settings.environment()), inputs, external);
    }

    private SortedMap<String, String> inputs(StudyStage stage) {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (String input : stage.options().inputs()) {
            FinishedStage made = finished.get(input);
            if (made == null) {
                throw new PlumblineException(
                        ErrorCode.BAD_STUDY,
                        "stage " + stage.name() + ": its input \"" + input + "\" does not come before it");
            }
            hashes.put(input, made.content());
        }
        return hashes;
    }

    private boolean intact(FinishedStage known) {
        boolean same = RunLayout.placed(layout.content(known.name()), known.name())
                .files()
                .equals(known.files());
        if (!same) {
            settings.progress()
                    .note(known.name() + ": its files are not those that the evidence names; it is done again");
        }
        return same;
    }

    private FinishedStage make(StudyStage stage, Given given, String label) {
        StageKey key = given.key();
        String name = stage.name();
        Instant started = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        long start = System.nanoTime();
        DurableFiles.delete(layout.files(name));
        DurableFiles.delete(layout.model(name));
        chain.append(
                Evidence.Type.STAGE_STARTED,
                Map.of(
                        "stage", name,
                        "kind", stage.kind().name(),
                        "key", key.hash(),
                        "seed", study.seedOf(name).value(),
                        "inputs", given.inputs(),
                        "external", given.external()));
        prepare(name, key);
        boolean cached = taken(name, key);
        if (!cached) {
            settings.progress().note(label + ": " + stage.kind().name());
            work(stage);
        }
        FileTree content = settled(name, key, cached);
        double seconds = (System.nanoTime() - start) / 1e9;
        FinishedStage done = new FinishedStage(
                name,
                stage.kind().name(),
                key.hash(),
                content.hash(),
                cached,
                seconds,
                started,
                given.inputs(),
                given.external(),
                RunLayout.placed(content, name).files());
        chain.append(Evidence.Type.STAGE_FINISHED, done.data());
        settings.progress().note(label + ": " + (cached ? "taken from the store" : String.format("%.1f s", seconds)));
        return done;
    }

    /// An empty output folder, and a checkpoint folder that holds nothing made under another key.
    private void prepare(String name, StageKey key) {
        DurableFiles.delete(layout.output(name));
        boolean same = false;
        try {
            same = Files.exists(layout.checkpointKey(name))
                    && Files.readString(layout.checkpointKey(name)).equals(key.hash());
        } catch (IOException e) {
            settings.progress().note(name + ": its checkpoint cannot be read (" + DurableFiles.reason(e) + ")");
        }
        if (!same) {
            DurableFiles.delete(layout.work(name));
            DurableFiles.write(layout.checkpointKey(name), key.hash(), layout.work(name));
        }
        DurableFiles.create(layout.output(name));
        DurableFiles.create(layout.checkpoint(name));
    }

    private boolean taken(String name, StageKey key) {
        if (settings.fresh()) {
            return false;
        }
        return switch (settings.store().take(key, layout.output(name))) {
            case TAKEN -> true;
            case ABSENT -> false;
            case DAMAGED -> {
                settings.progress()
                        .note(name + ": the store's copy was damaged and has been removed; it is made again");
                yield false;
            }
        };
    }

    private void work(StudyStage stage) {
        String name = stage.name();
        try {
            if (stage.kind().stage().shared()) {
                new Orders(settings.ranks())
                        .together(layout.run(), study.stages().indexOf(stage));
            }
            StageResult result = stage.kind()
                    .run(RunningStage.leading(layout, stage, study.seedOf(name), settings), stage.options());
            Path file = layout.output(name).resolve(RunLayout.RESULT);
            if (Files.exists(file)) {
                throw new IllegalStateException("stage " + name + " wrote a file called " + RunLayout.RESULT);
            }
            Files.writeString(file, ResultJson.write(result));
        } catch (PlumblineException e) {
            throw failed(name, new PlumblineException(e.code(), "stage " + name + ": " + e.getMessage(), e));
        } catch (IOException e) {
            throw unstored(name, e);
        } catch (UncheckedIOException e) {
            throw unstored(name, e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    private PlumblineException unstored(String name, IOException e) {
        return failed(name, DurableFiles.failure(layout.output(name), "written or an input read", e));
    }

    /// For the record only: that a stage failed changes nothing about how the run goes on.
    private PlumblineException failed(String name, PlumblineException e) {
        try {
            chain.append(
                    Evidence.Type.STAGE_FAILED,
                    Map.of("stage", name, "code", e.code().name(), "message", String.valueOf(e.getMessage())));
        } catch (PlumblineException second) {
            e.addSuppressed(second); // a full disk fails twice; the first failure is the one to tell
        }
        return e;
    }

    private FileTree settled(String name, StageKey key, boolean cached) {
        Path output = layout.output(name);
        DurableFiles.forceAll(output);
        FileTree content = FileTree.of(output);
        if (!content.irregular().isEmpty()) {
            throw new IllegalStateException("stage " + name + " wrote what is no regular file: " + content.irregular());
        }
        if (!cached && asBegun) {
            keep(name, key, output);
        }
        Path model = output.resolve(RunLayout.MODEL);
        if (Files.isDirectory(model)) {
            DurableFiles.move(model, layout.model(name));
        }
        DurableFiles.move(output, layout.files(name));
        return content;
    }

    /// A run does not fail because what it made cannot be kept for another one.
    private void keep(String name, StageKey key, Path output) {
        try {
            if (!settings.store().put(key, output)) {
                settings.progress().note(name + ": larger than the whole store, therefore not kept in it");
            }
        } catch (PlumblineException e) {
            settings.progress().note(name + ": not kept in the store: " + e.getMessage());
        }
    }
}
