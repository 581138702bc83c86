package dev.plumbline.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A disk of a few megabytes in memory, which a test can fill or write-protect. Only Linux's superuser can mount one;
/// for anyone else the test is skipped with a message.
final class SmallDisk implements AutoCloseable {
    private static final String FILLER = "filler";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// Mounts a new disk there.
    static SmallDisk mount(Path folder, int kibibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assumeTrue(
                System.getProperty("os.name").equals("Linux") && "root".equals(System.getProperty("user.name")),
                "only Linux's superuser can mount a small disk");
        assumeTrue(
                done("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k,mode=700", "tmpfs", folder.toString()),
                "this machine lets nobody mount a disk");
        return new SmallDisk(folder);
    }

    /// Fills the disk so that this much is left; 0 or more.
    void leave(int kibibytes) throws IOException {
        Path filler = folder.resolve(FILLER);
        Files.deleteIfExists(filler);
        long free = Files.getFileStore(folder).getUsableSpace() - 1_024L * kibibytes;
        Files.write(filler, new byte[Math.toIntExact(free)]);
    }

    /// Gives the filled room back.
    void clear() throws IOException {
        Files.delete(folder.resolve(FILLER));
    }

    /// Lets nothing more be written, not even by the superuser.
    void protect() {
        remount("ro");
    }

    /// Lets it be written again.
    void unprotect() {
        remount("rw");
    }

    private void remount(String mode) {
        if (!done("mount", "-o", "remount," + mode, folder.toString())) {
            throw new IllegalStateException(folder + " could not be remounted " + mode);
        }
    }

    @Override
    public void close() {
        if (!done("umount", "-l", folder.toString())) {
            throw new IllegalStateException(folder + " could not be unmounted");
        }
    }

    private static boolean done(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
