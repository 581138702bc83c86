package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.StageResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A stage's result as JSON and back, to the last bit: doubles are spelled as `Double.toString` does, and what
/// JSON has no number for is the text `NaN`, `Infinity` or `-Infinity`.
public final class ResultJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ResultJson() {}

    /// The one line that spells a result.
    public static String write(StageResult result) {
        return MAPPER.writeValueAsString(result) + "\n";
    }

    /// The result that a file holds.
    ///
    /// @throws PlumblineException MISMATCH if it holds none
    public static StageResult read(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), StageResult.class);
        } catch (IOException | JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH,
                    file + ": not a stage's result (" + Nearest.shortened(String.valueOf(e.getMessage()), 200)
                            + "); the run is damaged, run the study again",
                    e);
        }
    }
}
