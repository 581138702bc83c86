package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.evaluate.score.SemanticEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What one measure makes of all that was said about a sample.
sealed interface Value {
    /// The measure, with its scale.
    Measure measure(String name);

    /// Empty where a reply is not in the form that was asked for.
    OptionalDouble of(Solution solution, Known known);

    /// 1 if all conditions hold, or any of them; else 0.
    record Counts(List<Condition> conditions, boolean any) implements Value {
        public Counts {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Measure measure(String name) {
            return Measure.rate(name);
        }

        @Override
        public OptionalDouble of(Solution solution, Known known) {
            Condition.Truth holds =
                    any ? Condition.any(conditions, solution, known) : Condition.all(conditions, solution, known);
            return switch (holds) {
                case YES -> OptionalDouble.of(1);
                case NO -> OptionalDouble.of(0);
                case UNREADABLE -> OptionalDouble.empty();
            };
        }
    }

    /// The semantic entropy of the final answers of several exchanges, in nats.
    record Entropy(List<String> replies) implements Value {
        public Entropy {
            replies = List.copyOf(replies);
        }

        @Override
        public Measure measure(String name) {
            return Measure.bounded(name, 0, Math.nextUp(Math.log(replies.size())));
        }

        @Override
        public OptionalDouble of(Solution solution, Known known) {
            List<String> answers = new ArrayList<>();
            for (String reply : replies) {
                Optional<String> answer =
                        Reading.finalAnswer(solution.exchange(reply).last().text());
                if (answer.isEmpty()) {
                    return OptionalDouble.empty();
                }
                answers.add(answer.get());
            }
            return OptionalDouble.of(SemanticEntropy.ofWords(answers));
        }
    }

    /// How many words the last reply of an exchange has: the baseline that a detector must beat.
    record Words(String reply) implements Value {
        @Override
        public Measure measure(String name) {
            return Measure.unbounded(name);
        }

        @Override
        public OptionalDouble of(Solution solution, Known known) {
            return OptionalDouble.of(
                    Reading.words(solution.exchange(reply).last().text()).size());
        }
    }
}
