package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON files of a checkpoint folder, which anyone may have written: bounded, without duplicate keys,
/// and with the file's name and the line in every error.
public final class JsonFile {
    /// The largest JSON file that is read; the largest published tokenizer.json has about 35 MB.
    public static final long MAX_BYTES = 512L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(1 << 28)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /// The file's JSON value.
    ///
    /// @param invalid the code of the error if the file is not valid
    /// @throws PlumblineException MISSING_FILE if it cannot be read, `invalid` if it is too long or not JSON
    public static JsonNode read(Path path, ErrorCode invalid) {
        return parse(path.toString(), text(path, invalid), invalid);
    }

    /// The file's text, which must be UTF-8.
    ///
    /// @throws PlumblineException MISSING_FILE if it cannot be read, `invalid` if it is too long or not UTF-8
    public static String text(Path path, ErrorCode invalid) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new PlumblineException(ErrorCode.MISSING_FILE, path + ": no such file");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new PlumblineException(
                        invalid, path + ": it has " + Files.size(path) + " bytes, the limit is " + MAX_BYTES);
            }
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw new PlumblineException(invalid, path + ": it is not valid UTF-8 text; get the file again", e);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, path + ": could not be read (" + e.getMessage() + ")", e);
        }
    }

    /// The JSON value of a text that came from `place`.
    ///
    /// @throws PlumblineException `invalid` if it is not JSON
    public static JsonNode parse(String place, String text, ErrorCode invalid) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw new PlumblineException(
                    invalid,
                    place + line + ": not valid JSON (" + e.getOriginalMessage()
                            + "); correct the file or get it again",
                    e);
        }
    }
}
