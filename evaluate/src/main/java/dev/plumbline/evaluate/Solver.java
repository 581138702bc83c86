package dev.plumbline.evaluate;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import java.util.function.UnaryOperator;

/// How a question is put to a model: as it stands, with examples, several times, in several turns.
///
/// A solver keeps nothing from one sample to the next and is used by many threads at once.
@FunctionalInterface
public interface Solver<T> {
    /// Puts one sample's question.
    ///
    /// @throws RuntimeException whatever the asker throws; the sample then has no answer
    Solution solve(Sample<T> sample, Asker asker);

    /// Asks once, as the sample stands.
    static <T> Solver<T> plain() {
        return new Plain<>();
    }

    /// The plain solver, which may be served in batches.
    record Plain<T>() implements Solver<T> {
        @Override
        public Solution solve(Sample<T> sample, Asker asker) {
            return Solution.of(sample.prompt(), asker.ask(sample.prompt()));
        }
    }

    /// This solver on a prompt that is changed first.
    default Solver<T> prompted(UnaryOperator<Conversation> change) {
        return (sample, asker) -> solve(
                new Sample<>(sample.id(), change.apply(sample.prompt()), sample.truth(), sample.cluster()), asker);
    }

    /// This solver after a system message.
    default Solver<T> told(String system) {
        return prompted(prompt -> {
            Conversation opened = Conversation.of(Message.system(system));
            for (Message message : prompt.messages()) {
                opened = opened.with(message);
            }
            return opened;
        });
    }
}
