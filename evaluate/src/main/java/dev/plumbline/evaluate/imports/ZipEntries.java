package dev.plumbline.evaluate.imports;

import com.github.luben.zstd.ZstdInputStream;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// A ZIP file whose entries may be compressed with Zstandard (method 93), which the platform's own reader does not
/// know.
///
/// Reads the directory at the file's end and then single entries, at most 256 MiB each when unpacked. Archives beyond
/// 4 GiB or 65,535 entries (ZIP64) are refused.
final class ZipEntries implements AutoCloseable {
    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LARGEST = 256 << 20;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ZSTD = 93;

    private record Entry(int method, long packed, long offset) {}

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /// @throws PlumblineException BAD_DATA if the file is no ZIP
    ZipEntries(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path);
        try {
            readDirectory();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void readDirectory() throws IOException {
        int tail = (int) Math.min(channel.size(), 65_557);
        ByteBuffer end = bytes(channel.size() - tail, tail);
        int at = tail - 22;
        while (at >= 0 && end.getInt(at) != END) {
            at--;
        }
        if (at < 0) {
            throw bad("is no ZIP file");
        }
        int count = end.getShort(at + 10) & 0xffff;
        long size = end.getInt(at + 12) & 0xffffffffL;
        long offset = end.getInt(at + 16) & 0xffffffffL;
        if (count == 0xffff || offset == 0xffffffffL || size > LARGEST) {
            throw bad("is larger than a plain ZIP file can be; split it");
        }
        ByteBuffer directory = bytes(offset, (int) size);
        for (int i = 0; i < count; i++) {
            if (directory.remaining() < 46 || directory.getInt(directory.position()) != ENTRY) {
                throw bad("has a damaged directory");
            }
            int here = directory.position();
            int name = directory.getShort(here + 28) & 0xffff;
            int more = (directory.getShort(here + 30) & 0xffff) + (directory.getShort(here + 32) & 0xffff);
            if (directory.remaining() < 46 + name + more) {
                throw bad("has a damaged directory");
            }
            byte[] text = new byte[name];
            directory.get(here + 46, text);
            entries.put(
                    new String(text, StandardCharsets.UTF_8),
                    new Entry(
                            directory.getShort(here + 10) & 0xffff,
                            directory.getInt(here + 20) & 0xffffffffL,
                            directory.getInt(here + 42) & 0xffffffffL));
            directory.position(here + 46 + name + more);
        }
    }

    /// The names of all entries, in the directory's order.
    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /// An entry's content.
    ///
    /// @throws PlumblineException BAD_DATA if there is no such entry, it is too large or packed in an unknown way
    byte[] read(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null || entry.packed() > LARGEST) {
            throw bad("has no usable entry " + name);
        }
        ByteBuffer head = bytes(entry.offset(), 30);
        long data = entry.offset() + 30 + (head.getShort(26) & 0xffff) + (head.getShort(28) & 0xffff);
        InputStream packed =
                new ByteArrayInputStream(bytes(data, (int) entry.packed()).array());
        try (InputStream in = unpacked(entry.method(), packed, name)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw bad("entry " + name + " is larger than " + LARGEST + " bytes");
            }
            return content;
        }
    }

    private InputStream unpacked(int method, InputStream packed, String name) throws IOException {
        return switch (method) {
            case STORED -> packed;
            case DEFLATED -> new InflaterInputStream(packed, new Inflater(true));
            case ZSTD -> new ZstdInputStream(packed).setContinuous(false);
            default -> throw bad("entry " + name + " is packed by method " + method + ", which is not known");
        };
    }

    private ByteBuffer bytes(long from, int count) throws IOException {
        if (from < 0 || count < 0 || from + count > channel.size()) {
            throw bad("ends too early");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // Until all is read.
        }
        return bytes.flip();
    }

    private PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, path + ": " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
