package dev.plumbline.evaluate.log;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A file of lines that only grows, written by many threads of one process.
///
/// Lines are handed to the system a quarter of a second after they were appended, or when 64 KiB have come together,
/// whichever is first, and forced to the disk every second. A kill loses at most what was not handed over; a line that
/// was cut in the middle is dropped when the file is opened again. A lock keeps a second process out.
public final class AppendedFile implements AutoCloseable {
    private static final int BUFFER = 64 << 10;
    private static final long FLUSH_MILLIS = 250;

    /// Where a line lies.
    ///
    /// @param offset of its first byte
    /// @param length in bytes, without the line's end
    public record Place(long offset, int length) {}

    /// Told every whole line of a file that is opened.
    @FunctionalInterface
    public interface Visitor {
        void line(byte[] line, Place place);
    }

    private final Path path;
    private final FileChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread flusher;
    private ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);
    private long written;
    private boolean dirty;
    private boolean closed;
    private @Nullable IOException broken;

    private AppendedFile(Path path, FileChannel channel, long end) {
        this.path = path;
        this.channel = channel;
        this.written = end;
        this.flusher = Thread.ofVirtual().name("flush of " + path.getFileName()).start(this::flushForEver);
    }

    /// Opens or begins a file, and shows what is in it.
    ///
    /// @throws PlumblineException BUSY if another process writes it, STORAGE if it cannot be written
    public static AppendedFile open(Path path, Visitor visitor) {
        try {
            if (path.toAbsolutePath().getParent() != null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
            }
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                takeLock(channel, path);
                long end = Lines.read(channel, path, visitor);
                channel.truncate(end);
                channel.position(end);
                return new AppendedFile(path, channel, end);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw storage(path, e);
        }
    }

    private static void takeLock(FileChannel channel, Path path) throws IOException {
        FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            throw new PlumblineException(
                    ErrorCode.BUSY, path + ": another run is writing it; wait for that, or name another file");
        }
    }

    /// Adds a line.
    ///
    /// @param line without an end of line
    /// @return where it will lie
    /// @throws PlumblineException STORAGE if an earlier line could not be written
    public Place append(byte[] line) {
        lock.lock();
        try {
            requireSound();
            Place place = new Place(written + buffer.size(), line.length);
            buffer.writeBytes(line);
            buffer.write('\n');
            if (buffer.size() >= BUFFER) {
                flush();
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /// The line at a place, flushed first where need be.
    public byte[] read(Place place) {
        lock.lock();
        try {
            if (place.offset() + place.length() > written) {
                flush();
                requireSound();
            }
            return Lines.at(channel, place);
        } catch (IOException e) {
            throw storage(path, e);
        } finally {
            lock.unlock();
        }
    }

    /// Hands everything to the system and forces it to the disk.
    ///
    /// @throws PlumblineException STORAGE if that fails
    public void sync() {
        lock.lock();
        try {
            flush();
            requireSound();
            channel.force(false);
            dirty = false;
        } catch (IOException e) {
            throw storage(path, e);
        } finally {
            lock.unlock();
        }
    }

    public Path path() {
        return path;
    }

    private void flush() {
        if (buffer.size() == 0 || broken != null) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
            buffer = new ByteArrayOutputStream(BUFFER);
            dirty = true;
        } catch (IOException e) {
            broken = e;
        }
    }

    private void flushForEver() {
        try {
            for (int round = 1; ; round++) {
                Thread.sleep(FLUSH_MILLIS);
                lock.lock();
                try {
                    if (closed) {
                        return;
                    }
                    flush();
                    if (dirty && round % 4 == 0) {
                        channel.force(false);
                        dirty = false;
                    }
                } catch (IOException e) {
                    broken = e;
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireSound() {
        if (closed) {
            throw new PlumblineException(ErrorCode.STORAGE, path + ": is closed already; open it again");
        }
        if (broken != null) {
            throw storage(path, broken);
        }
    }

    static PlumblineException storage(Path path, IOException cause) {
        return new PlumblineException(
                ErrorCode.STORAGE,
                path + ": cannot be read or written (" + cause.getMessage() + "); make room, or name another place",
                cause);
    }

    /// Writes what is left. Lines that could not be written are an error here at the latest.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            flush();
            closed = true;
            if (broken == null) {
                channel.force(false);
            }
            channel.close();
            if (broken != null) {
                throw storage(path, broken);
            }
        } catch (IOException e) {
            throw storage(path, e);
        } finally {
            lock.unlock();
            flusher.interrupt();
        }
    }
}
