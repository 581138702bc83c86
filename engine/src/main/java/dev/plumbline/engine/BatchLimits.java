package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How much is computed at once.
///
/// @param rows sequences written at once, at least 1
/// @param promptTokens tokens of prompts, padding included, that one step reads at most beside the first row's; at
///     least 1
/// @param cacheBytes native memory for keys and values of all rows together; a single row may take more
public record BatchLimits(int rows, int promptTokens, long cacheBytes) {
    private static final int PROMPT_TOKENS = 8192;
    private static final long CACHE_BYTES = 4L << 30;

    public BatchLimits {
        if (rows < 1 || promptTokens < 1 || cacheBytes < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "batch limits must be 1 or more, not " + rows + " rows, " + promptTokens + " prompt tokens, "
                            + cacheBytes + " bytes");
        }
    }

    /// So many rows, 8,192 prompt tokens a step, 4 GiB of keys and values.
    public static BatchLimits rows(int rows) {
        return new BatchLimits(rows, PROMPT_TOKENS, CACHE_BYTES);
    }
}
