package dev.plumbline.evaluate.solve;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.ScoresText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The usual ways to put a question. Those that change the prompt can be put before any other: `Solvers.fewShot(…)`,
/// `Solvers.chainOfThought()` give a solver, and [Solver#told] and [Solver#prompted] wrap one.
public final class Solvers {
    private Solvers() {}

    /// One worked example.
    public record Example(String question, String answer) {}

    /// Asks once, after examples in turns of their own and after any system message.
    public static <T> Solver<T> fewShot(List<Example> examples) {
        List<Message> shots = new ArrayList<>();
        for (Example example : examples) {
            shots.add(Message.user(example.question()));
            shots.add(Message.assistant(example.answer()));
        }
        return Solver.<T>plain().prompted(prompt -> {
            List<Message> messages = new ArrayList<>(prompt.messages());
            int from = 0;
            while (from < messages.size() && messages.get(from).role() == Role.SYSTEM) {
                from++;
            }
            messages.addAll(from, shots);
            return new Conversation(messages);
        });
    }

    /// Asks once for steps and, on a last line, `ANSWER: …`, which the scorers read first.
    public static <T> Solver<T> chainOfThought() {
        return Solver.<T>plain()
                .prompted(prompt -> appended(
                        prompt,
                        "Think step by step. End with one line that reads \"ANSWER: \" and then the answer alone."));
    }

    /// Asks several times and gives the answer that most draws agree on; of equally frequent ones, the one that came
    /// first.
    /// What cannot be read has no vote; if nothing can, the first draw is the answer (Wang and others,
    /// "Self-consistency improves chain of thought reasoning in language models", 2022).
    ///
    /// @param draws at least 2; the task's temperature should be above 0
    /// @param read what a draw says, such as its final answer
    public static <T> Solver<T> majority(Solver<T> solver, int draws, Function<String, Optional<String>> read) {
        if (draws < 2) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a majority needs 2 draws or more, not " + draws);
        }
        return (sample, asker) -> {
            List<Solution.Exchange> all = new ArrayList<>();
            Map<String, Integer> votes = new LinkedHashMap<>();
            Map<String, Solution.Exchange> first = new LinkedHashMap<>();
            for (int i = 1; i <= draws; i++) {
                Solution.Exchange drawn =
                        solver.solve(sample, asker).exchanges().getLast();
                Solution.Exchange vote = new Solution.Exchange("vote " + i, drawn.talk(), drawn.replies());
                all.add(vote);
                read.apply(drawn.last().text()).ifPresent(said -> {
                    votes.merge(said, 1, Integer::sum);
                    first.putIfAbsent(said, vote);
                });
            }
            Solution.Exchange winner = all.getFirst();
            int most = 0;
            for (Map.Entry<String, Integer> entry : votes.entrySet()) {
                if (entry.getValue() > most) {
                    most = entry.getValue();
                    winner = first.getOrDefault(entry.getKey(), winner);
                }
            }
            all.add(new Solution.Exchange(Solution.ANSWER, winner.talk(), winner.replies()));
            return new Solution(all);
        };
    }

    /// Asks, asks for criticism of the answer, and asks for a better one.
    public static <T> Solver<T> selfCritique() {
        return script(List.of(
                "Criticise your answer: what in it is wrong, missing or unclear?",
                "Now answer the first question again, better. Give the answer alone."));
    }

    /// Asks, then says each line in turn, and gives the last reply.
    public static <T> Solver<T> script(List<String> lines) {
        return (sample, asker) -> {
            List<Completion> replies = new ArrayList<>();
            Completion reply = asker.ask(sample.prompt());
            replies.add(reply);
            Conversation talk = sample.prompt().with(Message.assistant(reply.text()));
            for (String line : lines) {
                talk = talk.with(Message.user(line));
                reply = asker.ask(talk);
                replies.add(reply);
                talk = talk.with(Message.assistant(reply.text()));
            }
            return Solution.of(Solution.ANSWER, talk, replies);
        };
    }

    /// Takes the answer that the model finds likeliest among a few, by log-probability, without letting it write.
    ///
    /// @param answers of a sample, such as ` A` and ` B`; blanks around the chosen one are dropped
    /// @throws PlumblineException when solving, BAD_ARGUMENT if the model tells no log-probabilities
    public static <T> Solver<T> likeliest(Function<T, List<String>> answers) {
        return (sample, asker) -> {
            List<String> choices = answers.apply(sample.truth());
            double[] ranks = ranking(asker.model()).rank(sample.prompt(), choices);
            int best = 0;
            for (int i = 1; i < ranks.length; i++) {
                best = ranks[i] > ranks[best] ? i : best;
            }
            if (ranks[best] == Double.NEGATIVE_INFINITY) {
                throw new PlumblineException(
                        ErrorCode.ENDPOINT,
                        asker.model().name() + ": none of " + choices
                                + " is among the likeliest first tokens; offer answers of one letter, or score the text");
            }
            Completion chosen = new Completion(choices.get(best).strip(), FinishReason.STOP, 0, 0);
            return Solution.of(sample.prompt(), chosen);
        };
    }

    private static RanksAnswers ranking(dev.plumbline.model.LanguageModel model) {
        return switch (model) {
            case RanksAnswers ranks -> ranks;
            case ScoresText scores -> RanksAnswers.by(scores);
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        model.name() + " tells no log-probabilities; score the answer's text instead");
        };
    }

    /// The prompt with a paragraph added to its last message.
    static Conversation appended(Conversation prompt, String paragraph) {
        List<Message> messages = new ArrayList<>(prompt.messages());
        Message last = messages.removeLast();
        messages.add(new Message(last.role(), last.content() + "\n\n" + paragraph));
        return new Conversation(messages);
    }
}
