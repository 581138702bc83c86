package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Objects;

/// All that was said about one sample: one exchange, or several where a solver asks more than once.
///
/// @param exchanges in the order in which they took place, at least one, with distinct labels; the last ends with the
/// answer
public record Solution(List<Exchange> exchanges) {
    /// The label of a solver's only exchange.
    public static final String ANSWER = "answer";

    /// One conversation with the model.
    ///
    /// @param label what it is for, such as `answer`, `pressed` or `vote 2`
    /// @param talk everything that was said, the model's replies included
    /// @param replies what the model wrote, in order, at least one
    public record Exchange(String label, Conversation talk, List<Completion> replies) {
        public Exchange {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(talk, "talk");
            replies = List.copyOf(replies);
            if (replies.isEmpty()) {
                throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "exchange " + label + " has no reply");
            }
        }

        /// The model's last reply.
        public Completion last() {
            return replies.getLast();
        }
    }

    public Solution {
        exchanges = List.copyOf(exchanges);
        if (exchanges.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a solution needs at least one exchange");
        }
        Task.requireDistinct(
                "a solution",
                "exchange",
                exchanges.stream().map(Exchange::label).toList());
    }

    /// One question, one answer.
    public static Solution of(Conversation prompt, Completion answer) {
        return of(ANSWER, prompt.with(Message.assistant(answer.text())), List.of(answer));
    }

    /// One exchange.
    public static Solution of(String label, Conversation talk, List<Completion> replies) {
        return new Solution(List.of(new Exchange(label, talk, replies)));
    }

    /// What is graded unless a scorer asks for more: the last reply of the last exchange.
    public Completion answer() {
        return exchanges.getLast().last();
    }

    /// The exchange of this label.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none, naming those that there are
    public Exchange exchange(String label) {
        return exchanges.stream()
                .filter(exchange -> exchange.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "no exchange \"" + label + "\"; there are "
                                + String.join(
                                        ", ",
                                        exchanges.stream().map(Exchange::label).toList())));
    }
}
