package dev.plumbline.evaluate.solve;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.model.ToolCall;
import dev.plumbline.model.ToolOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Lets a model use tools until it answers without calling one, or a limit is reached.
///
/// A model that takes tools in its own way is offered them so; to any other the system message explains that a call
/// is a line `CALL name: input`. Either way the transcript holds calls and results as [ToolCall] writes them.
///
/// @param tools by distinct names
/// @param turns the most replies of the model
/// @param tokens the most tokens that it may write in all (a fourth of the characters where it does not count)
/// @param time the longest that all turns may take together
public record ToolLoop<T>(List<Tool> tools, int turns, long tokens, Duration time) implements Solver<T> {
    private static final String OPENING = "You may use these tools:\n";
    private static final int MAX_CALLS = 16;
    private static final int MAX_INPUT = 100_000;
    private static final int MAX_RESULT = 20_000;

    public ToolLoop {
        tools = List.copyOf(tools);
        List<String> names = offers(tools).stream().map(ToolOffer::name).toList();
        if (turns < 1 || tokens < 1 || time.isNegative() || time.isZero()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a tool loop's limits must be above 0");
        }
        if (names.stream().distinct().count() != names.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "two tools of a loop have one name; give each its own");
        }
    }

    @Override
    public Solution solve(Sample<T> sample, Asker asker) {
        long end = System.nanoTime() + time.toNanos();
        boolean offered = asker.model().takesTools();
        List<ToolOffer> offers = offered ? offers(tools) : List.of();
        long written = 0;
        Conversation talk = offered ? sample.prompt() : opened(sample.prompt());
        List<Completion> replies = new ArrayList<>();
        while (true) {
            Completion reply = asker.ask(talk, offers);
            replies.add(reply);
            talk = talk.with(Message.assistant(reply.text()));
            written += reply.tokens() > 0 ? reply.tokens() : (reply.text().length() + 3) / 4;
            List<ToolCall> calls = ToolCall.in(reply.text());
            boolean over = replies.size() >= turns || written >= tokens || System.nanoTime() - end >= 0;
            if (calls.isEmpty() || over) {
                return Solution.of(Solution.ANSWER, talk, replies);
            }
            talk = told(talk, calls, offered);
        }
    }

    /// The tools that a reply calls, in order; words about a call are none.
    public static List<String> called(String reply) {
        return ToolCall.in(reply).stream().map(ToolCall::name).toList();
    }

    /// Whether a message is this loop's own: its opening, or the result of a call.
    public static boolean isOwn(Message message) {
        return (message.role() == Role.SYSTEM && message.content().startsWith(OPENING)) || ToolCall.isResult(message);
    }

    private static List<ToolOffer> offers(List<Tool> tools) {
        return tools.stream()
                .map(tool -> new ToolOffer(tool.name(), tool.use()))
                .toList();
    }

    private Conversation opened(Conversation prompt) {
        String list = tools.stream()
                .map(tool -> "- " + tool.name() + ": " + tool.use())
                .collect(Collectors.joining("\n"));
        Conversation opened = Conversation.of(Message.system(OPENING + list
                + "\n\nTo use one, write a line of this form and nothing after it:\nCALL name: input\n"
                + "You will be shown the result. When you need no more, answer without such a line."));
        for (Message message : prompt.messages()) {
            opened = opened.with(message);
        }
        return opened;
    }

    /// The conversation with what the calls gave: a message each where tools were offered, else one for all, since
    /// many chat templates want turns to alternate.
    private Conversation told(Conversation talk, List<ToolCall> calls, boolean offered) {
        List<Message> results = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            String text = i < MAX_CALLS ? result(calls.get(i)) : "not run: too many calls at once";
            results.add(calls.get(i).result(text));
        }
        if (!offered) {
            return talk.with(Message.user(results.stream().map(Message::content).collect(Collectors.joining("\n"))));
        }
        Conversation told = talk;
        for (Message result : results) {
            told = told.with(result);
        }
        return told;
    }

    private String result(ToolCall call) {
        return tools.stream()
                .filter(tool -> tool.name().equals(call.name()))
                .findFirst()
                .map(tool -> result(tool, call.input()))
                .orElse("there is no such tool");
    }

    private static String result(Tool tool, String input) {
        if (input.length() > MAX_INPUT) {
            return "the input is too long";
        }
        try {
            String said = tool.call(input);
            return said.length() <= MAX_RESULT ? said : said.substring(0, MAX_RESULT) + " [cut]";
        } catch (PlumblineException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return "the tool failed";
        } catch (RuntimeException e) {
            return "the tool failed";
        }
    }
}
