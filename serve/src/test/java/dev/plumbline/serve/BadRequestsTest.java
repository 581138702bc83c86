package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Requests that are refused, each with a status and the reason.
@Timeout(120)
class BadRequestsTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

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
        HttpResponse<String> response = SERVER.post(RunningServer.CHAT, body.replace("MESSAGES", RunningServer.USER));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = RunningServer.json(response.body()).get("error");
        assertThat(error.get("message").asString() + error.get("param")).contains(told);
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.has("code")).isTrue();
    }

    @Test
    void aPromptLongerThanTheContextIsRefused() {
        String long_ = "wall ".repeat(TinyModel.CONTEXT);
        HttpResponse<String> response =
                SERVER.post("/completions", "{\"model\":\"tiny\",\"prompt\":\"" + long_ + "\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("this model takes 1 to");
    }

    @Test
    void jsonNestedWithoutEndOrOfBytesThatAreNoTextIsRefused() {
        HttpResponse<String> nested = SERVER.post(RunningServer.CHAT, "[".repeat(100_000));
        HttpRequest bytes = SERVER.request(RunningServer.CHAT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', '}'}))
                .build();

        assertThat(nested.statusCode()).isEqualTo(400);
        assertThat(RunningServer.json(nested.body()).at("/error/message").asString())
                .isNotEmpty();
        assertThat(SERVER.send(bytes).statusCode()).isEqualTo(400);
        assertThat(SERVER.send(SERVER.request("/models").build()).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyOfTenMegabytesIsRefusedAndTheClientLearnsWhy() {
        HttpResponse<String> response = SERVER.post(RunningServer.CHAT, "{\"model\":\"" + "x".repeat(10 << 20) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(RunningServer.json(response.body()).get("error").get("code").asString())
                .isEqualTo("request_too_large");
    }

    @Test
    void wrongMethodsPathsTypesAndHostsAreRefused() throws IOException {
        assertThat(SERVER.send(SERVER.request(RunningServer.CHAT).build()).statusCode())
                .isEqualTo(405);
        assertThat(SERVER.post("/nothing", "{}").statusCode()).isEqualTo(404);
        HttpRequest plain = HttpRequest.newBuilder(URI.create(SERVER.server().url() + RunningServer.CHAT))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(SERVER.send(plain).statusCode()).isEqualTo(415);
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", SERVER.server().port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
