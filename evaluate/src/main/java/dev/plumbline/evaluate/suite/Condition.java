package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Completion;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.judge.RefusalDetector;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.evaluate.solve.ToolLoop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Something that holds of a reply, does not hold, or cannot be read from it.
///
/// @param reply the exchange that is looked at
/// @param turn which of its replies, from 1; 0 for the last
/// @param test what is asked about it
record Condition(String reply, int turn, Test test) {
    /// What a condition comes to.
    enum Truth {
        YES,
        NO,
        UNREADABLE;

        static Truth of(boolean holds) {
            return holds ? YES : NO;
        }

        Truth not() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case UNREADABLE -> UNREADABLE;
            };
        }
    }

    /// A question about one reply.
    sealed interface Test {
        /// Whether the line after `ANSWER:` is this; unreadable without such a line.
        record Answers(Template text, boolean not) implements Test {}

        /// Whether the letter that is chosen is this; unreadable without a single one.
        record Chooses(Template letter, boolean not) implements Test {}

        /// Whether the words of any of these texts occur.
        record Says(List<Template> texts, boolean not) implements Test {}

        /// Whether the reply declines, see [RefusalDetector].
        record Declines(boolean not) implements Test {}

        /// Whether the confidence that is stated is at least this; unreadable if none is.
        record Confident(double least) implements Test {}

        /// Whether the number that the reply ends with is at least this; unreadable if there is none.
        record AtLeast(double least) implements Test {}

        /// Whether any reply of the exchange calls one of these tools, by a line `CALL name: …` as [ToolLoop]
        /// reads it; words about a call are none.
        record Calls(List<String> names, boolean not) implements Test {
            public Calls {
                names = List.copyOf(names);
            }
        }

        /// Whether the final answers of these exchanges have a semantic entropy of at least this, in nats;
        /// unreadable without all of them.
        record Scatters(List<String> replies, double least) implements Test {
            public Scatters {
                replies = List.copyOf(replies);
            }
        }

        /// Whether the final answer is the same as in another exchange; unreadable without both.
        record SameAs(String other, boolean not) implements Test {}
    }

    Truth of(Solution solution, Known known) {
        String text = text(solution, reply, turn);
        return switch (test) {
            case Test.Answers answers -> {
                Optional<String> said = Reading.finalAnswer(text);
                String wanted = Reading.normal(answers.text().filled(known));
                yield said.isEmpty()
                        ? Truth.UNREADABLE
                        : turned(Truth.of(Reading.normal(said.get()).equals(wanted)), answers.not());
            }
            case Test.Chooses chooses -> {
                Optional<String> letter = Reading.choice(text, 26);
                yield letter.isEmpty()
                        ? Truth.UNREADABLE
                        : turned(Truth.of(letter.get().equals(chooses.letter().filled(known))), chooses.not());
            }
            case Test.Says says ->
                turned(
                        Truth.of(says.texts().stream().anyMatch(one -> Reading.says(text, one.filled(known)))),
                        says.not());
            case Test.Declines declines -> turned(Truth.of(RefusalDetector.refuses(text)), declines.not());
            case Test.Confident confident -> least(Reading.confidence(text), confident.least());
            case Test.AtLeast atLeast -> least(Reading.number(text), atLeast.least());
            case Test.Calls calls ->
                turned(
                        Truth.of(solution.exchange(reply).replies().stream()
                                .flatMap(one -> ToolLoop.called(one.text()).stream())
                                .anyMatch(calls.names()::contains)),
                        calls.not());
            case Test.Scatters scatters ->
                least(new Value.Entropy(scatters.replies()).of(solution, known), scatters.least());
            case Test.SameAs same -> {
                Optional<String> here = Reading.finalAnswer(text);
                Optional<String> there = Reading.finalAnswer(text(solution, same.other(), 0));
                yield here.isEmpty() || there.isEmpty()
                        ? Truth.UNREADABLE
                        : turned(Truth.of(answerKey(here.get()).equals(answerKey(there.get()))), same.not());
            }
        };
    }

    /// A letter in brackets is the letter; words are compared as words. A bare `A` is no article here.
    private static String answerKey(String answer) {
        String bare = answer.replaceAll("[().]", "").strip();
        return bare.length() == 1 ? bare : Reading.normal(answer);
    }

    private static Truth turned(Truth truth, boolean not) {
        return not ? truth.not() : truth;
    }

    private static Truth least(OptionalDouble value, double least) {
        return value.isEmpty() ? Truth.UNREADABLE : Truth.of(value.getAsDouble() >= least);
    }

    private static String text(Solution solution, String label, int turn) {
        List<Completion> replies = solution.exchange(label).replies();
        return (turn == 0 ? replies.getLast() : replies.get(turn - 1)).text();
    }

    /// Whether all hold: no if one does not, whatever else cannot be read.
    static Truth all(List<Condition> conditions, Solution solution, Known known) {
        Truth all = Truth.YES;
        for (Condition condition : conditions) {
            Truth one = condition.of(solution, known);
            if (one == Truth.NO) {
                return Truth.NO;
            }
            all = one == Truth.UNREADABLE ? Truth.UNREADABLE : all;
        }
        return all;
    }

    /// Whether any holds: yes if one does, whatever else cannot be read.
    static Truth any(List<Condition> conditions, Solution solution, Known known) {
        Truth any = Truth.NO;
        for (Condition condition : conditions) {
            Truth one = condition.of(solution, known);
            if (one == Truth.YES) {
                return Truth.YES;
            }
            any = one == Truth.UNREADABLE ? Truth.UNREADABLE : any;
        }
        return any;
    }
}
