package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sees to it that one process at a time works on a run; the operating system lets go of it when the process dies.
///
/// The lock's file stays, since removing it would let two processes hold two files of one name. It is never opened
/// twice by one process: on POSIX systems, closing any channel of a file gives up the process's locks on it.
public final class RunLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
    /// Beyond the text, which others must be able to read where locks are mandatory.
    private static final long LOCKED_BYTE = 1L << 40;

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// The lock of a run.
    ///
    /// @throws PlumblineException BUSY, naming the process, if someone holds it; STORAGE if it cannot be written
    public static RunLock acquire(Path run) {
        Path file = new RunLayout(run).lock();
        if (!HELD_HERE.add(file)) {
            throw busy(run, Long.toString(ProcessHandle.current().pid()));
        }
        boolean acquired = false;
        try {
            Files.createDirectories(file.resolveSibling(""));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock == null) {
                    throw busy(run, Files.readString(file).strip());
                }
                channel.truncate(0);
                String pid = ProcessHandle.current().pid() + "\n";
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
                acquired = true;
                return new RunLock(file, channel);
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw DurableFiles.failure(file, "locked", e);
        } finally {
            if (!acquired) {
                HELD_HERE.remove(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DurableFiles.failure(file, "unlocked", e);
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static PlumblineException busy(Path run, String pid) {
        return new PlumblineException(
                ErrorCode.BUSY,
                run + ": process " + (pid.isEmpty() ? "(unknown)" : pid)
                        + " is working on this run; wait until it ends, or start another run");
    }
}
