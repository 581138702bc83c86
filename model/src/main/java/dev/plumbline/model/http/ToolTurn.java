package dev.plumbline.model.http;

import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A turn of a conversation as protocols with tools see it: something said, calls, or what they gave.
sealed interface ToolTurn {
    /// Something said, without tools.
    record Said(Message message) implements ToolTurn {}

    /// Calls, after a text that may be empty.
    record Called(String text, List<Call> calls) implements ToolTurn {}

    /// What the calls before gave, one result for each.
    record Given(List<Result> results) implements ToolTurn {}

    /// A call under an id that its result repeats.
    ///
    /// @param id nine letters and digits, which every known server takes
    record Call(String id, ToolCall call) {}

    /// What a call gave.
    record Result(Call call, String text) {}

    /// The turns of a request without its system messages where those are sent apart.
    static List<ToolTurn> of(CompletionRequest request, boolean withoutSystem) {
        List<Message> messages = request.conversation().messages();
        if (withoutSystem) {
            messages = Wire.withoutSystem(messages);
        }
        return request.tools().isEmpty()
                ? messages.stream().<ToolTurn>map(Said::new).toList()
                : new Reading().read(messages);
    }

    /// Pairs calls with the results that follow them.
    final class Reading {
        private final List<ToolTurn> turns = new ArrayList<>();
        private final List<Call> open = new ArrayList<>();
        private final List<Result> given = new ArrayList<>();
        private int calls;

        private List<ToolTurn> read(List<Message> messages) {
            for (Message message : messages) {
                if (!isResult(message)) {
                    settle();
                    say(message);
                }
            }
            settle();
            return turns;
        }

        private boolean isResult(Message message) {
            if (given.size() == open.size()) {
                return false;
            }
            Call next = open.get(given.size());
            Optional<String> text = next.call().resultIn(message);
            text.ifPresent(result -> given.add(new Result(next, result)));
            return text.isPresent();
        }

        /// Every call needs a result: those that a limit cut off have not run.
        private void settle() {
            while (given.size() < open.size()) {
                given.add(new Result(open.get(given.size()), "not run"));
            }
            if (!given.isEmpty()) {
                turns.add(new Given(List.copyOf(given)));
            }
            given.clear();
            open.clear();
        }

        private void say(Message message) {
            List<ToolCall> made = message.role() == Role.ASSISTANT ? ToolCall.in(message.content()) : List.of();
            if (made.isEmpty()) {
                turns.add(new Said(message));
                return;
            }
            made.forEach(call -> open.add(new Call(String.format(java.util.Locale.ROOT, "call%05d", calls++), call)));
            turns.add(new Called(ToolCall.without(message.content()), List.copyOf(open)));
        }
    }
}
