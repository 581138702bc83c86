package dev.plumbline.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.mock.Fault;
import dev.plumbline.model.mock.MockChat;
import dev.plumbline.model.mock.MockEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainClientTest {
    private static final CompletionRequest REQUEST =
            new CompletionRequest(Conversation.ask("hello"), Sampling.greedy(16), new Seed(1));
    private static final String JSON = "{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";

    private static <T> T onVirtualThread(Supplier<T> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return CompletableFuture.supplyAsync(work, threads).join();
        }
    }

    private static Throwable failure(Supplier<?> work) {
        try {
            onVirtualThread(work);
            return new AssertionError("it worked");
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private static HttpModel model(String url, Duration timeout, int maxBytes) {
        Endpoint at = Endpoint.of(url);
        return new HttpModel(new Endpoint(at.base(), at.model(), at.protocol(), timeout, maxBytes), ApiKey.NONE);
    }

    /// What the model says to one connection that answers with these bytes, whatever it is asked, and then
    /// closes.
    private static Completion answered(String bytes, int maxBytes) {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (HttpModel model =
                    model("http://127.0.0.1:" + server.getLocalPort() + "/v1#m", Duration.ofSeconds(5), maxBytes)) {
                return onVirtualThread(() -> model.complete(REQUEST));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable refused(String bytes) {
        try {
            answered(bytes, 4096);
            return new AssertionError("it was taken");
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Nested
    class Answers {
        @Test
        void oneOfStatedLengthIsRead() {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + JSON.length() + "\r\n\r\n";
            assertThat(answered(head + JSON, 4096).text()).isEqualTo("hi");
        }

        @Test
        void oneInChunksIsPutTogether() {
            String cut = Integer.toHexString(10) + ";x=y\r\n" + JSON.substring(0, 10) + "\r\n"
                    + Integer.toHexString(JSON.length() - 10) + "\r\n" + JSON.substring(10) + "\r\n0\r\nA: b\r\n\r\n";
            assertThat(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + cut, 4096)
                            .text())
                    .isEqualTo("hi");
        }

        @Test
        void oneThatEndsWithTheConnectionIsRead() {
            assertThat(answered("HTTP/1.0 200 OK\r\n\r\n" + JSON, 4096).text()).isEqualTo("hi");
        }

        @Test
        void aForerunnerIsPassedOver() {
            String whole =
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: " + JSON.length() + "\r\n\r\n";
            assertThat(answered(whole + JSON, 4096).text()).isEqualTo("hi");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SSH-2.0-OpenSSH\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}}}\r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nno name\r\n\r\n"
                })
        void whatIsNoHttpIsMalformed(String bytes) {
            assertThat(refused(bytes))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.MALFORMED))
                    .hasMessageStartingWith("127.0.0.1:");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "HTTP/1.1 200 OK\r\nContent-Le",
                    "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"choices\"",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"choices\""
                })
        void oneThatBreaksOffIsAFailureOfTheNetwork(String bytes) {
            assertThat(refused(bytes))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.NETWORK));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"
                })
        void oneThatIsTooLargeIsNotRead(String bytes) {
            assertThat(refused(bytes))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TOO_LARGE));
        }

        @Test
        void aHeadWithoutEndIsCutOff() {
            String endless = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(200_000);
            assertThat(refused(endless)).hasMessageContaining("head is larger");
        }
    }

    @Nested
    class Faults {
        @ParameterizedTest
        @CsvSource({
            "DROP, NETWORK",
            "STALL, TIMED_OUT",
            "RESET, NETWORK",
            "TRUNCATE, MALFORMED",
            "BUSY, RATE_LIMITED",
            "ERROR, SERVER",
            "BAD_GATEWAY, SERVER",
            "INVALID_JSON, MALFORMED",
            "DRIP, TIMED_OUT"
        })
        void eachHasItsKind(Fault fault, ModelFailure.Kind kind) {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            MockChat.always("hi".repeat(500)), 0, Duration.ZERO, Map.of(fault, 1.0), new Seed(1));
                    HttpModel model = model(endpoint.url() + "#m", Duration.ofMillis(300), 1 << 20)) {
                assertThat(failure(() -> model.complete(REQUEST)))
                        .isInstanceOfSatisfying(
                                ModelFailure.class,
                                failure -> assertThat(failure.kind()).isEqualTo(kind));
            }
        }

        @Test
        void aConnectionIsUsedAgainAfterAWholeAnswerOnly() {
            try (MockEndpoint endpoint = MockEndpoint.start(MockChat.always("hi"));
                    HttpModel model = model(endpoint.url() + "#m", Duration.ofSeconds(5), 1 << 20)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(onVirtualThread(() -> model.complete(REQUEST)).text())
                            .isEqualTo("hi");
                }
                assertThat(endpoint.connections()).isEqualTo(1);
            }
        }

        @Test
        void anInterruptEndsARequestAtOnce() throws Exception {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            MockChat.always("hi"), 0, Duration.ofSeconds(20), Map.of(), new Seed(1));
                    HttpModel model = model(endpoint.url() + "#m", Duration.ofSeconds(30), 1 << 20)) {
                CompletableFuture<Throwable> ended = new CompletableFuture<>();
                Thread asking = Thread.startVirtualThread(() -> {
                    try {
                        model.complete(REQUEST);
                        ended.complete(new AssertionError("it was answered"));
                    } catch (RuntimeException e) {
                        ended.complete(e);
                    }
                });
                while (endpoint.mostInFlight() == 0) {
                    Thread.sleep(5);
                }
                asking.interrupt();
                assertThat(ended.get(5, TimeUnit.SECONDS))
                        .isInstanceOfSatisfying(
                                PlumblineException.class,
                                problem -> assertThat(problem.code()).isEqualTo(ErrorCode.CANCELLED));
            }
        }
    }

    @Test
    void aHeaderCannotSmuggleASecondRequest() {
        assertThatThrownBy(() -> ApiKey.from(Map.of("K", "a\r\nX: y"), "K")).isInstanceOf(PlumblineException.class);
    }
}
