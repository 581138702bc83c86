package dev.plumbline.train.reward;

import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A program of the user's that a policy acts in: the tool, user or game that answers its turns. It is started for
/// every turn of a batch, without a shell, and runs as the person who started the training. It reads one JSON object
/// a line, and writes one line for each, in their order: `{"content": "..."}`, what the policy is told next, with a
/// `role` of `user` (as it is without one) or `tool`; or `null`, which ends the answer.
///
/// It keeps nothing between turns: what it replies must follow from what it reads, so that a training that was stopped
/// goes on alike.
public final class EnvironmentProgram {
    private static final String FORM = "{\"content\": \"...\"} with a role of user or tool, or null to end the answer";

    private final LineProgram program;

    /// @param command program and arguments
    /// @param limit how long it may take for one turn of a batch
    public EnvironmentProgram(List<String> command, Duration limit) {
        this.program = new LineProgram("environment command", command, limit, "environment.limit");
    }

    /// What each record, a JSON object without line breaks, is told next; empty where the answer is complete.
    ///
    /// @throws PlumblineException ENDPOINT if the command cannot be started, ends with an error, takes too long, or
    /// writes anything else; the message holds the line and what it wrote to its error output
    public List<Optional<Message>> replies(List<String> records) {
        List<JsonNode> lines = program.ask(records, FORM);
        return IntStream.range(0, lines.size())
                .mapToObj(i -> reply(lines.get(i), i + 1))
                .toList();
    }

    private Optional<Message> reply(JsonNode line, int number) {
        if (line.isNull()) {
            return Optional.empty();
        }
        String content = line.path("content").asString("");
        String role = line.path("role").asString(Role.USER.label());
        boolean speaks = role.equals(Role.USER.label()) || role.equals(Role.TOOL.label());
        if (!line.isObject() || content.isEmpty() || !speaks) {
            throw program.bad(number, line, "is no reply; write " + FORM);
        }
        return Optional.of(new Message(Role.of(role), content));
    }
}
