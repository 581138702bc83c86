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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Lets a model use tools until it answers without calling one, or a limit is reached. Works with every model:
/// a call is a line `CALL name: input`, which the system message explains; what comes back is the next message.
///
/// @param tools by distinct names
/// @param turns the most replies of the model
/// @param tokens the most tokens that it may write in all (a fourth of the characters where it does not count)
/// @param time the longest that all turns may take together
public record ToolLoop<T>(List<Tool> tools, int turns, long tokens, Duration time) implements Solver<T> {
    private static final Pattern CALL = Pattern.compile("(?m)^CALL ([A-Za-z0-9_]{1,60}+): ?+(.*+)$");
    private static final String OPENING = "You may use these tools:\n";
    private static final String RESULT = "RESULT ";
    private static final int MAX_INPUT = 100_000;
    private static final int MAX_RESULT = 20_000;

    public ToolLoop {
        tools = List.copyOf(tools);
        if (turns < 1 || tokens < 1 || time.isNegative() || time.isZero()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a tool loop's limits must be above 0");
        }
        if (tools.stream().map(Tool::name).distinct().count() != tools.size()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "two tools of a loop have one name");
        }
    }

    @Override
    public Solution solve(Sample<T> sample, Asker asker) {
        long end = System.nanoTime() + time.toNanos();
        long written = 0;
        Conversation talk = opened(sample.prompt());
        List<Completion> replies = new ArrayList<>();
        while (true) {
            Completion reply = asker.ask(talk);
            replies.add(reply);
            talk = talk.with(Message.assistant(reply.text()));
            written += reply.tokens() > 0 ? reply.tokens() : (reply.text().length() + 3) / 4;
            Optional<String> result = used(reply.text());
            boolean over = replies.size() >= turns || written >= tokens || System.nanoTime() - end >= 0;
            if (result.isEmpty() || over) {
                return Solution.of(Solution.ANSWER, talk, replies);
            }
            talk = talk.with(Message.user(result.get()));
        }
    }

    /// The tool that a reply calls, if it calls one: the first line `CALL name: …` counts.
    public static Optional<String> called(String reply) {
        Matcher call = CALL.matcher(reply);
        return call.find() ? Optional.of(call.group(1)) : Optional.empty();
    }

    /// Whether a message is this loop's own: its opening, or the result of a call.
    public static boolean isOwn(Message message) {
        return (message.role() == Role.SYSTEM && message.content().startsWith(OPENING))
                || (message.role() == Role.USER && message.content().startsWith(RESULT));
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

    /// The result of the first call in a reply; empty if it calls nothing.
    private Optional<String> used(String reply) {
        Matcher call = CALL.matcher(reply);
        if (!call.find()) {
            return Optional.empty();
        }
        String name = call.group(1);
        String input = call.group(2);
        for (Tool tool : tools) {
            if (tool.name().equals(name)) {
                return Optional.of(RESULT + name + ": " + result(tool, input));
            }
        }
        return Optional.of(RESULT + name + ": there is no such tool");
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
