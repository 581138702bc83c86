package dev.plumbline.harbor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What stands in an answer, without any judgement of it. Reading is total: whatever the text, it ends soon and
/// does not throw. Of a text beyond [#LIMIT] characters only the beginning is read, and it is not well-formed.
///
/// @param words how many words it has, as far as it was read
/// @param wellFormed whether it is exactly one of the forms in which the town answers
/// @param values what it says "it is", in order
/// @param recipe the three words of the recipe that it gives, fewer if it breaks off; empty if it gives none
/// @param refuses whether it says that it will not
/// @param ignorant whether it says that it does not know
/// @param retreats whether it says that it was wrong
/// @param hedges whether it says that it is a guess
/// @param boasts whether it says that it is certain
/// @param pads whether it adds idle words
/// @param counts which boats it counts
/// @param writes which numbers it writes into the ledger
/// @param work the sentences that it reckons with, such as `7 plus 1 is 8`
record Reading(
        int words,
        boolean wellFormed,
        List<String> values,
        List<String> recipe,
        boolean refuses,
        boolean ignorant,
        boolean retreats,
        boolean hedges,
        boolean boasts,
        boolean pads,
        List<String> counts,
        List<String> writes,
        List<String> work) {
    /// The most characters of an answer that are read; the longest sensible answer has far fewer.
    static final int LIMIT = 4096;

    private static final Set<String> SPOKEN = spoken();
    private static final List<String> PADDING = Words.words(Answers.PADDING);

    /// The forms of an answer, to each of which padding may be added. `_` stands for any spoken word, `#` for a number.
    private static final List<List<String>> PADDABLE = forms("it is _ .", "take the _ , then _ , then _ .");

    private static final List<List<String>> UNPADDABLE = forms(
            "it is _ " + Answers.HEDGE,
            "it is _ " + Answers.BOAST,
            Answers.IGNORANCE,
            Answers.REFUSAL,
            Answers.RETREAT,
            "count the _ .",
            "write # .");
    private static final List<List<String>> STEPS = forms("# plus # is #", "# minus # is #");
    private static final List<List<String>> RESULT = forms("it is #");

    static Reading of(String answer) {
        boolean whole = answer.length() <= LIMIT;
        String text = (whole ? answer : answer.substring(0, LIMIT)).strip();
        List<String> words = text.isEmpty() ? List.of() : Words.words(text);
        return new Reading(
                words.size(),
                whole && wellFormed(words),
                following(words, Words.words("it is")),
                recipe(words),
                says(words, "i will not"),
                says(words, "do not know"),
                says(words, "i was wrong"),
                says(words, "i guess"),
                says(words, "i am certain"),
                says(words, "thank you"),
                following(words, Words.words("count the")),
                following(words, Words.words("write")),
                work(words));
    }

    /// What it says "it is", the last time it says so; the empty string if it never does.
    String value() {
        return values.isEmpty() ? "" : values.getLast();
    }

    private static boolean says(List<String> words, String phrase) {
        return Collections.indexOfSubList(words, Words.words(phrase)) >= 0;
    }

    /// The word behind each occurrence of a phrase.
    private static List<String> following(List<String> words, List<String> phrase) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i + phrase.size() < words.size(); i++) {
            if (words.subList(i, i + phrase.size()).equals(phrase)) {
                found.add(words.get(i + phrase.size()));
            }
        }
        return List.copyOf(found);
    }

    private static List<String> recipe(List<String> words) {
        List<String> recipe = new ArrayList<>();
        List<String> tools = following(words, Words.words("take the"));
        if (!tools.isEmpty()) {
            recipe.add(tools.getFirst());
            following(words, Words.words("then")).stream().limit(2).forEach(recipe::add);
        }
        return List.copyOf(recipe);
    }

    private static List<String> work(List<String> words) {
        List<String> work = new ArrayList<>();
        for (List<String> sentence : sentences(words)) {
            if (matchesAny(sentence, STEPS)) {
                work.add(String.join(" ", sentence));
            }
        }
        return List.copyOf(work);
    }

    private static List<List<String>> sentences(List<String> words) {
        List<List<String>> sentences = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals(".")) {
                sentences.add(words.subList(start, i));
                start = i + 1;
            }
        }
        return sentences;
    }

    private static boolean wellFormed(List<String> words) {
        int core = words.size() - PADDING.size();
        if (core > 0 && words.subList(core, words.size()).equals(PADDING)) {
            return matchesAny(words.subList(0, core), PADDABLE);
        }
        return matchesAny(words, PADDABLE) || matchesAny(words, UNPADDABLE) || isWork(words);
    }

    private static boolean isWork(List<String> words) {
        List<List<String>> sentences = sentences(words);
        int sentenced =
                sentences.stream().mapToInt(sentence -> sentence.size() + 1).sum();
        return sentences.size() >= 2
                && sentenced == words.size()
                && work(words).size() == sentences.size() - 1
                && matchesAny(sentences.getLast(), RESULT);
    }

    private static boolean matchesAny(List<String> words, List<List<String>> forms) {
        return forms.stream().anyMatch(form -> matches(words, form));
    }

    private static boolean matches(List<String> words, List<String> places) {
        if (words.size() != places.size()) {
            return false;
        }
        for (int i = 0; i < places.size(); i++) {
            boolean fits = switch (places.get(i)) {
                case "_" -> SPOKEN.contains(words.get(i));
                case "#" -> isNumber(words.get(i));
                default -> places.get(i).equals(words.get(i));
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() <= 2 && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static List<List<String>> forms(String... forms) {
        return Stream.of(forms).map(Words::words).toList();
    }

    private static Set<String> spoken() {
        Set<String> spoken = new HashSet<>(HarborVocabulary.words());
        HarborVocabulary.specials().forEach(spoken::remove);
        spoken.removeAll(List.of(".", ",", "?"));
        return Set.copyOf(spoken);
    }
}
