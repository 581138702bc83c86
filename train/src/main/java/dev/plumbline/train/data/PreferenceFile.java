package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a preference file: JSONL, plain or gzip-packed, in any form of [PreferenceFormat], which is found out
/// from the first record and must hold for all. An optional `margin` says by how much the chosen answer was
/// better. Other keys are ignored.
///
/// The file is streamed; memory holds the preferences and one line.
public final class PreferenceFile {
    private static final String NEEDS_ALL = "a preference needs \"prompt\", \"chosen\" and \"rejected\"";
    private static final String NEEDS_ANSWERS =
            "a preference needs \"chosen\" and \"rejected\", and \"prompt\" unless both begin with it";

    private final List<Located<Preference>> pairs = new ArrayList<>();
    private final List<PreferenceData.Skipped> skipped = new ArrayList<>();
    private final Map<Repair, Integer> repairs = new EnumMap<>(Repair.class);
    private @Nullable PreferenceFormat format;
    private int firstLine;

    private PreferenceFile() {}

    /// Whether the first record of a file is a preference's.
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be read, BAD_DATA if it has no first record
    public static boolean recognises(Path path) {
        return FirstRecord.has(path, "chosen") || FirstRecord.has(path, "rejected");
    }

    /// Reads within [ReadLimits#DEFAULT].
    public static PreferenceData read(Path path) {
        return read(path, ReadLimits.DEFAULT);
    }

    /// Reads every record and finds at least one to learn from.
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed,
    ///     formats are mixed, a limit is passed, or no pair has two different answers
    public static PreferenceData read(Path path, ReadLimits limits) {
        PreferenceFile reading = new PreferenceFile();
        JsonLines.read(path, limits, reading::add);
        PreferenceFormat found = reading.format;
        if (found == null) {
            throw new IllegalStateException("a file without records was not refused");
        }
        PreferenceData data = new PreferenceData(
                String.valueOf(path.getFileName()), found, reading.pairs, reading.skipped, reading.repairs);
        data.trainable();
        return data;
    }

    private void add(JsonRecord entry) {
        PreferenceFormat here = formatOf(entry);
        PreferenceFormat first = format;
        if (first == null) {
            format = here;
            firstLine = entry.line();
        } else if (first != here) {
            throw entry.bad("this record is " + here.label() + " (" + here.shape() + "), but line " + firstLine + " is "
                    + first.label() + " (" + first.shape() + "); give all records of a file the same form");
        }
        double margin = entry.number("margin", 0);
        switch (here) {
            case EXPLICIT ->
                pair(entry, PromptFile.prompt(entry), entry.text("chosen"), entry.text("rejected"), margin);
            case IMPLICIT -> implicit(entry, margin);
            case TRANSCRIPT ->
                settle(
                        entry,
                        CommonPrompt.of(
                                Transcript.turns(entry.text("chosen")),
                                Transcript.turns(entry.text("rejected")),
                                0,
                                "\n\nAssistant: "),
                        margin);
            case CONVERSATIONAL -> conversational(entry, margin);
            case CONVERSATIONAL_IMPLICIT ->
                settle(entry, CommonPrompt.of(entry.messages("chosen"), entry.messages("rejected"), 0, "\n\n"), margin);
            case IN_MEMORY -> throw new IllegalStateException("no file is " + here.label());
        }
    }

    private PreferenceFormat formatOf(JsonRecord entry) {
        boolean prompted = entry.has("prompt");
        for (String side : List.of("chosen", "rejected")) {
            if (!entry.has(side)) {
                boolean needsPrompt = prompted || format == null || format == PreferenceFormat.EXPLICIT;
                throw entry.missing(side, needsPrompt ? NEEDS_ALL : NEEDS_ANSWERS);
            }
            if (!entry.isText(side) && !entry.isList(side)) {
                throw entry.mistyped(side, "text or a list of messages");
            }
        }
        if (prompted && !entry.isText("prompt") && !entry.isList("prompt")) {
            throw entry.mistyped("prompt", "text or a list of messages");
        }
        if (entry.isText("chosen") != entry.isText("rejected")) {
            throw entry.bad("one of \"chosen\" and \"rejected\" is text and the other a list; give both the same form");
        }
        if (!entry.isText("chosen")) {
            return prompted ? PreferenceFormat.CONVERSATIONAL : PreferenceFormat.CONVERSATIONAL_IMPLICIT;
        }
        if (prompted) {
            return entry.isText("prompt") ? PreferenceFormat.EXPLICIT : PreferenceFormat.CONVERSATIONAL;
        }
        boolean transcript =
                Transcript.recognises(entry.text("chosen")) && Transcript.recognises(entry.text("rejected"));
        return transcript ? PreferenceFormat.TRANSCRIPT : PreferenceFormat.IMPLICIT;
    }

    private void implicit(JsonRecord entry, double margin) {
        String chosen = entry.text("chosen");
        String rejected = entry.text("rejected");
        int end = chosen.equals(rejected) ? 0 : CommonPrefix.end(chosen, rejected);
        pair(entry, PromptFile.ask(chosen.substring(0, end)), chosen.substring(end), rejected.substring(end), margin);
    }

    private void conversational(JsonRecord entry, double margin) {
        if (entry.isText("chosen")) {
            Conversation prompt = new Conversation(entry.messages("prompt"));
            pair(entry, prompt, entry.text("chosen"), entry.text("rejected"), margin);
            return;
        }
        List<Message> chosen = entry.messages("chosen");
        List<Message> rejected = entry.messages("rejected");
        if (entry.isText("prompt") && isWhole(chosen) && isWhole(rejected)) {
            settle(entry, CommonPrompt.of(chosen, rejected, 0, "\n\n"), margin);
            return;
        }
        List<Message> prompt = entry.isText("prompt") ? PromptFile.prompt(entry).messages() : entry.messages("prompt");
        settle(entry, CommonPrompt.of(after(prompt, chosen), after(prompt, rejected), prompt.size(), "\n\n"), margin);
    }

    /// Whether the messages are a conversation and not an answer; a prompt given as text beside them is then a
    /// copy of one of its turns.
    private static boolean isWhole(List<Message> messages) {
        return messages.getFirst().role() != Role.ASSISTANT;
    }

    /// The whole conversation, whether or not the answer repeats the prompt.
    private static List<Message> after(List<Message> prompt, List<Message> answer) {
        if (answer.size() > prompt.size() && answer.subList(0, prompt.size()).equals(prompt)) {
            return answer;
        }
        List<Message> whole = new ArrayList<>(prompt);
        whole.addAll(answer);
        return whole;
    }

    private void settle(JsonRecord entry, CommonPrompt.Outcome outcome, double margin) {
        switch (outcome) {
            case CommonPrompt.Outcome.Answers a -> {
                a.repairs().forEach(repair -> repairs.merge(repair, 1, Integer::sum));
                pair(entry, a.prompt(), a.chosen(), a.rejected(), margin);
            }
            case CommonPrompt.Outcome.Skip s -> skipped.add(new PreferenceData.Skipped(entry.line(), s.reason()));
        }
    }

    private void pair(JsonRecord entry, Conversation prompt, String chosen, String rejected, double margin) {
        pairs.add(new Located<>(entry.line(), new Preference(prompt, chosen, rejected, margin)));
    }
}
