package dev.plumbline.evaluate.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/// The records of a data file: CSV with a header, or one JSON object per line; plain or gzip-packed (told by content).
///
/// A file may unpack to at most 512 MiB and must be UTF-8.
public final class DataFile {
    private static final int LARGEST = 512 << 20;

    private DataFile() {}

    /// All records of a file whose name ends in `.csv`, `.jsonl` or `.json`, with or without `.gz`.
    ///
    /// @throws PlumblineException MISSING_FILE if it cannot be read, BAD_DATA if it is malformed or holds no record
    public static List<DataRow> read(Path path) {
        String file = String.valueOf(path.getFileName());
        return parse(file, kind(file), () -> text(path));
    }

    /// All records of a file whose text is at hand.
    ///
    /// @param file its name, which ends in `.csv`, `.jsonl` or `.json`
    /// @throws PlumblineException BAD_DATA if it is malformed or holds no record
    public static List<DataRow> parse(String file, String text) {
        return parse(file, file, () -> text);
    }

    /// The name without the mark of a packed file.
    private static String kind(String file) {
        return file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
    }

    private static List<DataRow> parse(String file, String kind, Supplier<String> text) {
        List<DataRow> rows;
        if (kind.endsWith(".csv")) {
            rows = new CsvRecords(file, text.get()).rows();
        } else if (kind.endsWith(".jsonl") || kind.endsWith(".json")) {
            rows = JsonRecords.of(file, text.get());
        } else {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, file + ": neither .csv nor .jsonl; name the file by what it holds");
        }
        if (rows.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, file + ": holds no records; name a file that does");
        }
        return rows;
    }

    private static String text(Path path) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path))) {
            raw.mark(2);
            boolean packed = raw.read() == 0x1F && raw.read() == 0x8B;
            raw.reset();
            byte[] bytes = bounded(path, packed ? new GZIPInputStream(raw) : raw);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PlumblineException(ErrorCode.BAD_DATA, path.getFileName() + ": not UTF-8; convert it", e);
        } catch (NoSuchFileException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, path + ": does not exist; check the path", e);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    path + ": cannot be read (" + e.getMessage() + "); name a file that can",
                    e);
        }
    }

    private static byte[] bounded(Path path, InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 16];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            if (all.size() + n > LARGEST) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        path.getFileName() + ": larger than " + (LARGEST >> 20) + " MiB unpacked; split it");
            }
            all.write(block, 0, n);
        }
        return all.toByteArray();
    }
}
