package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.study.StageContext;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.data.Demonstration;
import dev.plumbline.train.data.DemonstrationData;
import dev.plumbline.train.data.DemonstrationFile;
import dev.plumbline.train.data.HeldOutSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Demonstrations as token rows for one model, some of them held out by prompt. Those that do not fit its context, or
/// hold no answer, are left out and counted: an answer is never cut.
///
/// @param train at least one row
/// @param heldOut none if nothing is held out
/// @param tooLong how many were left out
record Demonstrations(List<TokenRow> train, List<TokenRow> heldOut, int tooLong) {
    /// A file's.
    static Demonstrations ofFile(StageContext context, Path file, Tuning tuning, EvaluationOptions evaluation) {
        DemonstrationData data = DemonstrationFile.read(file);
        context.progress()
                .note(data.name() + ": " + data.format().shape() + ", "
                        + (data.demonstrations().size() + data.skippedLines().size()) + " records");
        List<TokenRow> rows = new ArrayList<>();
        int tooLong = 0;
        for (var located : data.demonstrations()) {
            Optional<TokenRow> row = row(located.value(), tuning.format(), tuning.room());
            row.ifPresent(rows::add);
            tooLong += row.isPresent() ? 0 : 1;
        }
        if (rows.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + ": none of its " + tooLong + " demonstrations fits the model's context of " + tuning.room()
                            + " tokens");
        }
        return split(rows, tooLong, context, evaluation);
    }

    /// Harbor's.
    static Demonstrations ofHarbor(
            StageContext context, List<Exchange> lessons, Tuning tuning, EvaluationOptions evaluation) {
        List<TokenRow> rows = new ArrayList<>();
        int tooLong = 0;
        for (Exchange lesson : lessons) {
            Optional<TokenRow> row =
                    Trainings.row(tuning.format(), lesson.example().prompt(), lesson.answer(), tuning.room());
            row.ifPresent(rows::add);
            tooLong += row.isPresent() ? 0 : 1;
        }
        return split(rows, tooLong, context, evaluation);
    }

    private static Demonstrations split(
            List<TokenRow> rows, int tooLong, StageContext context, EvaluationOptions evaluation) {
        HeldOutSplit<TokenRow> split = evaluation.split(rows, row -> Arrays.toString(prompt(row)), context.seed());
        return new Demonstrations(split.train(), split.heldOut(), tooLong);
    }

    /// A demonstration as tokens; nothing if it does not fit in `room` tokens or holds no answer.
    static Optional<TokenRow> row(Demonstration demonstration, ChatFormat format, int room) {
        return switch (demonstration) {
            case Demonstration.Answer answer -> Trainings.row(format, answer.prompt(), answer.completion(), room);
            case Demonstration.Dialogue dialogue -> {
                List<Message> messages = dialogue.conversation().messages();
                if (messages.isEmpty() || messages.getLast().role() != Role.ASSISTANT) {
                    yield Optional.empty();
                }
                Conversation before = new Conversation(messages.subList(0, messages.size() - 1));
                yield Trainings.row(format, before, messages.getLast().content(), room);
            }
            case Demonstration.PlainText text -> {
                int[] ids = format.tokenizer().encode(text.text(), true).ids();
                boolean[] learned = new boolean[ids.length];
                Arrays.fill(learned, true);
                yield ids.length < 2 || ids.length > room ? Optional.empty() : Optional.of(new TokenRow(ids, learned));
            }
        };
    }

    /// What stands before the first learned token; the whole row where all of it is learned.
    static int[] prompt(TokenRow row) {
        int[] ids = row.ids();
        int answer = row.targets();
        return answer >= ids.length - 1 ? ids : Arrays.copyOf(ids, ids.length - answer);
    }

    /// The prompts as tokens, held-out ones first; rows without one are left out.
    List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        List.of(heldOut, train)
                .forEach(rows -> rows.stream()
                        .filter(row -> row.targets() < row.ids().length - 1)
                        .forEach(row -> prompts.add(prompt(row))));
        return prompts;
    }

    /// What a reader must know of them.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("Learned from " + train.size() + " demonstrations"
                + (heldOut.isEmpty()
                        ? "."
                        : ", measured on " + heldOut.size() + " whose prompts were never trained on."));
        if (tooLong > 0) {
            notes.add(
                    tooLong + " demonstrations did not fit the model's context, or hold no answer, and were left out.");
        }
        return notes;
    }
}
