package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Files and folders that are either wholly there or not at all, whenever the process is killed.
///
/// Every failure is a [PlumblineException] with code STORAGE that names the path, the reason and the cure.
public final class DurableFiles {
    private DurableFiles() {}

    /// Writes a whole file: under another name in `scratch` first, on the same file system, then renamed.
    public static void write(Path file, String text, Path scratch) {
        try {
            Files.createDirectories(scratch);
            Path fresh = scratch.resolve(file.getFileName() + ".new");
            Files.writeString(fresh, text);
            force(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(file, "written", e);
        }
    }

    /// Makes a folder and those above it.
    public static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failure(folder, "created", e);
        }
    }

    /// Renames a file or folder; what was at the target is removed.
    public static void move(Path from, Path to) {
        delete(to);
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure(to, "written", e);
        }
    }

    /// Copies a folder's files and folders; links are copied as links.
    public static void copy(Path from, Path to) throws IOException {
        for (Path path : all(from)) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /// Removes a file or a folder with all it holds; nothing happens if there is none. Links are removed, not followed.
    public static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            for (Path path : all(tree).reversed()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw failure(tree, "removed", e);
        }
    }

    /// Makes sure that every file of a folder is on the disk and not only in memory.
    public static void forceAll(Path folder) {
        try {
            for (Path path : all(folder)) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    force(path);
                }
            }
        } catch (IOException e) {
            throw failure(folder, "written", e);
        }
    }

    /// A file or folder and all beneath it, each folder before what it holds.
    public static List<Path> all(Path tree, FileVisitOption... options) throws IOException {
        try (Stream<Path> paths = Files.walk(tree, options)) {
            return paths.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// The error of a path that could not be `action`: written, read, removed.
    public static PlumblineException failure(Path path, String action, IOException e) {
        return new PlumblineException(
                ErrorCode.STORAGE,
                path + ": could not be " + action + " (" + reason(e) + "); check free space and permissions."
                        + " What was already written is kept",
                e);
    }

    /// What the operating system says, without the path, which the message already has.
    public static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof ReadOnlyFileSystemException) {
            return "read-only file system";
        }
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason();
        }
        if (e.getMessage() == null) {
            return e.getClass().getSimpleName();
        }
        return e.getClass() == IOException.class
                ? e.getMessage()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
