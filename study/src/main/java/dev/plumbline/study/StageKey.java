package dev.plumbline.study;

import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.internal.FileTree;
import dev.plumbline.study.internal.OptionValues;
import dev.plumbline.study.internal.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Everything that decides what a stage makes, and its hash: two stages with the same key make the same files.
///
/// @param hash SHA-256 of `json`, 64 hexadecimal digits
/// @param json kind, options, content of the inputs and of the files outside of the run, seed and environment, in
///     canonical JSON
public record StageKey(String hash, String json) {
    /// The key of a stage.
    ///
    /// @param inputs the content hash of each input stage, by name
    /// @param files the content hash of each file outside of the run, by path as the options spell it
    /// @param environment what the caller measured and chose: engine precision, threads, code version
    public static StageKey of(
            StudyStage stage,
            long seed,
            Map<String, String> inputs,
            Map<String, String> files,
            Map<String, String> environment) {
        String json = CanonicalJson.write(Map.of(
                "kind",
                stage.kind().name(),
                "options",
                OptionValues.of((Record) stage.options()),
                "inputs",
                inputs,
                "files",
                files,
                "seed",
                seed,
                "environment",
                environment));
        return new StageKey(Sha256.of(json), json);
    }

    /// The content hash of each file or folder outside of the run that a stage reads.
    ///
    /// @throws dev.plumbline.core.PlumblineException MISSING_FILE if one does not exist or cannot be read
    public static Map<String, String> filesOf(StudyStage stage) {
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : stage.options().files()) {
            hashes.put(file.toString(), FileTree.hashOfInput(file));
        }
        return hashes;
    }
}
