package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.internal.DurableFiles;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.data.Demonstration;
import dev.plumbline.train.data.DemonstrationFile;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PreferenceFile;
import dev.plumbline.train.invariance.InvarianceSuite;
import dev.plumbline.train.invariance.Subject;
import dev.plumbline.train.invariance.Workings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Whether training gives the same numbers however it is arranged, on a person's own model and data.
///
/// @param items how many comparisons or demonstrations are taken, from the first of the file on, at least 2
/// @param tolerance the largest relative difference
public record InvarianceCheckup(int items, double tolerance) {
    public InvarianceCheckup {
        if (items < 2 || !(tolerance > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the checks need at least 2 items and a tolerance above 0; found " + items + " and " + tolerance);
        }
    }

    /// Makes every check that the data permit; the engine's options are the caller's.
    ///
    /// @param model harbor, harbor:small, a checkpoint folder, or RUN/models/NAME
    /// @param data a file of preferences, or of demonstrations, which permit fewer checks
    /// @param report gets each case as it is decided
    /// @throws PlumblineException if model or data cannot be read, BAD_DATA if fewer than two items fit the context
    public void run(String model, Path data, Workings workings, Consumer<ReferenceCase> report) {
        boolean compared = PreferenceFile.recognises(data);
        try (CheckpointModel opened = ModelSource.open(model)) {
            if (opened.decoder().config().head() != DecoderConfig.Head.LANGUAGE) {
                throw new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        model
                                + ": a reward model; name a language model, its trunk is checked under a reward head"
                                + " too");
            }
            List<TokenPair> pairs = compared ? pairs(opened, data) : List.of();
            List<TokenRow> rows =
                    compared ? pairs.stream().map(TokenPair::chosen).toList() : rows(opened, data);
            Path folder = Files.createTempDirectory("plumbline-invariance-");
            try {
                Engine.run(() -> {
                    try (Subject subject = new Subject(opened.decoder(), rows, pairs)) {
                        new InvarianceSuite(subject, workings, tolerance, report).run(folder);
                    }
                });
            } finally {
                DurableFiles.delete(folder);
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE,
                    System.getProperty("java.io.tmpdir") + ": cannot make a folder for checkpoints: " + e.getMessage()
                            + "; make room, or name another one with -Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    private List<TokenPair> pairs(CheckpointModel model, Path data) {
        PairRows rows = PairRows.of(
                model.format(),
                PreferenceFile.read(data).trainable(),
                model.decoder().config().context());
        return rows.pairs().subList(0, Math.min(items, rows.pairs().size()));
    }

    private List<TokenRow> rows(CheckpointModel model, Path data) {
        List<TokenRow> rows = new ArrayList<>();
        int room = model.decoder().config().context();
        for (Located<Demonstration> one : DemonstrationFile.read(data).demonstrations()) {
            if (rows.size() < items) {
                Demonstrations.row(one.value(), model.format(), room).ifPresent(rows::add);
            }
        }
        return rows;
    }
}
