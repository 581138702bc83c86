package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReferenceCheckupTest {
    private static final String GOOD = "{\"file\": \"empty.safetensors\", \"valid\": true, \"tensors\": []}";
    private static final String BROKEN = "{\"file\": \"short.safetensors\", \"valid\": false}";

    @TempDir
    private Path folder = Path.of("");

    /// A folder of two safetensors files, one of them broken.
    private Path reference(String cases) throws IOException {
        Path files = Files.createDirectories(folder.resolve("recorded/engine/safetensors"));
        byte[] header = "{}      ".getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[16];
        whole[0] = 8;
        System.arraycopy(header, 0, whole, 8, 8);
        Files.write(files.resolve("empty.safetensors"), whole);
        Files.write(files.resolve("short.safetensors"), new byte[] {1, 2, 3});
        Files.writeString(files.resolve("cases.json"), "{\"cases\": [" + cases + "]}");
        Files.createDirectories(folder.resolve("recorded/weather"));
        return folder.resolve("recorded");
    }

    @Test
    void printsALineACaseAndIsContentIfNoneFails() throws IOException {
        CapturedShell shell = new CapturedShell(folder);
        Path reference = reference(GOOD + "," + BROKEN);

        assertThat(shell.run("doctor", "--reference", reference.toString())).isZero();
        assertThat(shell.out())
                .contains("pass          engine/safetensors/empty.safetensors")
                .contains("pass          engine/safetensors/short.safetensors")
                .contains("unknown       weather")
                .contains("2 passed, 0 failed, 1 unknown, 0 not imitated");
    }

    @Test
    void endsWithOneIfACaseFails() throws IOException {
        CapturedShell shell = new CapturedShell(folder);
        Path reference = reference(GOOD + "," + BROKEN.replace("false", "true"));

        assertThat(shell.run("doctor", "--reference", reference.toString())).isEqualTo(1);
        assertThat(shell.out()).contains("fail          engine/safetensors/short.safetensors");
    }

    @Test
    void givesTheSameToAMachine() throws IOException {
        CapturedShell shell = new CapturedShell(folder);
        Path reference = reference(GOOD + "," + BROKEN.replace("false", "true"));

        assertThat(shell.run("doctor", "--json", "--reference", reference.toString()))
                .isEqualTo(1);
        JsonNode found = JsonMapper.shared().readTree(shell.out());
        assertThat(found.get("passed").asInt()).isEqualTo(1);
        assertThat(found.get("failed").asInt()).isEqualTo(1);
        assertThat(found.get("unknown").asInt()).isEqualTo(1);
        assertThat(found.get("cases").get(0).propertyNames())
                .contains("name", "kind", "difference", "tolerance", "result");
    }

    @Test
    void takesTheThreadsThatItIsTold() throws IOException {
        CapturedShell shell = new CapturedShell(folder);
        Path reference = reference(GOOD);

        assertThat(shell.run("doctor", "--reference", reference.toString(), "--threads", "2"))
                .isZero();
        assertThat(shell.run("doctor", "--reference", reference.toString(), "--threads", "1,0"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("--threads must be 1 or more");
        assertThat(shell.run("doctor", "--device", "cuda:99")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("CUDA finds", "use --device cpu");
    }

    @Test
    void aFolderWithoutValuesIsRefused() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("doctor", "--reference", folder.toString()))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.run("doctor", "--reference", folder.resolve("none").toString()))
                .isEqualTo(ErrorCode.MISSING_FILE.exitStatus());
    }
}
