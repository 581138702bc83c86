package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes a file so that readers see either its old content or all of its new content, and a crash leaves no torn file.
///
/// The bytes go to a hidden neighbour, are forced to the disk, and the neighbour is renamed over the target.
public final class AtomicFile {
    /// Puts the content into the open file.
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /// Writes the file in UTF-8.
    ///
    /// @throws PlumblineException STORAGE if it cannot be written; the target is then as it was before
    public static void write(Path target, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        write(target, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /// Writes the file; the folder it goes to is created if need be.
    ///
    /// @throws PlumblineException STORAGE if it cannot be written; the target is then as it was before
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, target + ": a file cannot be written here; name a file in a folder");
        }
        Path partial = folder.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            Files.createDirectories(folder);
            fill(partial, content);
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            remove(partial);
        }
    }

    /// The error of a file or folder that could not be written, with what the operating system says and the cure.
    public static PlumblineException failure(Path target, IOException e) {
        return new PlumblineException(
                ErrorCode.STORAGE,
                target + ": could not be written (" + reason(e) + "); check free space and permissions",
                e);
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e.getClass() == IOException.class
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static void fill(Path partial, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /// Makes the rename itself durable; only POSIX systems let a folder be opened for that.
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void remove(Path partial) {
        if (!Files.exists(partial)) {
            return;
        }
        try {
            Files.delete(partial);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, partial + ": this partial file could not be removed; delete it by hand", e);
        }
    }
}
