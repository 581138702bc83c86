package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds what two conversations share, and what each answers to it.
final class CommonPrompt {
    /// What came of a pair of conversations.
    sealed interface Outcome {
        record Answers(Conversation prompt, String chosen, String rejected, Set<Repair> repairs) implements Outcome {}

        record Skip(SkipReason reason) implements Outcome {}
    }

    private CommonPrompt() {}

    /// The prompt is the longest common run of leading messages that leaves an answer on both sides and, past the first
    /// `given` messages, does not end within a run of assistant turns; what is left must be assistant turns alone.
    ///
    /// @param given how many leading messages are known to be the prompt; 0 if none are
    /// @param joint what to put between assistant turns that are joined to one answer
    static Outcome of(List<Message> chosen, List<Message> rejected, int given, String joint) {
        Set<Repair> repairs = EnumSet.noneOf(Repair.class);
        List<Message> left = untilLastAnswer(chosen, given, repairs);
        List<Message> right = untilLastAnswer(rejected, given, repairs);
        if (left.size() <= given || right.size() <= given) {
            return new Outcome.Skip(SkipReason.NO_ANSWER);
        }
        int shared = Math.max(given, sharedTurns(left, right));
        while (shared > given && left.get(shared - 1).role() == Role.ASSISTANT) {
            shared--;
        }
        List<Message> leftAnswer = left.subList(shared, left.size());
        List<Message> rightAnswer = right.subList(shared, right.size());
        if (!allAssistant(leftAnswer) || !allAssistant(rightAnswer)) {
            return new Outcome.Skip(SkipReason.DIFFERENT_CONTEXT);
        }
        if (leftAnswer.size() > 1 || rightAnswer.size() > 1) {
            repairs.add(Repair.TURNS_JOINED);
        }
        return new Outcome.Answers(
                new Conversation(left.subList(0, shared)),
                joined(leftAnswer, joint),
                joined(rightAnswer, joint),
                repairs);
    }

    private static List<Message> untilLastAnswer(List<Message> turns, int given, Set<Repair> repairs) {
        int end = turns.size();
        while (end > given && turns.get(end - 1).role() != Role.ASSISTANT) {
            end--;
        }
        if (end < turns.size() && end > given) {
            repairs.add(Repair.TRAILING_TURN_DROPPED);
        }
        return turns.subList(0, end);
    }

    private static int sharedTurns(List<Message> left, List<Message> right) {
        int most = Math.min(left.size(), right.size()) - 1;
        int shared = 0;
        while (shared < most && left.get(shared).equals(right.get(shared))) {
            shared++;
        }
        return shared;
    }

    private static boolean allAssistant(List<Message> turns) {
        return turns.stream().allMatch(turn -> turn.role() == Role.ASSISTANT);
    }

    private static String joined(List<Message> answer, String joint) {
        return answer.stream().map(Message::content).collect(Collectors.joining(joint));
    }
}
