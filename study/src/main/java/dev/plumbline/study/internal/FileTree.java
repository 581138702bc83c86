package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The content of a folder: each file's hash by its path beneath the folder, with `/` between names.
///
/// Empty folders do not count. What is neither a file nor a folder has the hash [#NO_FILE].
public record FileTree(SortedMap<String, String> files) {
    /// Stands in the place of a hash for links, pipes and devices.
    public static final String NO_FILE = "not a regular file";

    public FileTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// What a folder holds; nothing if it does not exist. Links are not followed.
    ///
    /// @throws PlumblineException STORAGE if it cannot be read
    public static FileTree of(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return new FileTree(new TreeMap<>());
        }
        try {
            return walk(folder);
        } catch (IOException e) {
            throw DurableFiles.failure(folder, "read", e);
        }
    }

    /// The hash of a file, or of all that a folder holds, links followed: for data and models that a person names.
    ///
    /// @throws PlumblineException MISSING_FILE if there is nothing at that path or it cannot be read
    public static String hashOfInput(Path path) {
        try {
            return Files.isDirectory(path)
                    ? walk(path, FileVisitOption.FOLLOW_LINKS).hash()
                    : Sha256.of(path);
        } catch (NoSuchFileException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    path + ": no such file or folder; check the path and the working folder",
                    e);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, path + ": cannot be read (" + e + ")", e);
        }
    }

    private static FileTree walk(Path folder, FileVisitOption... options) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        LinkOption[] links = options.length == 0 ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
        for (Path path : DurableFiles.all(folder, options)) {
            if (!Files.isDirectory(path, links)) {
                files.put(relative(folder, path), Files.isRegularFile(path, links) ? Sha256.of(path) : NO_FILE);
            }
        }
        return new FileTree(files);
    }

    private static String relative(Path folder, Path path) {
        List<String> names = new ArrayList<>();
        folder.relativize(path).forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    /// One hash for the whole content.
    public String hash() {
        return Sha256.of(CanonicalJson.write(files));
    }

    /// The same files beneath a folder called `prefix`, empty for none.
    public FileTree under(String prefix) {
        SortedMap<String, String> moved = new TreeMap<>();
        files.forEach((path, hash) -> moved.put(prefix.isEmpty() ? path : prefix + "/" + path, hash));
        return new FileTree(moved);
    }

    /// This tree and another one's files.
    public FileTree and(FileTree other) {
        SortedMap<String, String> both = new TreeMap<>(files);
        both.putAll(other.files);
        return new FileTree(both);
    }

    /// The paths of what is no regular file.
    public List<String> irregular() {
        return files.entrySet().stream()
                .filter(entry -> entry.getValue().equals(NO_FILE))
                .map(Map.Entry::getKey)
                .toList();
    }
}
