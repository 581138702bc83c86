package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a loopback port and clients that talk to it, some of them badly.
@Timeout(120)
class ModelServerTest {
    private static final int ROWS = 4;
    private static final int QUEUE = 4;
    private static final String CHAT = "/chat/completions";
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"is the wall true?\"}]";

    @TempDir
    private static Path folder = Path.of("");

    private static CheckpointModel model;
    private static final List<String> LOG = new CopyOnWriteArrayList<>();
    private static ModelServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        model = TinyModel.open(folder);
        server = ModelServer.start(model, options(), LOG::add);
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
    }

    @AfterEach
    void nothingFailedAndNothingIsLeft() {
        assertThat(LOG).isEmpty();
        await(() -> server.active() == 0 && server.waiting() == 0);
    }

    private static ServeOptions options() {
        return new ServeOptions(
                new InetSocketAddress("127.0.0.1", 0), "", ROWS, QUEUE, 1 << 20, Duration.ofMillis(100));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static JsonNode answered(String path, String fields) {
        HttpResponse<String> response = post(path, "{\"model\":\"tiny\"," + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// The data of a stream's events.
    private static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    @Nested
    class Chat {
        @Test
        void answersWithTextReasonAndCounts() {
            JsonNode answer = answered(CHAT, USER + ",\"max_tokens\":12,\"seed\":3,\"ignore_eos\":true");

            assertThat(answer.get("object").asString()).isEqualTo("chat.completion");
            assertThat(answer.get("model").asString()).isEqualTo("tiny");
            JsonNode choice = answer.get("choices").get(0);
            assertThat(choice.get("finish_reason").asString()).isEqualTo("length");
            assertThat(choice.get("message").get("role").asString()).isEqualTo("assistant");
            assertThat(choice.get("message").get("content").asString()).isNotEmpty();
            assertThat(answer.get("usage").get("completion_tokens").asInt()).isEqualTo(12);
            assertThat(answer.get("usage").get("total_tokens").asInt())
                    .isEqualTo(12 + answer.get("usage").get("prompt_tokens").asInt());
        }

        @Test
        void aSeedGivesTheSameTextAloneInACrowdAndAsAStream() {
            String fields = USER + ",\"max_tokens\":40,\"seed\":11,\"temperature\":0.9,\"top_p\":0.95";
            String alone = content(answered(CHAT, fields));
            List<CompletableFuture<String>> crowd = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String own = i % 2 == 0 ? fields : fields.replace("11", "2" + i);
                crowd.add(CompletableFuture.supplyAsync(() -> content(answered(CHAT, own))));
            }
            for (int i = 0; i < 6; i++) {
                assertThat(crowd.get(i).join().equals(alone)).isEqualTo(i % 2 == 0);
            }
            String streamed = post(CHAT, "{\"model\":\"tiny\"," + fields + ",\"stream\":true}")
                    .body();
            assertThat(joined(streamed)).isEqualTo(alone);
        }

        @Test
        void aStreamOpensCountsAndEnds() {
            String body = "{\"model\":\"tiny\"," + USER
                    + ",\"max_tokens\":5,\"ignore_eos\":true,\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
            HttpResponse<String> response = post(CHAT, body);

            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            List<String> events = events(response.body());
            assertThat(events.getLast()).isEqualTo("[DONE]");
            JsonNode first = json(events.getFirst()).get("choices").get(0);
            assertThat(first.get("delta").get("role").asString()).isEqualTo("assistant");
            JsonNode last = json(events.get(events.size() - 3)).get("choices").get(0);
            assertThat(last.get("finish_reason").asString()).isEqualTo("length");
            JsonNode usage = json(events.get(events.size() - 2)).get("usage");
            assertThat(usage.get("completion_tokens").asInt()).isEqualTo(5);
        }

        @Test
        void severalChoicesDifferAndAreNumbered() {
            JsonNode choices = answered(CHAT, USER + ",\"n\":3,\"seed\":1,\"max_tokens\":20")
                    .get("choices");

            assertThat(choices.size()).isEqualTo(3);
            assertThat(choices.get(2).get("index").asInt()).isEqualTo(2);
            assertThat(choices.get(0).get("message"))
                    .isNotEqualTo(choices.get(1).get("message"));
        }

        @Test
        void logProbabilitiesComeWithTheLikeliestTokens() {
            JsonNode choice = answered(
                            CHAT, USER + ",\"temperature\":0,\"max_tokens\":4,\"logprobs\":true,\"top_logprobs\":3")
                    .get("choices")
                    .get(0);

            JsonNode tokens = choice.get("logprobs").get("content");
            assertThat(tokens.size()).isPositive();
            for (JsonNode token : tokens) {
                assertThat(token.get("top_logprobs").size()).isEqualTo(3);
                assertThat(token.get("top_logprobs").get(0).get("logprob").asDouble())
                        .isEqualTo(token.get("logprob").asDouble());
                assertThat(token.get("bytes").isArray()).isTrue();
            }
        }

        @Test
        void aStopTextEndsTheAnswerAndIsNotShown() {
            String fields = USER + ",\"max_tokens\":60,\"seed\":5,\"ignore_eos\":true";
            String whole = content(answered(CHAT, fields));
            String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
            String ended = fields + ",\"stop\":[" + JsonMapper.shared().writeValueAsString(stop) + "]";

            JsonNode answer = answered(CHAT, ended);
            assertThat(content(answer)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(answer.get("choices").get(0).get("finish_reason").asString())
                    .isEqualTo("stop");
            assertThat(joined(post(CHAT, "{\"model\":\"tiny\"," + ended + ",\"stream\":true}")
                            .body()))
                    .isEqualTo(content(answer));
        }

        @Test
        void toolsReachTheTemplate() {
            String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"measure\"}}]";
            int plain = promptTokens(answered(CHAT, USER + ",\"max_tokens\":1"));

            assertThat(promptTokens(answered(CHAT, USER + tool + ",\"max_tokens\":1")))
                    .isGreaterThan(plain);
            assertThat(promptTokens(answered(CHAT, USER + tool + ",\"tool_choice\":\"none\",\"max_tokens\":1")))
                    .isEqualTo(plain);
        }

        private int promptTokens(JsonNode answer) {
            return answer.get("usage").get("prompt_tokens").asInt();
        }

        private String content(JsonNode answer) {
            return answer.get("choices").get(0).get("message").get("content").asString();
        }

        private String joined(String stream) {
            StringBuilder text = new StringBuilder();
            for (String event : events(stream)) {
                if (!event.equals("[DONE]")) {
                    text.append(json(event)
                            .path("choices")
                            .path(0)
                            .path("delta")
                            .path("content")
                            .asString(""));
                }
            }
            return text.toString();
        }
    }

    @Nested
    class OtherPaths {
        @Test
        void completionsContinueTextsAndTokens() {
            JsonNode answer = answered(
                    "/completions", "\"prompt\":[\"a plain\",\"wall\"],\"max_tokens\":6,\"logprobs\":2,\"seed\":1");

            assertThat(answer.get("choices").size()).isEqualTo(2);
            assertThat(answer.get("choices")
                            .get(0)
                            .get("logprobs")
                            .get("tokens")
                            .size())
                    .isPositive();
            int[] ids = model.format().tokenizer().encode("a plain", true).ids();
            JsonNode same = answered(
                    "/completions", "\"prompt\":" + java.util.Arrays.toString(ids) + ",\"max_tokens\":6,\"seed\":1");
            assertThat(same.get("choices").get(0).get("text"))
                    .isEqualTo(answer.get("choices").get(0).get("text"));
        }

        @Test
        void embeddingsAreTheModelsOwnInBothEncodings() {
            float[] expected = model.embeddings(List.of(
                            model.format().tokenizer().encode("a wall", true).ids()))
                    .getFirst();
            JsonNode numbers = answered("/embeddings", "\"input\":[\"a wall\",\"a line\"]");
            JsonNode packed = answered("/embeddings", "\"input\":\"a wall\",\"encoding_format\":\"base64\"");

            assertThat(numbers.get("data").size()).isEqualTo(2);
            java.nio.FloatBuffer unpacked = java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder()
                            .decode(packed.get("data").get(0).get("embedding").asString()))
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            for (int i = 0; i < expected.length; i++) {
                assertThat(numbers.get("data").get(0).get("embedding").get(i).floatValue())
                        .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-5f));
                assertThat(unpacked.get(i)).isEqualTo(expected[i]);
            }
        }

        @Test
        void modelsAndHealthAreTold() {
            assertThat(json(send(request("/models").build()).body())
                            .get("data")
                            .get(0)
                            .get("id")
                            .asString())
                    .isEqualTo("tiny");
            assertThat(send(request("/models/tiny").build()).statusCode()).isEqualTo(200);
            assertThat(send(request("/models/other").build()).statusCode()).isEqualTo(404);
            assertThat(send(request("/../health").build()).statusCode()).isIn(200, 404);
        }
    }

    @Nested
    class BadRequests {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{                                                              | 400 | not valid JSON",
                    "[]                                                             | 400 | must be a JSON object",
                    "{}                                                             | 400 | model",
                    "{\"model\":\"gpt-9\",MESSAGES}                                 | 404 | does not exist",
                    "{\"model\":\"tiny\"}                                           | 400 | messages",
                    "{\"model\":\"tiny\",\"messages\":[]}                           | 400 | messages",
                    "{\"model\":\"tiny\",\"messages\":[{\"role\":\"king\"}]}        | 400 | role",
                    "{\"model\":\"tiny\",MESSAGES,\"temperature\":-1}               | 400 | temperature",
                    "{\"model\":\"tiny\",MESSAGES,\"temperature\":\"hot\"}          | 400 | temperature",
                    "{\"model\":\"tiny\",MESSAGES,\"top_p\":1.5}                    | 400 | top_p",
                    "{\"model\":\"tiny\",MESSAGES,\"max_tokens\":0}                 | 400 | max_tokens",
                    "{\"model\":\"tiny\",MESSAGES,\"n\":1000}                       | 400 | n",
                    "{\"model\":\"tiny\",MESSAGES,\"n\":100}                        | 400 | at most",
                    "{\"model\":\"tiny\",MESSAGES,\"logit_bias\":{\"99999\":1}}     | 400 | vocabulary",
                    "{\"model\":\"tiny\",MESSAGES,\"stop\":\"\"}                    | 400 | empty",
                    "{\"model\":\"tiny\",MESSAGES,\"top_logprobs\":2}               | 400 | logprobs",
                    "{\"model\":\"tiny\",MESSAGES,\"response_format\":{\"type\":\"json_object\"}} | 400 | response_format",
                    "{\"model\":\"tiny\",MESSAGES,\"surprise\":1}                   | 400 | surprise",
                    "{\"model\":\"tiny\",\"model\":\"tiny\",MESSAGES}               | 400 | JSON",
                })
        void areRefusedInTheShapeThatClientsRead(String body, int status, String told) {
            HttpResponse<String> response = post(CHAT, body.replace("MESSAGES", USER));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            JsonNode error = json(response.body()).get("error");
            assertThat(error.get("message").asString() + error.get("param")).contains(told);
            assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
            assertThat(error.has("code")).isTrue();
        }

        @Test
        void aPromptLongerThanTheContextIsRefused() {
            String long_ = "wall ".repeat(TinyModel.CONTEXT);
            HttpResponse<String> response = post("/completions", "{\"model\":\"tiny\",\"prompt\":\"" + long_ + "\"}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("this model takes 1 to");
        }

        @Test
        void aBodyOfTenMegabytesIsRefusedAndTheClientLearnsWhy() {
            HttpResponse<String> response = post(CHAT, "{\"model\":\"" + "x".repeat(10 << 20) + "\"}");

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(json(response.body()).get("error").get("code").asString())
                    .isEqualTo("request_too_large");
        }

        @Test
        void wrongMethodsPathsTypesAndHostsAreRefused() throws IOException {
            assertThat(send(request(CHAT).build()).statusCode()).isEqualTo(405);
            assertThat(post("/nothing", "{}").statusCode()).isEqualTo(404);
            HttpRequest plain = HttpRequest.newBuilder(URI.create(server.url() + CHAT))
                    .header("Content-Type", "text/plain")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            assertThat(send(plain).statusCode()).isEqualTo(415);
            assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }

        private String raw(String request) throws IOException {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    @Nested
    class Crowds {
        private static final String ENDLESS =
                "{\"model\":\"tiny\"," + USER + ",\"max_tokens\":1900,\"ignore_eos\":true,\"stream\":true}";

        /// A client that has read the first bytes of an answer and goes on listening.
        private Socket listening(String body) throws IOException {
            Socket socket = new Socket("127.0.0.1", server.port());
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        @Test
        void aClientThatHangsUpFreesItsPlace() throws IOException {
            Socket streaming = listening(ENDLESS);
            Socket waiting = listening(ENDLESS.replace("true,\"stream\":true", "true"));
            await(() -> server.active() == 2);
            streaming.close();
            waiting.close();
            await(() -> server.active() == 0);
            assertThat(server.written()).isLessThan(10_000_000);
        }

        @Test
        void whoFindsNoRoomIsToldWhenToComeAgain() throws IOException {
            List<Socket> clients = new ArrayList<>();
            try {
                // at once and unread, so that the room is full long before the first answer of 1,900 tokens ends
                for (int i = 0; i < 3 * (ROWS + QUEUE); i++) {
                    clients.add(listening(ENDLESS));
                }
                List<String> refusals = new ArrayList<>();
                for (Socket client : clients) {
                    client.setSoTimeout(60_000);
                    InputStream in = client.getInputStream();
                    if (new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 429")) {
                        refusals.add(readUntil(in, "rate_limit_exceeded"));
                    }
                }
                assertThat(refusals)
                        .isNotEmpty()
                        .allSatisfy(refusal -> assertThat(refusal).containsIgnoringCase("retry-after: 1\r\n"));
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
        }

        private static String readUntil(InputStream in, String end) throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf(end) < 0) {
                int next = in.read();
                assertThat(next)
                        .as("the answer ended before \"%s\": %s", end, read)
                        .isNotNegative();
                read.append((char) next);
            }
            return read.toString();
        }

        @Test
        void aThousandConnectionsAreBorne() throws IOException {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    sockets.add(listening("{\"model\":\"tiny\"," + USER + ",\"max_tokens\":2}"));
                }
                int served = 0;
                for (Socket socket : sockets) {
                    socket.setSoTimeout(60_000);
                    InputStream in = socket.getInputStream();
                    String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
                    assertThat(status).isIn("HTTP/1.1 200", "HTTP/1.1 429");
                    served += status.endsWith("200") ? 1 : 0;
                }
                assertThat(served).isPositive();
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            assertThat(send(request("/models").build()).statusCode()).isEqualTo(200);
        }
    }

    @Nested
    class Stopping {
        @Test
        void finishesWhatIsUnderWayAndRefusesTheRest() {
            try (ModelServer other = ModelServer.start(model, options(), LOG::add)) {
                URI chat = URI.create(other.url() + CHAT);
                String body =
                        "{\"model\":\"tiny\"," + USER + ",\"max_tokens\":300,\"ignore_eos\":true,\"stream\":true}";
                CompletableFuture<HttpResponse<String>> underWay = CLIENT.sendAsync(
                        HttpRequest.newBuilder(chat)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                await(() -> other.active() == 1);
                CompletableFuture<Boolean> drained =
                        CompletableFuture.supplyAsync(() -> other.drain(Duration.ofSeconds(60)));
                await(() -> send(HttpRequest.newBuilder(URI.create(other.url() + "/models"))
                                        .build())
                                .statusCode()
                        == 503);
                assertThat(drained.join()).isTrue();
                assertThat(events(underWay.join().body())).endsWith("[DONE]");
            }
        }
    }

    @Nested
    class Tokens {
        private static final String SECRET = "a-token-of-some-length";

        @Test
        void areAskedForBeyondLoopbackBeforeAnythingListens() {
            assertThatThrownBy(() -> options().at(new InetSocketAddress("0.0.0.0", 0), ""))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("PLUMBLINE_TOKEN");
            assertThatThrownBy(() -> options().at(new InetSocketAddress("127.0.0.1", 0), "short"))
                    .hasMessageContaining("16 or more");
        }

        @Test
        void openTheDoorAndNothingElseDoes() {
            ServeOptions guarded = options().at(new InetSocketAddress("127.0.0.1", 0), SECRET);
            try (ModelServer other = ModelServer.start(model, guarded, LOG::add)) {
                URI models = URI.create(other.url() + "/models");
                assertThat(send(HttpRequest.newBuilder(models).build()).statusCode())
                        .isEqualTo(401);
                assertThat(send(HttpRequest.newBuilder(models)
                                        .header("Authorization", "Bearer " + SECRET + "x")
                                        .build())
                                .statusCode())
                        .isEqualTo(401);
                assertThat(send(HttpRequest.newBuilder(models)
                                        .header("Authorization", "Bearer " + SECRET)
                                        .build())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
