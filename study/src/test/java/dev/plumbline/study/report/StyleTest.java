package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// The style sheet's own promises: no host is asked, and every colour can be told from its ground.
class StyleTest {
    private static final Pattern SCHEME = Pattern.compile(":root[^{]*\\{([^}]*--paper[^}]*)\\}");
    private static final Pattern COLOUR = Pattern.compile("--(\\w+): #(\\w{6})");

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The light scheme, the dark one, and the dark one by choice.
    private static List<Map<String, Integer>> schemes() throws IOException {
        List<Map<String, Integer>> schemes = new ArrayList<>();
        Matcher scheme = SCHEME.matcher(resource("report.css"));
        while (scheme.find()) {
            Map<String, Integer> colours = new LinkedHashMap<>();
            Matcher colour = COLOUR.matcher(scheme.group(1));
            while (colour.find()) {
                colours.put(colour.group(1), Integer.parseInt(colour.group(2), 16));
            }
            schemes.add(colours);
        }
        return schemes;
    }

    /// WCAG 2.2, contrast ratio: (L1 + .05) / (L2 + .05) of relative luminances.
    private static double contrast(int a, int b) {
        double la = luminance(a);
        double lb = luminance(b);
        return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
    }

    private static double luminance(int rgb) {
        double[] linear = DoubleStream.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255)
                .map(c -> c / 255)
                .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
                .toArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    private static int mix(int a, double share, int b) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            mixed |= (int) Math.round(share * (a >> shift & 255) + (1 - share) * (b >> shift & 255)) << shift;
        }
        return mixed;
    }

    @Test
    void darkByChoiceIsTheSameAsDarkByPreference() throws IOException {
        assertThat(schemes()).hasSize(3);
        assertThat(schemes().get(1)).isEqualTo(schemes().get(2));
        assertThat(schemes().get(0).keySet()).isEqualTo(schemes().get(1).keySet());
    }

    @Test
    void textCanBeReadOnEveryGround() throws IOException {
        for (Map<String, Integer> scheme : schemes()) {
            for (String text : List.of("ink", "soft", "accent", "good", "other")) {
                for (String ground : List.of("paper", "card", "sunk")) {
                    assertThat(contrast(colour(scheme, text), colour(scheme, ground)))
                            .as("%s on %s", text, ground)
                            .isGreaterThan(4.5);
                }
            }
            int strongest = mix(colour(scheme, "heat"), 0.47, colour(scheme, "card"));
            assertThat(contrast(colour(scheme, "ink"), strongest)).isGreaterThan(4.5);
        }
    }

    @Test
    void everyModelsMarkStandsOutFromEveryGround() throws IOException {
        for (Map<String, Integer> scheme : schemes()) {
            for (String mark : List.of("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "mx")) {
                for (String ground : List.of("paper", "card", "sunk")) {
                    assertThat(contrast(colour(scheme, mark), colour(scheme, ground)))
                            .as("%s on %s", mark, ground)
                            .isGreaterThan(3);
                }
            }
        }
    }

    private static int colour(Map<String, Integer> scheme, String name) {
        return Objects.requireNonNull(scheme.get(name), name);
    }

    @Test
    void noHostIsEverAsked() throws IOException {
        assertThat(resource("report.css")).doesNotContain("url(", "@import", "@font-face", "//");
        assertThat(resource("report.js"))
                .doesNotContain("fetch", "XMLHttp", "import", "http", "eval", "innerHTML", "document.write", "<", "&");
    }
}
