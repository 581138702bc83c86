package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A server that stops, and one that asks for a token.
@Timeout(120)
class StoppingTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void finishesWhatIsUnderWayAndRefusesTheRest() {
        try (ModelServer other = ModelServer.start(SERVER.model(), RunningServer.options(), SERVER::log)) {
            URI chat = URI.create(other.url() + RunningServer.CHAT);
            String body = "{\"model\":\"tiny\"," + RunningServer.USER
                    + ",\"max_tokens\":300,\"ignore_eos\":true,\"stream\":true}";
            CompletableFuture<HttpResponse<String>> underWay = RunningServer.CLIENT.sendAsync(
                    HttpRequest.newBuilder(chat)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            RunningServer.await(() -> other.active() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(() -> other.drain(Duration.ofSeconds(60)));
            RunningServer.await(() -> SERVER.send(HttpRequest.newBuilder(URI.create(other.url() + "/models"))
                                    .build())
                            .statusCode()
                    == 503);
            assertThat(drained.join()).isTrue();
            assertThat(RunningServer.events(underWay.join().body())).endsWith("[DONE]");
        }
    }

    private static final String SECRET = "a-token-of-some-length";

    @Test
    void areAskedForBeyondLoopbackBeforeAnythingListens() {
        assertThatThrownBy(() -> RunningServer.options().at(new InetSocketAddress("0.0.0.0", 0), ""))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("PLUMBLINE_TOKEN");
        assertThatThrownBy(() -> RunningServer.options().at(new InetSocketAddress("127.0.0.1", 0), "short"))
                .hasMessageContaining("16 or more");
    }

    @Test
    void openTheDoorAndNothingElseDoes() {
        ServeOptions guarded = RunningServer.options().at(new InetSocketAddress("127.0.0.1", 0), SECRET);
        try (ModelServer other = ModelServer.start(SERVER.model(), guarded, SERVER::log)) {
            URI models = URI.create(other.url() + "/models");
            assertThat(SERVER.send(HttpRequest.newBuilder(models).build()).statusCode())
                    .isEqualTo(401);
            assertThat(SERVER.send(HttpRequest.newBuilder(models)
                                    .header("Authorization", "Bearer " + SECRET + "x")
                                    .build())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(SERVER.send(HttpRequest.newBuilder(models)
                                    .header("Authorization", "Bearer " + SECRET)
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
