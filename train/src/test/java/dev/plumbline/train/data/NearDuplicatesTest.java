package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    private static final NearDuplicates.Options DEFAULT = NearDuplicates.Options.DEFAULT;

    private static NearDuplicates of(NearDuplicates.Options options, String... texts) {
        return NearDuplicates.of(
                IntStream.range(0, texts.length).mapToObj(i -> new Located<>(i + 1, texts[i])), options);
    }

    private static List<String> words(RandomGenerator random, int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> "w" + random.nextInt(1000))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void similarityIsTheJaccardIndexOfShingles() {
        // abc bcd cde | abc bcd cdf: 2 of 4
        assertThat(NearDuplicates.similarity("a b c d e", "a b c d f", 3)).isEqualTo(0.5);
        assertThat(NearDuplicates.similarity("A, b!", "a b", 3)).isEqualTo(1);
        assertThat(NearDuplicates.similarity("a", "", 3)).isZero();
    }

    @Test
    void textsWithFewChangesAreGroupedAndOthersAreNot() {
        String text = String.join(" ", words(new Seed(1).generator(), 60));
        NearDuplicates found =
                of(DEFAULT, text, "something else altogether", text + " more", text.toUpperCase(Locale.ROOT));
        assertThat(found.groups()).containsExactly(List.of(1, 3));
        assertThat(found.texts()).isEqualTo(2);
        assertThat(found.n()).isEqualTo(3);
    }

    @Test
    void agreesWithComparingEveryPair() {
        RandomGenerator random = new Seed(2).generator();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<String> words = words(random, 80);
            texts.add(String.join(" ", words));
            for (int changes = 1; changes < 8; changes++) {
                words.set(random.nextInt(words.size()), "new" + random.nextInt());
                texts.add(String.join(" ", words));
            }
        }
        int[] group = IntStream.range(0, texts.size()).toArray();
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (NearDuplicates.similarity(texts.get(i), texts.get(j), 3) >= 0.8) {
                    int from = group[i];
                    int to = group[j];
                    for (int k = 0; k < group.length; k++) {
                        group[k] = group[k] == from ? to : group[k];
                    }
                }
            }
        }
        List<List<Integer>> expected =
                IntStream.range(0, texts.size()).boxed().collect(Collectors.groupingBy(i -> group[i])).values().stream()
                        .filter(lines -> lines.size() > 1)
                        .map(lines -> lines.stream().map(i -> i + 1).toList())
                        .toList();
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(of(DEFAULT, texts.toArray(String[]::new)).groups()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void dataThatIsAllAlikeIsOneGroupAndQuicklyFound() {
        String text = String.join(" ", words(new Seed(3).generator(), 100));
        String[] texts = IntStream.range(0, 3000).mapToObj(i -> text + " x" + i).toArray(String[]::new);
        assertThat(of(DEFAULT, texts).groups())
                .containsExactly(IntStream.rangeClosed(1, 3000).boxed().toList());
    }

    @Test
    void whatIsBeyondTheLimitIsSaid() {
        NearDuplicates found = of(new NearDuplicates.Options(0.8, 3, 2), "a b c", "d e f", "g h i", "!");
        assertThat(found.n()).isEqualTo(2);
        assertThat(found.left()).isEqualTo(1);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        refuses(
                () -> new NearDuplicates.Options(1.5, 3, 10),
                ErrorCode.BAD_ARGUMENT,
                "near-duplicates need a threshold in (0, 1], a shingle and a limit of at least 1, not 1.5, 3, 10");
    }

    @Test
    void wordsAreLetterRunsInAnyScript() {
        assertThat(Words.of("Don’t STOP-3x, naïve 今天! x' 'y"))
                .containsExactly("don't", "stop", "3x", "naïve", "今", "天", "x", "y");
        assertThat(Words.of("a'".repeat(200_000))).hasSize(1);
        assertThat(Words.length("a😀")).isEqualTo(2);
    }

    @Test
    void theMissProbabilityInTheCommentIsRight() {
        assertThat(Math.pow(1 - Math.pow(0.8, 4), 32)).isCloseTo(4.7e-8, within(1e-9));
        assertThat(Math.pow(1 - Math.pow(0.6, 4), 32)).isCloseTo(0.0118, within(1e-4));
    }
}
