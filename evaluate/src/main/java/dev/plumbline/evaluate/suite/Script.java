package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.solve.Tool;
import dev.plumbline.evaluate.solve.ToolLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One conversation of a suite: lines of system, user and assistant; the model replies to each user line that
/// no written assistant line follows.
///
/// @param label by which measures name it
/// @param tools what the model may use before it answers; what they give back is made up
/// @param turns the most replies to one question, where there are tools
record Script(String label, List<Line> lines, List<MockTool> tools, int turns) {
    private static final long MOST_TOKENS = 20_000;
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /// A tool that only says that it worked.
    record MockTool(String name, String use, Template result) {
        Tool tool(Known known) {
            String given = result.filled(known);
            return Tool.of(name, use, input -> given);
        }
    }

    /// One line.
    record Line(Role role, Template text) {}

    Script {
        lines = List.copyOf(lines);
        tools = List.copyOf(tools);
        if (turns < 1) {
            throw YamlFile.bad("exchange " + label, "turns must be 1 or more, not " + turns);
        }
        if (lines.isEmpty() || lines.getLast().role() != Role.USER) {
            throw YamlFile.bad("exchange " + label, "must end with a line of the user");
        }
    }

    private boolean asks(int line) {
        return lines.get(line).role() == Role.USER
                && (line + 1 == lines.size() || lines.get(line + 1).role() != Role.ASSISTANT);
    }

    /// Holds the conversation with a model.
    Solution.Exchange play(Known known, Asker asker) {
        Conversation talk = new Conversation(List.of());
        List<Completion> replies = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            talk = talk.with(
                    new Message(lines.get(i).role(), lines.get(i).text().filled(known)));
            if (asks(i)) {
                Solution.Exchange answered = answered(talk, known, asker);
                replies.addAll(answered.replies());
                talk = answered.talk();
            }
        }
        return new Solution.Exchange(label, talk, replies);
    }

    private Solution.Exchange answered(Conversation talk, Known known, Asker asker) {
        if (tools.isEmpty()) {
            Completion reply = asker.ask(talk);
            return new Solution.Exchange(label, talk.with(Message.assistant(reply.text())), List.of(reply));
        }
        List<Tool> mocks = tools.stream().map(tool -> tool.tool(known)).toList();
        Sample<Known> asked = new Sample<>(label, talk, known);
        return new ToolLoop<Known>(mocks, turns, MOST_TOKENS, LONGEST)
                .solve(asked, asker)
                .exchanges()
                .getLast();
    }

    /// What has been said to the model, its own replies left out, each time it is asked.
    List<String> questions(Known known) {
        List<String> questions = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).role() != Role.ASSISTANT) {
                said.append(lines.get(i).role().label())
                        .append(':')
                        .append(lines.get(i).text().filled(known))
                        .append('\u0000');
            }
            if (asks(i)) {
                questions.add(said.toString());
            }
        }
        return questions;
    }

    /// All that is said up to the first question.
    Conversation opening(Known known) {
        Conversation talk = new Conversation(List.of());
        for (int i = 0; i < lines.size(); i++) {
            talk = talk.with(
                    new Message(lines.get(i).role(), lines.get(i).text().filled(known)));
            if (asks(i)) {
                return talk;
            }
        }
        return talk;
    }
}
