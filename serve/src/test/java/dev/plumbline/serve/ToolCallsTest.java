package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Calls of functions in what a model wrote.
class ToolCallsTest {
    @Test
    void callsAreTakenOutOfTheText() {
        ToolCalls calls = ToolCalls.in("I look.\n<tool_call>\n{\"name\": \"measure\", \"arguments\": {\"wall\": 1}}\n"
                + "</tool_call>\n<tool_call>{\"name\":\"stop\",\"arguments\":{}}</tool_call>");

        assertThat(calls.text()).isEqualTo("I look.");
        assertThat(calls.calls()).hasSize(2);
        assertThat(calls.calls().getFirst().getKey()).isEqualTo("measure");
        assertThat(calls.calls().getFirst().getValue()).isEqualTo("{\"wall\":1}");
        assertThat(calls.json("x", true).get(1).get("id").asString()).isEqualTo("call_x_1");
    }

    @Test
    void whatIsNoCallStaysText() {
        for (String text : new String[] {
            "no call at all",
            "<tool_call>{\"name\": 3}</tool_call>",
            "<tool_call>not json</tool_call>",
            "<tool_call>{\"name\":\"open\",\"arguments\":{}}"
        }) {
            assertThat(ToolCalls.in(text)).isEqualTo(new ToolCalls(text, java.util.List.of()));
        }
    }
}
