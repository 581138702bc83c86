package dev.plumbline.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.LanguageModelContract;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.mock.Fault;
import dev.plumbline.model.mock.MockChat;
import dev.plumbline.model.mock.MockEndpoint;
import dev.plumbline.model.mock.MockReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpModelTest {
    private static final CompletionRequest REQUEST =
            new CompletionRequest(Conversation.ask("Why?"), Sampling.greedy(16), new Seed(1));

    @Nested
    class KeepsTheContract extends LanguageModelContract {
        private static final MockEndpoint ENDPOINT = MockEndpoint.start(new MockChat(
                body -> "seed " + body.path("seed").asInt(0) + " to " + MockChat.asked(body).length()));
        private static final HttpModel MODEL = new HttpModel(Endpoint.of(ENDPOINT.url() + "#m"), ApiKey.NONE);

        @Override
        protected LanguageModel model() {
            return MODEL;
        }

        @AfterAll
        static void close() {
            MODEL.close();
            ENDPOINT.close();
        }
    }

    @Nested
    class UnderFaults {
        private ModelFailure failure(Fault fault) {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            MockChat.always("Because."), 0, Duration.ZERO, Map.of(fault, 1.0), new Seed(1));
                    HttpModel model = new HttpModel(
                            Endpoint.of(endpoint.url() + "#m").within(Duration.ofMillis(300)), ApiKey.NONE)) {
                return catchThrowableOfType(ModelFailure.class, () -> model.complete(REQUEST));
            }
        }

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
        void eachFaultHasItsKind(Fault fault, ModelFailure.Kind kind) {
            ModelFailure failure = failure(fault);
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageStartingWith("127.0.0.1:");
        }

        @Test
        void aBusyEndpointSaysHowLongToWait() {
            assertThat(failure(Fault.BUSY).retryAfter()).contains(Duration.ofMillis(50));
        }

        @Test
        void aLieAboutTokensCountsAsUnknown() {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            MockChat.always("Because."), 0, Duration.ZERO, Map.of(Fault.LIE, 1.0), new Seed(1));
                    HttpModel model = new HttpModel(Endpoint.of(endpoint.url() + "#m"), ApiKey.NONE)) {
                Completion answer = model.complete(REQUEST);
                assertThat(answer.text()).isEqualTo("Because.");
                assertThat(answer.promptTokens()).isZero();
                assertThat(answer.tokens()).isZero();
            }
        }

        @Test
        void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
            String endless = "x".repeat(3 << 20);
            try (MockEndpoint endpoint = MockEndpoint.start(MockChat.always(endless));
                    HttpModel model = new HttpModel(
                            new Endpoint(
                                    Endpoint.of(endpoint.url() + "#m").base(),
                                    "m",
                                    Protocol.OPENAI,
                                    Duration.ofSeconds(5),
                                    1 << 20),
                            ApiKey.NONE)) {
                assertThat(catchThrowableOfType(ModelFailure.class, () -> model.complete(REQUEST))
                                .kind())
                        .isEqualTo(ModelFailure.Kind.TOO_LARGE);
            }
        }

        @Test
        void nobodyThereIsAFailureOfTheNetwork() {
            MockEndpoint gone = MockEndpoint.start(MockChat.always("x"));
            gone.close();
            try (HttpModel model = new HttpModel(Endpoint.of(gone.url() + "#m"), ApiKey.NONE)) {
                assertThat(catchThrowableOfType(ModelFailure.class, () -> model.complete(REQUEST))
                                .kind())
                        .isEqualTo(ModelFailure.Kind.NETWORK);
            }
        }
    }

    @Nested
    class Secrets {
        @Test
        void aKeyThatTheEndpointEchoesIsHidden() {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            asked -> MockReply.error(401, "bad key " + asked.headers().get("authorization")));
                    HttpModel model = new HttpModel(
                            Endpoint.of(endpoint.url() + "#m"), ApiKey.from(Map.of("K", "sk-123456"), "K"))) {
                assertThatThrownBy(() -> model.complete(REQUEST))
                        .hasMessageContaining("[key]")
                        .hasMessageNotContaining("sk-123456");
            }
        }

        @Test
        void aKeyIsNotSentReadableToAnotherMachine() {
            ApiKey key = ApiKey.from(Map.of("K", "sk-1"), "K");
            Endpoint open = Endpoint.of("http://example.org/v1#m");
            assertThatThrownBy(() -> new HttpModel(open, key))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("https");
            assertThat(key.toString()).doesNotContain("sk-1");
        }

        @Test
        void aVariableThatIsNotSetIsNamed() {
            assertThatThrownBy(() -> ApiKey.from(Map.of(), "MY_KEY")).hasMessageContaining("MY_KEY");
        }

        @Test
        void aRedirectIsNotFollowed() {
            AtomicInteger elsewhere = new AtomicInteger();
            try (MockEndpoint other = MockEndpoint.start(asked -> {
                        elsewhere.incrementAndGet();
                        return MockReply.json("{}");
                    });
                    MockEndpoint endpoint = MockEndpoint.start(
                            asked -> new MockReply(307, Map.of("Location", other.url()), ""));
                    HttpModel model = new HttpModel(Endpoint.of(endpoint.url() + "#m"), ApiKey.NONE)) {
                assertThatThrownBy(() -> model.complete(REQUEST)).hasMessageContaining("redirect");
            }
            assertThat(elsewhere).hasValue(0);
        }

        @Test
        void whatAnEndpointSaysCannotReachTheTerminal() {
            String hostile = "\\u001b[2J\\u0007<script>\\u202e";
            try (MockEndpoint endpoint =
                            MockEndpoint.start(asked -> new MockReply(400, Map.of(), "\u001b[31m" + hostile + "\r\n"));
                    HttpModel model = new HttpModel(Endpoint.of(endpoint.url() + "#m"), ApiKey.NONE)) {
                String message = catchThrowableOfType(ModelFailure.class, () -> model.complete(REQUEST))
                        .getMessage();
                assertThat(message.chars()).noneMatch(Character::isISOControl);
            }
        }
    }

    @Nested
    class Addresses {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://host/v1#m",
                    "http:///v1#m",
                    "http://user:pw@host/v1#m",
                    "http://host/v1?key=1#m",
                    "http://host/v1",
                    "http://ho st/v1#m"
                })
        void oneThatIsNoneIsRefusedWithoutItsSecrets(String address) {
            assertThatThrownBy(() -> Endpoint.of(address))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageNotContaining("pw")
                    .hasMessageNotContaining("key=1");
        }

        @Test
        void theProtocolFollowsTheAddress() {
            assertThat(List.of(
                            Endpoint.of("https://api.anthropic.com#m").protocol(),
                            Endpoint.of("https://generativelanguage.googleapis.com#m").protocol(),
                            Endpoint.of("http://localhost:11434#m").protocol(),
                            Endpoint.of("http://localhost:11434/v1#m").protocol(),
                            Endpoint.of("http://localhost:8000/v1#m").protocol()))
                    .containsExactly(
                            Protocol.ANTHROPIC, Protocol.GEMINI, Protocol.OLLAMA, Protocol.OPENAI, Protocol.OPENAI);
        }
    }
}
