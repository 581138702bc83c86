package dev.plumbline.train.data;

import dev.plumbline.core.Preference;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The words that tell chosen from rejected answers best, by the deviate of [WordLift#z].
///
/// @param pairs how many pairs were counted
/// @param words how many distinct words they hold
/// @param uncounted how many occurrences in answers were not counted, because the word is over-long or there are
///     too many distinct ones
/// @param chosen words of chosen answers, most telling first, at most [#LISTED]
/// @param rejected words of rejected answers, most telling first, at most [#LISTED]
public record WordTable(int pairs, int words, long uncounted, List<WordLift> chosen, List<WordLift> rejected) {
    /// How many words are listed on each side at most.
    public static final int LISTED = 25;

    /// A word is listed if it tells the answers of at least this many pairs apart.
    public static final int LEAST_PAIRS = 10;

    private static final int LONGEST_WORD = 64;
    private static final int MOST_WORDS = 500_000;

    public WordTable {
        chosen = List.copyOf(chosen);
        rejected = List.copyOf(rejected);
    }

    private static final class Tally {
        private int inChosen;
        private int inRejected;
        private int both;

        private WordLift lift(String word) {
            return new WordLift(word, inChosen, inRejected, inChosen - both, inRejected - both);
        }
    }

    static WordTable of(List<Located<Preference>> pairs) {
        Map<String, Tally> tallies = new HashMap<>();
        long uncounted = 0;
        for (Located<Preference> pair : pairs) {
            Set<String> left = new HashSet<>(Words.of(pair.value().chosen()));
            Set<String> right = new HashSet<>(Words.of(pair.value().rejected()));
            uncounted += count(tallies, left, right, true) + count(tallies, right, left, false);
        }
        List<WordLift> telling = tallies.entrySet().stream()
                .map(e -> e.getValue().lift(e.getKey()))
                .filter(w -> w.onlyChosen() + w.onlyRejected() >= LEAST_PAIRS)
                .sorted(Comparator.comparingDouble((WordLift w) -> -w.z()).thenComparing(WordLift::word))
                .toList();
        return new WordTable(
                pairs.size(),
                tallies.size(),
                uncounted,
                telling.stream().filter(w -> w.z() > 0).limit(LISTED).toList(),
                telling.reversed().stream().filter(w -> w.z() < 0).limit(LISTED).toList());
    }

    /// Counts one answer's words and returns how many were not counted.
    private static long count(Map<String, Tally> tallies, Set<String> words, Set<String> other, boolean chosen) {
        long uncounted = 0;
        for (String word : words) {
            Tally tally = tallies.get(word);
            if (tally == null) {
                if (word.length() > LONGEST_WORD || tallies.size() >= MOST_WORDS) {
                    uncounted++;
                    continue;
                }
                tally = new Tally();
                tallies.put(word, tally);
            }
            tally.inChosen += chosen ? 1 : 0;
            tally.inRejected += chosen ? 0 : 1;
            tally.both += chosen && other.contains(word) ? 1 : 0;
        }
        return uncounted;
    }
}
