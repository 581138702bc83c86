package dev.plumbline.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ToolOffer;
import dev.plumbline.model.mock.MockEndpoint;
import dev.plumbline.model.mock.MockReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tools as each protocol writes them, in the form of the vendors' own documentation.
class ToolsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<ToolOffer> TOOLS =
            List.of(new ToolOffer("add", "adds two numbers"), new ToolOffer("say", "says something"));
    private static final Conversation TALK = Conversation.of(
            Message.system("Be short."),
            Message.user("What is 2 plus 2? RESULT add: 5"),
            Message.assistant("Let me see.\nCALL add: 2 2\nCALL say json: \"a\\nb\""),
            Message.user("RESULT add: 4"),
            Message.user("RESULT say: done"),
            Message.assistant("CALL add: 4 4"),
            Message.user("Never mind."));
    private static final CompletionRequest REQUEST =
            new CompletionRequest(TALK, Sampling.greedy(32), new Seed(7), TOOLS);

    private final List<JsonNode> seen = new ArrayList<>();

    private String ask(Protocol protocol, CompletionRequest request, MockReply reply) {
        try (MockEndpoint endpoint = MockEndpoint.start(asked -> {
                    seen.add(MAPPER.readTree(asked.body()));
                    return reply;
                });
                HttpModel model =
                        new HttpModel(ProtocolsTest.at(endpoint, protocol).offeredTools(true), ApiKey.NONE)) {
            return model.complete(request).text();
        }
    }

    private static JsonNode tree(String json) {
        return MAPPER.readTree(json.replace('\'', '"'));
    }

    @Test
    void openAiGetsFunctionsToolCallsAndMessagesOfTheToolRole() {
        String said = ask(
                Protocol.OPENAI,
                REQUEST,
                MockReply.json(
                        "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"x\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"input\\\":\\\"1 1\\\"}\"}},"
                                + "{\"id\":\"y\",\"function\":{\"name\":\"say\",\"arguments\":\"{\\\"input\\\":\\\"a\\\\nb\\\"}\"}}]},"
                                + "\"finish_reason\":\"tool_calls\"}]}"));

        assertThat(said).isEqualTo("CALL add: 1 1\nCALL say json: \"a\\nb\"");
        JsonNode sent = seen.getFirst();
        assertThat(sent.path("tools").path(0))
                .isEqualTo(
                        tree(
                                "{'type':'function','function':{'name':'add','description':'adds two numbers',"
                                        + "'parameters':{'type':'object','properties':{'input':{'type':'string'}},'required':['input']}}}"));
        assertThat(sent.path("messages")).isEqualTo(MAPPER.readTree("""
                        [{"role":"system","content":"Be short."},
                         {"role":"user","content":"What is 2 plus 2? RESULT add: 5"},
                         {"role":"assistant","content":"Let me see.","tool_calls":[
                           {"id":"call00000","type":"function","function":{"name":"add","arguments":"{\\"input\\":\\"2 2\\"}"}},
                           {"id":"call00001","type":"function","function":{"name":"say","arguments":"{\\"input\\":\\"a\\\\nb\\"}"}}]},
                         {"role":"tool","tool_call_id":"call00000","content":"4"},
                         {"role":"tool","tool_call_id":"call00001","content":"done"},
                         {"role":"assistant","content":"","tool_calls":[
                           {"id":"call00002","type":"function","function":{"name":"add","arguments":"{\\"input\\":\\"4 4\\"}"}}]},
                         {"role":"tool","tool_call_id":"call00002","content":"not run"},
                         {"role":"user","content":"Never mind."}]"""));
    }

    @Test
    void ollamaGetsArgumentsAsAnObject() {
        String said = ask(
                Protocol.OLLAMA,
                REQUEST,
                MockReply.json("{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":"
                        + "{\"name\":\"add\",\"arguments\":{\"input\":\"1 1\"}}}]},\"done\":true}"));

        assertThat(said).isEqualTo("CALL add: 1 1");
        JsonNode call =
                seen.getFirst().path("messages").path(2).path("tool_calls").path(0);
        assertThat(call.path("function").path("arguments")).isEqualTo(tree("{'input':'2 2'}"));
        assertThat(seen.getFirst().path("messages").path(3))
                .isEqualTo(tree("{'role':'tool','tool_name':'add','content':'4'}"));
    }

    @Test
    void anthropicGetsBlocksOfToolUseAndAllResultsInOneMessage() {
        String said = ask(
                Protocol.ANTHROPIC,
                REQUEST,
                MockReply.json("{\"content\":[{\"type\":\"text\",\"text\":\"Hm.\"},{\"type\":\"tool_use\",\"id\":\"x\","
                        + "\"name\":\"add\",\"input\":{\"input\":\"1 1\"}}],\"stop_reason\":\"tool_use\"}"));

        assertThat(said).isEqualTo("Hm.\nCALL add: 1 1");
        JsonNode sent = seen.getFirst();
        assertThat(sent.path("tools").path(1).path("input_schema").path("required"))
                .isEqualTo(tree("['input']"));
        assertThat(sent.path("messages").path(1))
                .isEqualTo(tree("{'role':'assistant','content':[{'type':'text','text':'Let me see.'},"
                        + "{'type':'tool_use','id':'call00000','name':'add','input':{'input':'2 2'}},"
                        + "{'type':'tool_use','id':'call00001','name':'say','input':{'input':'a\\nb'}}]}"));
        assertThat(sent.path("messages").path(2))
                .isEqualTo(tree("{'role':'user','content':["
                        + "{'type':'tool_result','tool_use_id':'call00000','content':'4'},"
                        + "{'type':'tool_result','tool_use_id':'call00001','content':'done'}]}"));
        assertThat(sent.path("messages").path(3).path("content").size()).isEqualTo(1);
    }

    @Test
    void geminiGetsFunctionCallsAndResponses() {
        String said = ask(
                Protocol.GEMINI,
                REQUEST,
                MockReply.json("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"add\","
                        + "\"args\":{\"input\":\"1 1\"}}}]},\"finishReason\":\"STOP\"}]}"));

        assertThat(said).isEqualTo("CALL add: 1 1");
        JsonNode sent = seen.getFirst();
        assertThat(sent.path("tools").path(0).path("functionDeclarations").size())
                .isEqualTo(2);
        assertThat(sent.path("contents").path(1).path("parts").path(1).path("functionCall"))
                .isEqualTo(tree("{'name':'add','args':{'input':'2 2'}}"));
        assertThat(sent.path("contents").path(2).path("parts").path(1).path("functionResponse"))
                .isEqualTo(tree("{'name':'say','response':{'result':'done'}}"));
    }

    @Test
    void withoutToolsTheSameTalkIsPlainText() {
        CompletionRequest plain = new CompletionRequest(TALK, Sampling.greedy(32), new Seed(7));
        String reply = "{\"choices\":[{\"message\":{\"content\":\"ok\"}}]}";
        assertThat(ask(Protocol.OPENAI, plain, MockReply.json(reply))).isEqualTo("ok");
        assertThat(seen.getFirst().has("tools")).isFalse();
        assertThat(seen.getFirst().path("messages").path(3).path("content").asString(""))
                .isEqualTo("RESULT add: 4");
    }

    @Test
    void areOfferedUnaskedOnlyAtTheVendorsOwnHosts() {
        assertThat(Endpoint.of("https://api.openai.com/v1#m").takesTools()).isTrue();
        assertThat(Endpoint.of("https://api.anthropic.com#m").takesTools()).isTrue();
        assertThat(Endpoint.of("https://generativelanguage.googleapis.com#m").takesTools())
                .isTrue();
        assertThat(Endpoint.of("http://localhost:8000/v1#m").takesTools()).isFalse();
        Endpoint completions = Endpoint.of("http://localhost:8000/v1#m").speaking(Protocol.COMPLETIONS);
        assertThatThrownBy(() -> completions.offeredTools(true)).hasMessageContaining("explained as text");
    }

    @Test
    void thatAreRefusedAreNamedInTheError() {
        MockReply refusal = MockReply.error(400, "this model does not support tools");
        assertThatThrownBy(() -> ask(Protocol.OPENAI, REQUEST, refusal))
                .isInstanceOf(ModelFailure.class)
                .hasMessageContaining("have them explained as text");
        Endpoint plain = Endpoint.of("http://127.0.0.1:1/v1#m");
        try (HttpModel model = new HttpModel(plain, ApiKey.NONE)) {
            assertThatThrownBy(() -> model.complete(REQUEST))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("explain them in the conversation");
        }
    }
}
