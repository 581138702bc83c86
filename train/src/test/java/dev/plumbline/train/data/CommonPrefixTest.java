package dev.plumbline.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CommonPrefixTest {
    private static String prefix(String left, String right) {
        return left.substring(0, CommonPrefix.end(left, right));
    }

    @Test
    void aWordOfEitherTextIsNotCut() {
        assertThat(prefix("it is yes", "it is yesterday")).isEqualTo("it is ");
        assertThat(prefix("it is 12", "it is 13")).isEqualTo("it is ");
        assertThat(prefix("it is, no", "it is. no")).isEqualTo("it is");
    }

    @Test
    void equalTextsShareAll() {
        assertThat(prefix("same", "same")).isEqualTo("same");
        assertThat(prefix("", "x")).isEmpty();
    }

    @Test
    void ideographsNeedNoSpaces() {
        assertThat(prefix("今天天气好", "今天天气坏")).isEqualTo("今天天气");
    }

    @Test
    void aCharacterIsNotCut() {
        assertThat(prefix("x 😀", "x 😁")).isEqualTo("x ");
        assertThat(prefix("a e\u0301", "a e\u0300")).isEqualTo("a ");
        assertThat(prefix("x 👩\u200D🚀", "x 👩")).isEqualTo("x ");
    }

    @Test
    void prefixAndRestsGiveTheTextsBack() {
        RandomGenerator random = new Seed(5).generator();
        String letters = "ab \n.1😀";
        for (int i = 0; i < 2000; i++) {
            String shared = random(random, letters);
            String left = shared + random(random, letters);
            String right = shared + random(random, letters);
            int end = CommonPrefix.end(left, right);
            assertThat(left.substring(0, end)).isEqualTo(right.substring(0, end));
            assertThat(end).isEqualTo(CommonPrefix.end(right, left));
        }
    }

    private static String random(RandomGenerator random, String letters) {
        int[] points = letters.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
