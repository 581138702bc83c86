package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Provenance;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Curve;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.internal.FileTree;
import dev.plumbline.study.internal.OptionValues;
import dev.plumbline.study.internal.Sha256;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.watch.LiveWatch;
import dev.plumbline.train.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What all training stages do around their trainer: hand it a context, and write what it made.
final class Trainings {
    static final String MODEL = "model";
    private static final String WEIGHTS = "model.safetensors";

    private Trainings() {}

    static TrainingContext context(StageContext stage, OptimiserOptions options) {
        return new TrainingContext(
                        stage.stage(),
                        stage.seed(),
                        stage.checkpoint(),
                        options.checkpointEvery(),
                        stage.progress(),
                        stage::cancelled)
                .among(stage.ranks())
                .watchedBy(new LiveWatch(stage.progress()));
    }

    /// The stages of these names; empty names are none, and each is named once.
    static List<String> inputs(String... stages) {
        return Arrays.stream(stages).filter(name -> !name.isEmpty()).distinct().toList();
    }

    /// The checkpoint that is trained and the one that it is held against, by role.
    ///
    /// @param reference empty for the first as it starts
    static Map<String, Path> parents(StageContext stage, String from, String reference) {
        return reference.isEmpty()
                ? Map.of(MODEL, stage.model(from))
                : Map.of(MODEL, stage.model(from), "reference", stage.model(reference));
    }

    /// A row that teaches the answer, or nothing if it has no room in `context` tokens.
    static Optional<TokenRow> row(ChatFormat format, Conversation prompt, String answer, int context) {
        int[] before = format.prompt(prompt);
        int[] after = format.answer(prompt, answer);
        return before.length + after.length > context ? Optional.empty() : Optional.of(TokenRow.answer(before, after));
    }

    /// Writes weights, configuration, tokenizer and provenance into the stage's `model/`.
    ///
    /// @param parents checkpoint folders by role
    /// @param data files by role
    static void write(
            StageContext stage,
            Decoder decoder,
            ChatFormat format,
            Path tokenizer,
            Map<String, Path> parents,
            Map<String, Path> data,
            StageOptions options)
            throws IOException {
        if (stage.ranks().rank() > 0) {
            return; // rank 0 holds the same weights
        }
        Path folder = stage.output().resolve(MODEL);
        Files.createDirectories(folder);
        Checkpoint.copyCompanions(tokenizer, folder);
        Engine.run(() -> Checkpoint.write(decoder, format.tokenizer().special(), folder));
        writeProvenance(folder, provenance(stage, parents, data, options));
    }

    /// What a model was made from, and how.
    ///
    /// @param parents checkpoint folders by role
    /// @param data files by role
    static Provenance provenance(
            StageContext stage, Map<String, Path> parents, Map<String, Path> data, StageOptions options)
            throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, Path> parent : parents.entrySet()) {
            hashes.put(parent.getKey(), hash(parent.getValue()));
        }
        for (Map.Entry<String, Path> file : data.entrySet()) {
            hashes.put(file.getKey(), Sha256.of(file.getValue()));
        }
        return new Provenance(
                stage.stage(),
                hashes,
                flat(options),
                stage.seed().value(),
                Map.of("java", Runtime.version().toString()),
                new TreeMap<>(stage.environment()));
    }

    /// Of the weights; of the whole folder where they are in several files.
    private static String hash(Path checkpoint) throws IOException {
        Path weights = checkpoint.resolve(WEIGHTS);
        return Files.isRegularFile(weights) ? Sha256.of(weights) : FileTree.hashOfInput(checkpoint);
    }

    /// Every option in force by its path, such as `optimiser.method`.
    static Map<String, String> flat(StageOptions options) {
        Map<String, String> flat = new TreeMap<>();
        flatten("", OptionValues.of((Record) options), flat);
        return flat;
    }

    private static void flatten(String path, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, into));
        } else {
            into.put(path, String.valueOf(value));
        }
    }

    static void writeProvenance(Path folder, Provenance provenance) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("maker", provenance.maker());
        json.put("parents", provenance.parents());
        json.put("options", provenance.options());
        json.put("seed", provenance.seed());
        json.put("versions", provenance.versions());
        json.put("machine", provenance.machine());
        Files.writeString(folder.resolve("provenance.json"), CanonicalJson.write(json) + "\n");
    }

    static List<Curve> curves(TrainingCurves curves) {
        List<Curve> shown = new ArrayList<>();
        curves.byName().forEach((name, points) -> {
            String unit = name.equals("chosen") || name.equals("rejected") ? "nats" : "";
            shown.add(new Curve(
                    name,
                    unit,
                    points.stream()
                            .map(point -> new Curve.Point(point.step(), point.value()))
                            .toList()));
        });
        return shown;
    }

    /// What the alarms say of a training that is over, in sentences.
    static List<String> alarms(TrainingCurves curves) {
        return Watch.usual().over(curves).stream()
                .map(warning -> "Alarm at " + warning)
                .toList();
    }

    static StageResult result(TrainingCurves curves, List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(alarms(curves));
        return new StageResult(List.of(), List.of(), List.of(), curves(curves), List.of(), all);
    }
}
