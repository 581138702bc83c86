package dev.plumbline.study.internal;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where everything lies in a run folder.
public record RunLayout(Path run) {
    /// The name of a stage's result among its files.
    public static final String RESULT = "result.json";

    /// The folder in which a stage writes its model.
    public static final String MODEL = "model";

    /// The resolved study.
    public Path study() {
        return run.resolve("study.yaml");
    }

    /// The chain of evidence.
    public Path evidence() {
        return run.resolve("evidence.jsonl");
    }

    /// The results as tables.
    public Path log() {
        return run.resolve("log.sqlite");
    }

    /// The page for people.
    public Path report() {
        return run.resolve("report.html");
    }

    /// What a finished stage has to say.
    public Path result(String stage) {
        return files(stage).resolve(RESULT);
    }

    /// The files of a finished stage, its model excepted.
    public Path files(String stage) {
        return run.resolve("stages").resolve(stage);
    }

    /// The model of a finished stage.
    public Path model(String stage) {
        return run.resolve("models").resolve(stage);
    }

    /// What exists only while the run is unfinished.
    public Path work() {
        return run.resolve("work");
    }

    /// What exists only while a stage is unfinished.
    public Path work(String stage) {
        return work().resolve(stage);
    }

    /// Where a running stage writes.
    public Path output(String stage) {
        return work(stage).resolve("output");
    }

    /// Where a running stage keeps what it needs to go on after a kill.
    public Path checkpoint(String stage) {
        return work(stage).resolve("checkpoint");
    }

    /// The key under which the checkpoint was made.
    public Path checkpointKey(String stage) {
        return work(stage).resolve("key");
    }

    /// The lock of this run; outside of it, since everything inside is evidence.
    public Path lock() {
        Path absolute = run.toAbsolutePath();
        return absolute.resolveSibling(".locks").resolve(absolute.getFileName() + ".lock");
    }

    /// The content of a finished stage, arranged as it was while the stage wrote it.
    public FileTree content(String stage) {
        return FileTree.of(files(stage)).and(FileTree.of(model(stage)).under(MODEL));
    }

    /// The same files by their path in the run folder.
    public static FileTree placed(FileTree content, String stage) {
        SortedMap<String, String> placed = new TreeMap<>();
        content.files().forEach((path, hash) -> {
            boolean ofModel = path.startsWith(MODEL + "/");
            placed.put(
                    ofModel ? "models/" + stage + path.substring(MODEL.length()) : "stages/" + stage + "/" + path,
                    hash);
        });
        return new FileTree(placed);
    }
}
