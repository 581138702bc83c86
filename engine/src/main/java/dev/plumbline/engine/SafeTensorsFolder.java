package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.Excerpt;
import dev.plumbline.engine.internal.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// All tensors of a checkpoint folder: of `model.safetensors`, or of the shards that `model.safetensors.index.json`
/// names.
///
/// If both exist, the single file is taken, as transformers does. An index is hostile input: a shard must be a
/// plain file name within the folder; every tensor must be in the shard that the index gives it, every tensor of a
/// shard in the index, and no numbered shard may lie in the folder unnamed.
public final class SafeTensorsFolder implements AutoCloseable {
    private static final Pattern PLAIN_NAME = Pattern.compile("[^/\\\\:\\p{Cntrl}.][^/\\\\:\\p{Cntrl}]*\\.safetensors");

    private final Path folder;
    private final List<SafeTensorsFile> files;
    private final Map<String, TensorInfo> tensors;

    private SafeTensorsFolder(Path folder, List<SafeTensorsFile> files) {
        this.folder = folder;
        this.files = List.copyOf(files);
        Map<String, TensorInfo> all = new LinkedHashMap<>();
        for (SafeTensorsFile file : files) {
            for (String name : file.names()) {
                if (all.put(name, file.tensor(name)) != null) {
                    throw bad(file.path(), "tensor " + Excerpt.quote(name) + " is also in another shard");
                }
            }
        }
        this.tensors = Collections.unmodifiableMap(all);
    }

    /// Opens `model.safetensors` or its shards.
    ///
    /// @throws PlumblineException MISSING_FILE if the folder has neither, or a shard is missing; BAD_CHECKPOINT if
    ///     the index or a file is not valid
    public static SafeTensorsFolder open(Path folder) {
        return open(folder, "model");
    }

    /// Opens `STEM.safetensors` or the shards of `STEM.safetensors.index.json`, such as those of `adapter_model`.
    ///
    /// @throws PlumblineException as for [#open(Path)]
    public static SafeTensorsFolder open(Path folder, String stem) {
        Path single = folder.resolve(stem + ".safetensors");
        if (Files.exists(single)) {
            return opened(folder, List.of(single));
        }
        Path index = folder.resolve(stem + ".safetensors.index.json");
        if (!Files.exists(index)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    folder + ": neither " + single.getFileName() + " nor " + index.getFileName()
                            + " is there; name a folder that holds a model in safetensors format");
        }
        return sharded(folder, stem, index);
    }

    private static SafeTensorsFolder sharded(Path folder, String stem, Path index) {
        Map<String, String> places = weightMap(index);
        Set<String> shards = new TreeSet<>(places.values());
        checkShards(folder, stem, index, shards);
        SafeTensorsFolder out =
                opened(folder, shards.stream().map(folder::resolve).toList());
        try {
            out.checkPlaces(index, places);
            return out;
        } catch (RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static Map<String, String> weightMap(Path index) {
        JsonNode map = JsonFile.read(index, ErrorCode.BAD_CHECKPOINT).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw bad(index, "\"weight_map\" is missing or empty; it must name each tensor's shard");
        }
        Map<String, String> places = new TreeMap<>();
        map.properties().forEach(entry -> {
            String tensor = Excerpt.quote(entry.getKey());
            if (!entry.getValue().isString()) {
                throw bad(index, "the shard of tensor " + tensor + " is not a string");
            }
            String shard = entry.getValue().stringValue();
            if (!PLAIN_NAME.matcher(shard).matches()) {
                throw bad(
                        index,
                        "the shard of tensor " + tensor + " is " + Excerpt.quote(shard)
                                + "; only a plain file name ending in .safetensors is allowed");
            }
            places.put(entry.getKey(), shard);
        });
        return places;
    }

    private static void checkShards(Path folder, String stem, Path index, Set<String> shards) {
        for (String shard : shards) {
            if (!Files.isRegularFile(folder.resolve(shard))) {
                throw new PlumblineException(
                        ErrorCode.MISSING_FILE,
                        index + ": it names the shard " + shard + ", which is not in the folder; download it");
            }
        }
        Pattern numbered = Pattern.compile(Pattern.quote(stem) + "-\\d+-of-\\d+\\.safetensors");
        try (Stream<Path> all = Files.list(folder)) {
            List<String> extra = all.map(path -> path.getFileName().toString())
                    .filter(name -> numbered.matcher(name).matches() && !shards.contains(name))
                    .sorted()
                    .toList();
            if (!extra.isEmpty()) {
                throw bad(index, "it does not name the shards " + extra + "; remove them or restore their index");
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, folder + ": could not be listed (" + e.getMessage() + ")", e);
        }
    }

    private static SafeTensorsFolder opened(Path folder, List<Path> paths) {
        List<SafeTensorsFile> open = new ArrayList<>();
        try {
            for (Path path : paths) {
                open.add(SafeTensorsFile.open(path));
            }
            return new SafeTensorsFolder(folder, open);
        } catch (RuntimeException | Error e) {
            open.forEach(SafeTensorsFile::close);
            throw e;
        }
    }

    private void checkPlaces(Path index, Map<String, String> places) {
        for (SafeTensorsFile file : files) {
            String shard = file.path().getFileName().toString();
            for (String name : file.names()) {
                if (!shard.equals(places.get(name))) {
                    throw bad(
                            file.path(),
                            "it holds tensor " + Excerpt.quote(name) + ", which " + index.getFileName()
                                    + " does not place there");
                }
            }
        }
        places.forEach((name, shard) -> {
            if (!tensors.containsKey(name)) {
                throw bad(
                        folder.resolve(shard),
                        "tensor " + Excerpt.quote(name) + " is not in it, although " + index.getFileName()
                                + " says so");
            }
        });
    }

    /// The names of all tensors, file by file.
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /// Whether some file holds a tensor of this name.
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /// The tensor of this name.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if there is none
    public TensorInfo tensor(String name) {
        @Nullable TensorInfo found = tensors.get(name);
        if (found == null) {
            throw bad(
                    folder,
                    "there is no tensor " + Excerpt.quote(name) + " in its safetensors files; the checkpoint "
                            + "is incomplete or of another kind");
        }
        return found;
    }

    /// The file that holds the tensor of this name, or would hold it: the folder if there are shards and none has it.
    public Path place(String name) {
        return files.stream()
                .filter(file -> files.size() == 1 || file.has(name))
                .map(SafeTensorsFile::path)
                .findFirst()
                .orElse(folder);
    }

    /// The open files, in the order of their names.
    public List<SafeTensorsFile> files() {
        return files;
    }

    /// Unmaps all files; no tensor's bytes can be used any more.
    @Override
    public void close() {
        files.forEach(SafeTensorsFile::close);
    }

    private static PlumblineException bad(Path place, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, place + ": " + what);
    }
}
