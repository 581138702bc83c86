package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server as a command: it says where it is, answers, and ends politely.
class ServeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(120)
    void saysWhereItListensAnswersThereAndEndsWhenAsked() throws IOException, InterruptedException {
        CapturedShell shell = new CapturedShell(folder);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> shell.run("serve", "--model", "harbor:small", "--port", "0", "--json"));
        while (shell.out().isEmpty() && !status.isDone()) {
            Thread.sleep(20);
        }
        JsonNode ready = JsonMapper.shared().readTree(shell.out());
        assertThat(ready.get("ready").asBoolean()).isTrue();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(ready.get("url").asString() + "/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"harbor:small\",\"temperature\":0,\"messages\":"
                                                + "[{\"role\":\"user\",\"content\":\"what is 2 plus 3 ?\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        shell.shell().cancellation().request();

        assertThat(status.join()).isZero();
        CapturedShell asked = new CapturedShell(folder);
        asked.run("generate", "-m", "harbor:small", "-p", "what is 2 plus 3 ?", "--temperature", "0", "--quiet");
        assertThat(JsonMapper.shared()
                        .readTree(answer.body())
                        .at("/choices/0/message/content")
                        .asString())
                .isEqualTo(asked.out().strip());
    }

    @Test
    void refusesAnOpenDoorWithoutAToken() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("serve", "--host", "0.0.0.0", "--port", "0"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("PLUMBLINE_TOKEN");
    }
}
