package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Groups of texts that are almost the same: Jaccard similarity of their sets of word shingles at or above a threshold.
///
/// Candidates come from MinHash signatures cut into bands (Broder 1997; Leskovec, Rajaraman, Ullman, *Mining of
/// Massive Datasets*, 3.3-3.4) and are then compared exactly, so that no reported pair is below the threshold.
/// With 32 bands of 4 rows a pair at similarity .8 is missed with probability (1 - .8^4)^32 = 5e-8, at .6 with 1.2
/// %. Hash functions are fixed, so the same texts always give the same groups. Texts with the same words are one
/// text here: they are exact duplicates and counted elsewhere.
///
/// @param n how many distinct texts were compared
/// @param left how many distinct texts were beyond the limit and not compared
/// @param threshold the lowest similarity of a reported pair, in (0, 1]
/// @param shingle words in a shingle; a shorter text is one shingle
/// @param texts how many texts are in some group
/// @param groups texts linked by near-duplicate pairs, largest first; each holds the lines of its texts, ascending
public record NearDuplicates(int n, int left, double threshold, int shingle, int texts, List<List<Integer>> groups) {
    private static final int BANDS = 32;
    private static final int ROWS = 4;
    /// How many earlier texts of a bucket a text is compared with; it bounds the work on data that is all alike.
    private static final int COMPARED = 20;

    public NearDuplicates {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /// What to look for.
    ///
    /// @param threshold similarity in (0, 1]; default .8
    /// @param shingle words in a shingle, at least 1; default 3
    /// @param most how many distinct texts to compare at most, at least 1; default 200,000
    public record Options(double threshold, int shingle, int most) {
        public static final Options DEFAULT = new Options(0.8, 3, 200_000);

        public Options {
            if (!(threshold > 0 && threshold <= 1) || shingle < 1 || most < 1) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "near-duplicates need a threshold in (0, 1], a shingle and a limit of at least 1, not "
                                + threshold + ", " + shingle + ", " + most);
            }
        }
    }

    /// Compares texts, each with the line it stands on; texts without a word are left out. Of each text no more is
    /// kept than four bytes for every word.
    public static NearDuplicates of(Stream<Located<String>> texts, Options options) {
        Set<Long> distinct = new HashSet<>();
        List<Integer> lines = new ArrayList<>();
        List<int[]> shingles = new ArrayList<>();
        texts.forEach(text -> {
            List<String> words = Words.of(text.value());
            if (!words.isEmpty() && distinct.add(hash(words)) && lines.size() < options.most()) {
                lines.add(text.line());
                shingles.add(shingles(words, options.shingle()));
            }
        });
        List<List<Integer>> groups = groups(linked(shingles, options.threshold()), lines);
        int grouped = groups.stream().mapToInt(List::size).sum();
        int n = lines.size();
        return new NearDuplicates(n, distinct.size() - n, options.threshold(), options.shingle(), grouped, groups);
    }

    /// The share of two texts' shingles that both have: |A ∩ B| / |A ∪ B|, in [0, 1]; 0 if neither has a word.
    public static double similarity(String left, String right, int shingle) {
        List<String> a = Words.of(left);
        List<String> b = Words.of(right);
        return a.isEmpty() || b.isEmpty() ? 0 : jaccard(shingles(a, shingle), shingles(b, shingle));
    }

    private static int[] linked(List<int[]> shingles, double threshold) {
        int n = shingles.size();
        int[] parent = new int[n];
        Arrays.setAll(parent, i -> i);
        long[][] keys = new long[n][];
        Arrays.setAll(keys, i -> bandKeys(shingles.get(i)));
        for (int band = 0; band < BANDS; band++) {
            Map<Long, List<Integer>> buckets = new HashMap<>();
            for (int i = 0; i < n; i++) {
                List<Integer> bucket = buckets.computeIfAbsent(keys[i][band], k -> new ArrayList<>(1));
                for (int other : bucket) {
                    if (root(parent, i) != root(parent, other)
                            && jaccard(shingles.get(i), shingles.get(other)) >= threshold) {
                        join(parent, i, other);
                    }
                }
                if (bucket.size() < COMPARED) {
                    bucket.add(i);
                }
            }
        }
        return parent;
    }

    /// One key for each band: the hash of `ROWS` minima, each under its own hash function.
    private static long[] bandKeys(int[] shingles) {
        long[] keys = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long key = band;
            for (int row = 0; row < ROWS; row++) {
                long salt = mix(1 + (long) band * ROWS + row);
                long least = Long.MAX_VALUE;
                for (int shingle : shingles) {
                    least = Math.min(least, mix(shingle ^ salt));
                }
                key = mix(key * 31 + least);
            }
            keys[band] = key;
        }
        return keys;
    }

    /// The distinct shingles as sorted 32-bit hashes; two of a thousand shingles collide with probability 1e-4.
    private static int[] shingles(List<String> words, int size) {
        int count = Math.max(1, words.size() - size + 1);
        return IntStream.range(0, count)
                .map(i -> (int) hash(words.subList(i, Math.min(i + size, words.size()))))
                .sorted()
                .distinct()
                .toArray();
    }

    private static double jaccard(int[] a, int[] b) {
        int i = 0;
        int j = 0;
        int both = 0;
        while (i < a.length && j < b.length) {
            int order = Integer.compare(a[i], b[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return (double) both / (a.length + b.length - both);
    }

    /// Words and their order as 64 bits: FNV-1a over UTF-16 units (Fowler, Noll, Vo), mixed at the end of each word.
    private static long hash(List<String> words) {
        long hash = 0xCBF29CE484222325L;
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                hash = (hash ^ word.charAt(i)) * 0x100000001B3L;
            }
            hash = mix(hash);
        }
        return hash;
    }

    /// The 64-bit finaliser of MurmurHash3 (Appleby), a bijection.
    private static long mix(long x) {
        long y = (x ^ (x >>> 33)) * 0xFF51AFD7ED558CCDL;
        y = (y ^ (y >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return y ^ (y >>> 33);
    }

    private static int root(int[] parent, int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static void join(int[] parent, int i, int j) {
        int a = root(parent, i);
        int b = root(parent, j);
        parent[Math.max(a, b)] = Math.min(a, b);
    }

    private static List<List<Integer>> groups(int[] parent, List<Integer> lines) {
        Map<Integer, List<Integer>> byRoot = new LinkedHashMap<>();
        for (int i = 0; i < parent.length; i++) {
            byRoot.computeIfAbsent(root(parent, i), k -> new ArrayList<>()).add(lines.get(i));
        }
        return byRoot.values().stream()
                .filter(group -> group.size() > 1)
                .sorted(Comparator.comparingInt((List<Integer> group) -> -group.size())
                        .thenComparing(List::getFirst))
                .toList();
    }
}
