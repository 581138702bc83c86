package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a person should know about preference data before anything is trained on it.
///
/// Lengths are in characters (code points). Everything but `answers` and the counts is about the pairs to learn
/// from, those whose answers differ.
///
/// @param name the data's name
/// @param format the form of the records
/// @param records all records, skipped ones included
/// @param pairs records that yield a comparison, identical answers included
/// @param usable pairs to learn from
/// @param skipped records left out, by reason
/// @param repairs records repaired, by kind
/// @param answers identical and empty answers, of all pairs
/// @param repeats exact duplicates, conflicting labels and repeated prompts
/// @param nearPairs near-duplicates among whole pairs (prompt and both answers, in either order)
/// @param nearPrompts near-duplicates among prompts
/// @param length how often the longer answer was chosen
/// @param promptLength lengths of the prompts, all turns together
/// @param chosenLength lengths of the chosen answers
/// @param rejectedLength lengths of the rejected answers
/// @param promptTurns how many pairs have a prompt of so many messages
/// @param words the words that tell chosen from rejected answers
public record PreferenceAudit(
        String name,
        PreferenceFormat format,
        int records,
        int pairs,
        int usable,
        Map<SkipReason, Integer> skipped,
        Map<Repair, Integer> repairs,
        Answers answers,
        Repeats repeats,
        NearDuplicates nearPairs,
        NearDuplicates nearPrompts,
        LengthBias length,
        Distribution promptLength,
        Distribution chosenLength,
        Distribution rejectedLength,
        SortedMap<Integer, Integer> promptTurns,
        WordTable words) {
    public PreferenceAudit {
        Objects.requireNonNull(name, "name");
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        repairs = Collections.unmodifiableMap(new TreeMap<>(repairs));
        promptTurns = Collections.unmodifiableSortedMap(new TreeMap<>(promptTurns));
    }

    /// Answers that say little.
    ///
    /// @param n how many pairs were looked at
    /// @param identicalLines lines of the pairs whose answers are the same text; a tie, kept out of training
    /// @param emptyChosen pairs whose chosen answer is empty or blank
    /// @param emptyRejected pairs whose rejected answer is empty or blank
    public record Answers(int n, List<Integer> identicalLines, int emptyChosen, int emptyRejected) {
        public Answers {
            identicalLines = List.copyOf(identicalLines);
        }
    }

    /// Audits with the default near-duplicate options.
    public static PreferenceAudit of(PreferenceData data) {
        return of(data, NearDuplicates.Options.DEFAULT);
    }

    /// Audits data with at least one pair to learn from.
    ///
    /// @throws dev.plumbline.core.PlumblineException BAD_DATA if there is none
    public static PreferenceAudit of(PreferenceData data, NearDuplicates.Options near) {
        List<Located<Preference>> usable = data.trainable();
        List<Preference> values = usable.stream().map(Located::value).toList();
        return new PreferenceAudit(
                data.name(),
                data.format(),
                data.records(),
                data.pairs().size(),
                usable.size(),
                data.skippedByReason(),
                data.repairs(),
                answers(data),
                Repeats.of(usable),
                NearDuplicates.of(texts(usable, PreferenceAudit::wholeText), near),
                NearDuplicates.of(texts(usable, p -> text(p.prompt())), near),
                LengthBias.of(usable),
                lengths(values, p -> text(p.prompt())),
                lengths(values, Preference::chosen),
                lengths(values, Preference::rejected),
                turns(values),
                WordTable.of(usable));
    }

    private interface Part {
        String of(Preference pair);
    }

    private static Answers answers(PreferenceData data) {
        return new Answers(
                data.pairs().size(),
                data.identical().stream().map(Located::line).toList(),
                count(data, Preference::chosen),
                count(data, Preference::rejected));
    }

    private static int count(PreferenceData data, Part part) {
        return (int) data.pairs().stream()
                .filter(pair -> part.of(pair.value()).isBlank())
                .count();
    }

    private static Stream<Located<String>> texts(List<Located<Preference>> pairs, Part part) {
        return pairs.stream().map(pair -> new Located<>(pair.line(), part.of(pair.value())));
    }

    private static Distribution lengths(List<Preference> pairs, Part part) {
        return Distribution.of(
                pairs.stream().mapToInt(p -> Words.length(part.of(p))).toArray());
    }

    private static SortedMap<Integer, Integer> turns(List<Preference> pairs) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        pairs.forEach(p -> counts.merge(p.prompt().messages().size(), 1, Integer::sum));
        return counts;
    }

    private static String text(Conversation prompt) {
        return prompt.messages().stream().map(Message::content).collect(Collectors.joining("\n"));
    }

    private static String wholeText(Preference pair) {
        String[] answers = {pair.chosen(), pair.rejected()};
        Arrays.sort(answers);
        return text(pair.prompt()) + '\n' + answers[0] + '\n' + answers[1];
    }
}
