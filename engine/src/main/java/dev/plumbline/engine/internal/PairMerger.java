package dev.plumbline.engine.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Finds, again and again, the pair of neighbouring symbols that occurs most often, and makes it one symbol.
///
/// Pair counts are kept up to date around each merged place; a heap gives the next pair, with counts that may be
/// out of date and are checked when they come up. Among equals the pair of the lowest symbols wins, so the result
/// does not depend on chance. Source: Sennrich, Haddow, Birch 2016, arXiv:1508.07909.
public final class PairMerger {
    /// Says what a pair becomes.
    public interface Symbols {
        /// Whether there shall be no further merge.
        boolean full();

        /// The number of the symbol that the pair becomes, or -1 if it must stay two symbols.
        int merge(int left, int right);
    }

    private record Candidate(long count, long pair) {}

    /// Numbers of words, in which one may occur more than once.
    private static final class Words {
        private int[] numbers = new int[4];
        private int size;

        void add(int number) {
            if (size > 0 && numbers[size - 1] == number) {
                return;
            }
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }
    }

    private static final Comparator<Candidate> COMMONEST_FIRST =
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

    private final List<int[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Long, Long> pairs = new HashMap<>();
    private final Map<Long, Words> holders = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(COMMONEST_FIRST);
    private final Set<Long> grown = new HashSet<>();

    /// Adds a word that occurs this many times.
    public void add(int[] symbols, long count) {
        int word = words.size();
        words.add(symbols.clone());
        counts.add(count);
        for (int i = 0; i + 1 < symbols.length; i++) {
            gain(symbols[i], symbols[i + 1], word);
        }
    }

    /// Merges until the symbols are full, or no pair occurs at least `least` times.
    public void merge(Symbols symbols, long least) {
        requeue();
        while (!symbols.full() && !queue.isEmpty()) {
            Candidate best = queue.remove();
            long now = pairs.getOrDefault(best.pair(), 0L);
            if (now < least) {
                continue;
            }
            if (now != best.count()) {
                queue.add(new Candidate(now, best.pair()));
                continue;
            }
            int symbol = symbols.merge(left(best.pair()), right(best.pair()));
            if (symbol >= 0) {
                replace(best.pair(), symbol);
            }
        }
    }

    private void replace(long pair, int symbol) {
        Words affected = holders.remove(pair);
        if (affected == null) {
            throw new IllegalStateException("a counted pair has no words");
        }
        for (int i = 0; i < affected.size; i++) {
            replace(affected.numbers[i], left(pair), right(pair), symbol);
        }
        pairs.remove(pair);
        grown.remove(pair);
        requeue();
    }

    private void requeue() {
        for (long pair : grown) {
            queue.add(new Candidate(pairs.getOrDefault(pair, 0L), pair));
        }
        grown.clear();
    }

    /// Merges the pair in one word, and counts its changed neighbourhoods.
    private void replace(int word, int left, int right, int symbol) {
        int[] symbols = words.get(word);
        int[] out = new int[symbols.length];
        int length = 0;
        int i = 0;
        while (i < symbols.length) {
            if (symbols[i] != left || i + 1 == symbols.length || symbols[i + 1] != right) {
                out[length++] = symbols[i++];
                continue;
            }
            if (length > 0) {
                lose(out[length - 1], left, word);
                gain(out[length - 1], symbol, word);
            }
            out[length++] = symbol;
            i += 2;
            if (i < symbols.length) {
                lose(right, symbols[i], word);
                gain(symbol, symbols[i], word);
            }
        }
        words.set(word, Arrays.copyOf(out, length));
    }

    private void gain(int left, int right, int word) {
        long pair = pair(left, right);
        pairs.merge(pair, counts.get(word), Long::sum);
        holders.computeIfAbsent(pair, p -> new Words()).add(word);
        grown.add(pair);
    }

    private void lose(int left, int right, int word) {
        pairs.merge(pair(left, right), -counts.get(word), Long::sum);
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }

    private static int left(long pair) {
        return (int) (pair >>> 32);
    }

    private static int right(long pair) {
        return (int) pair;
    }
}
