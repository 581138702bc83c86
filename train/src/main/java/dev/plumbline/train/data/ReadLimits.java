package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How much a data file may ask for before reading stops with an error; it is what keeps a hostile file from filling
/// memory.
///
/// @param lineBytes the longest line, in bytes of unpacked text without its line end, at least 1; default 4 MiB
/// @param records the most records, at least 1; default 2,000,000
/// @param totalBytes the most unpacked text, in bytes, at least 1; default 1 GiB
public record ReadLimits(int lineBytes, int records, long totalBytes) {
    public static final ReadLimits DEFAULT = new ReadLimits(4 << 20, 2_000_000, 1L << 30);

    public ReadLimits {
        if (lineBytes < 1 || records < 1 || totalBytes < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "read limits must be at least 1, not lineBytes " + lineBytes + ", records " + records
                            + ", totalBytes " + totalBytes);
        }
    }

    /// These limits with another line length, in bytes.
    public ReadLimits withLineBytes(int bytes) {
        return new ReadLimits(bytes, records, totalBytes);
    }
}
