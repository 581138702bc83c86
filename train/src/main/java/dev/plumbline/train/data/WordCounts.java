package dev.plumbline.train.data;

import dev.plumbline.core.Preference;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A vocabulary, and pairs as sparse differences of word counts, chosen - rejected.
///
/// @param words the vocabulary: index by word
record WordCounts(Map<String, Integer> words) {
    private static final int LONGEST_WORD = 64;
    /// Distinct words that are kept in mind at once while a vocabulary is gathered.
    private static final int MOST_CANDIDATES = 1_000_000;

    WordCounts {
        words = Map.copyOf(words);
    }

    /// One pair; indexes ascend, values are not 0.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(int[] index, double[] value) {
        double dot(double[] weights) {
            double sum = 0;
            for (int i = 0; i < index.length; i++) {
                sum += value[i] * weights[index[i]];
            }
            return sum;
        }

        void addTo(double[] sums, double times) {
            for (int i = 0; i < index.length; i++) {
                sums[index[i]] += value[i] * times;
            }
        }
    }

    /// The words that occur in the answers of at least `leastPairs` pairs; of more than `most`, the commonest.
    static WordCounts vocabulary(List<Located<Preference>> pairs, int leastPairs, int most) {
        Map<String, Integer> pairsWith = new HashMap<>();
        for (Located<Preference> pair : pairs) {
            Set<String> distinct = new HashSet<>(Words.of(pair.value().chosen()));
            distinct.addAll(Words.of(pair.value().rejected()));
            for (String word : distinct) {
                if (word.length() <= LONGEST_WORD
                        && (pairsWith.size() < MOST_CANDIDATES || pairsWith.containsKey(word))) {
                    pairsWith.merge(word, 1, Integer::sum);
                }
            }
        }
        List<String> kept = pairsWith.entrySet().stream()
                .filter(e -> e.getValue() >= leastPairs)
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> e) -> -e.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Integer> words = new HashMap<>();
        kept.forEach(word -> words.put(word, words.size()));
        return new WordCounts(words);
    }

    List<Row> rows(List<Located<Preference>> pairs) {
        return pairs.stream().map(pair -> row(pair.value())).toList();
    }

    Row row(Preference pair) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        count(counts, pair.chosen(), 1);
        count(counts, pair.rejected(), -1);
        counts.values().removeIf(count -> count == 0);
        return new Row(
                counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counts.values().stream().mapToDouble(Integer::doubleValue).toArray());
    }

    private void count(Map<Integer, Integer> counts, String text, int sign) {
        for (String word : Words.of(text)) {
            Integer index = words.get(word);
            if (index != null) {
                counts.merge(index, sign, Integer::sum);
            }
        }
    }
}
