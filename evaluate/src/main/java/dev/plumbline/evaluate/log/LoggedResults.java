package dev.plumbline.evaluate.log;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.TaskResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The samples of a log as results: every one of them, with its cluster, what is known about it, and why it has
/// no value where it has none. Answers stay in the file until someone asks for one.
public final class LoggedResults {
    private LoggedResults() {}

    /// One result for each task of the log that has samples.
    ///
    /// @throws dev.plumbline.core.PlumblineException MISSING_FILE if there is no such file, BAD_DATA if it is
    /// no log
    public static List<TaskResult<Map<String, String>>> read(Path log) {
        LogHeader header = RunLog.header(log);
        Map<String, List<Outcome<Map<String, String>>>> outcomes = new LinkedHashMap<>();
        RunLog.each(
                log,
                (record, place) -> outcomes.computeIfAbsent(record.task(), any -> new ArrayList<>())
                        .add(outcome(log, record, place)));
        return header.tasks().stream()
                .map(task -> new TaskResult<>(
                        task.name(),
                        header.model(),
                        task.measures(),
                        outcomes.getOrDefault(task.name(), List.of()),
                        header.watched()))
                .filter(result -> !result.outcomes().isEmpty())
                .toList();
    }

    private static Outcome<Map<String, String>> outcome(Path log, LogRecord record, AppendedFile.Place place) {
        Sample<Map<String, String>> sample =
                new Sample<>(record.named(), prompt(record.solution(), record.id()), record.known(), record.cluster());
        return record.solution().isEmpty() && record.score() instanceof Score.Missing missing
                ? new Outcome.Unanswered<>(sample, missing)
                : new Outcome.Logged<>(sample, record.score(), RunLog.reading(log, place));
    }

    /// What was said up to the model's first reply; the id where nothing was answered, since the log then has
    /// no words.
    private static Conversation prompt(Optional<Solution> solution, String id) {
        if (solution.isEmpty()) {
            return Conversation.ask(id);
        }
        List<Message> said = new ArrayList<>();
        Solution.Exchange last = solution.get().exchanges().getLast();
        for (Message message : last.talk().messages()) {
            if (message.role() == Role.ASSISTANT
                    && !said.isEmpty()
                    && said.getLast().role() == Role.USER) {
                break;
            }
            said.add(message);
        }
        return new Conversation(said);
    }
}
