package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.internal.DurableFiles;
import dev.plumbline.study.internal.FileTree;
import dev.plumbline.study.internal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/// What stages made before, by the key of all that decides it, so that no stage is run twice for the same result.
///
/// An entry appears whole, by a rename, and is checked against its hashes whenever it is taken; several processes
/// may use one store at once. When the entries together exceed the store's size, those that were not used for
/// longest go.
public final class Store {
    /// The size of a store of which nobody said another: 20 GiB.
    public static final long DEFAULT_BYTES = 20L << 30;

    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path entries;
    private final Path scratch;
    private final long maxBytes;
    private final Clock clock;

    private Store(Path folder, long maxBytes, Clock clock) {
        this.entries = folder.resolve("v1");
        this.scratch = folder.resolve("scratch");
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /// The store in a folder, which is created when the first entry is kept.
    ///
    /// @param maxBytes how large all entries together may be, at least 1
    public static Store at(Path folder, long maxBytes, Clock clock) {
        if (maxBytes < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a store's size must be at least 1 byte, not " + maxBytes);
        }
        return new Store(folder, maxBytes, clock);
    }

    /// The store's folder where nobody names another: `store` in `$PLUMBLINE_HOME`, or in the folder that the platform
    /// has for caches.
    ///
    /// @param variables the process's environment variables
    /// @param os the system property `os.name`
    /// @param home the person's home folder
    public static Path defaultFolder(Map<String, String> variables, String os, Path home) {
        String chosen = variables.getOrDefault("PLUMBLINE_HOME", "");
        if (!chosen.isEmpty()) {
            return Path.of(chosen, "store");
        }
        Path cache;
        if (os.startsWith("Windows")) {
            cache = Path.of(variables.getOrDefault(
                    "LOCALAPPDATA", home.resolve("AppData/Local").toString()));
        } else if (os.startsWith("Mac")) {
            cache = home.resolve("Library/Caches");
        } else {
            String xdg = variables.getOrDefault("XDG_CACHE_HOME", "");
            cache = xdg.isEmpty() ? home.resolve(".cache") : Path.of(xdg);
        }
        return cache.resolve("plumbline").resolve("store");
    }

    /// What came of the attempt to take an entry.
    public enum Taken {
        /// The folder now holds what the stage made.
        TAKEN,
        /// There is no such entry.
        ABSENT,
        /// There was one, but its content did not match its hashes; it has been removed.
        DAMAGED
    }

    /// Copies an entry's files into an empty or absent folder and checks them there.
    ///
    /// @throws PlumblineException STORAGE if the folder cannot be written
    public Taken take(StageKey key, Path into) {
        Path entry = folder(key.hash());
        if (!Files.exists(entry)) {
            return Taken.ABSENT;
        }
        Optional<FileTree> expected = tree(key.hash());
        if (expected.isPresent()) {
            DurableFiles.delete(into);
            copy(entry.resolve("files"), into);
            if (FileTree.of(into).equals(expected.get())) {
                touch(entry);
                return Taken.TAKEN;
            }
            DurableFiles.delete(into);
            DurableFiles.create(into);
        }
        if (!Files.exists(entry)) {
            return Taken.ABSENT; // another process made room while we copied
        }
        discard(entry);
        return Taken.DAMAGED;
    }

    /// The content hash of what a key made, if it is here; nothing is checked or copied.
    public Optional<String> content(StageKey key) {
        return tree(key.hash()).map(FileTree::hash);
    }

    /// Keeps what a stage made, in place of an entry of the same key; then makes room if the store has become too
    /// large.
    ///
    /// @return false if it alone is larger than the store may be, and is therefore not kept
    /// @throws PlumblineException STORAGE if the store cannot be written; the entry is then absent, not half there
    public boolean put(StageKey key, Path made) {
        Path fresh = scratch.resolve(UUID.randomUUID().toString());
        try {
            long bytes = bytes(made);
            if (bytes > maxBytes) {
                return false;
            }
            Files.createDirectories(fresh);
            DurableFiles.copy(made, fresh.resolve("files"));
            Map<String, Object> description = new TreeMap<>();
            description.put("key", key.json());
            description.put("bytes", bytes);
            description.put("files", FileTree.of(fresh.resolve("files")).files());
            Files.writeString(fresh.resolve("entry.json"), CanonicalJson.write(description));
            touch(fresh);
            Path entry = folder(key.hash());
            Files.createDirectories(entry.getParent());
            discard(entry);
            Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
            prune();
            return true;
        } catch (IOException e) {
            if (Files.exists(folder(key.hash()))) {
                return true; // another process kept the same at the same moment
            }
            throw DurableFiles.failure(entries, "written", e);
        } finally {
            clear(fresh);
        }
    }

    /// Removes the entries that were not used for longest until the rest fits, and what killed processes left.
    public void prune() {
        record Entry(Path folder, long bytes, FileTime used) {}
        List<Entry> all = new ArrayList<>();
        for (Path shelf : children(entries)) {
            for (Path folder : children(shelf)) {
                try {
                    all.add(new Entry(folder, bytes(folder), Files.getLastModifiedTime(folder.resolve("entry.json"))));
                } catch (IOException e) {
                    discard(folder); // no entry without its description, and none half there
                }
            }
        }
        all.sort(Comparator.comparing(Entry::used));
        long total = all.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : all) {
            if (total <= maxBytes) {
                break;
            }
            discard(entry.folder());
            total -= entry.bytes();
        }
        sweep();
    }

    private void sweep() {
        Instant old = clock.instant().minus(ABANDONED);
        for (Path left : children(scratch)) {
            try {
                if (Files.getLastModifiedTime(left).toInstant().isBefore(old)) {
                    clear(left);
                }
            } catch (IOException e) {
                // its owner removed it first
            }
        }
    }

    private Path folder(String hash) {
        return entries.resolve(hash.substring(0, 2)).resolve(hash);
    }

    /// The files that an entry should hold; empty if its description is absent or damaged.
    private Optional<FileTree> tree(String hash) {
        try {
            Map<String, Object> description =
                    CanonicalJson.read(Files.readString(folder(hash).resolve("entry.json")));
            if (description.get("key") instanceof String key
                    && Sha256.of(key).equals(hash)
                    && description.get("files") instanceof Map<?, ?> files) {
                TreeMap<String, String> hashes = new TreeMap<>();
                files.forEach((path, fileHash) -> hashes.put(String.valueOf(path), Objects.toString(fileHash)));
                return Optional.of(new FileTree(hashes));
            }
        } catch (IOException | JacksonException e) {
            // as good as none; take() reports it
        }
        return Optional.empty();
    }

    private static void copy(Path files, Path into) {
        try {
            DurableFiles.copy(files, into);
        } catch (IOException e) {
            if (Files.isReadable(files)) {
                throw DurableFiles.failure(into, "written", e);
            }
        }
    }

    /// Out of the way by one rename, so that no other process sees half of it, then removed.
    private void discard(Path entry) {
        Path trash = scratch.resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(scratch);
            Files.move(entry, trash, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return; // gone already
        }
        clear(trash);
    }

    /// Two processes may clear the same scratch folder at once, and neither may fail for it: what stays is swept later.
    private static void clear(Path left) {
        try {
            DurableFiles.delete(left);
        } catch (PlumblineException e) {
            // nobody reads what lies in scratch
        }
    }

    private void touch(Path entry) {
        try {
            Files.setLastModifiedTime(entry.resolve("entry.json"), FileTime.from(clock.instant()));
        } catch (IOException e) {
            // a store that cannot be written can still be read; it only forgets what was used last
        }
    }

    private static long bytes(Path folder) throws IOException {
        long total = 0;
        for (Path path : DurableFiles.all(folder)) {
            total += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        return total;
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
