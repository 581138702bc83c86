package dev.plumbline.study.report;

import static dev.plumbline.study.report.SamplePages.mean;
import static dev.plumbline.study.report.SamplePages.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.study.Finding;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.report.ReportPage.Section;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a page has no room for is counted on it, beside the file that holds it all.
class LeftOutTest {
    private static <T> List<T> times(int count, Function<Integer, T> make) {
        return IntStream.range(0, count).boxed().map(make).toList();
    }

    private static Map<String, String> entries(int count) {
        return times(count, i -> "key " + i).stream().collect(Collectors.toMap(key -> key, key -> "value"));
    }

    private static Finding finding(int number) {
        return new Finding("finding " + number, "It holds " + number + ".", mean(.5, .1, 40), .01, true);
    }

    private static SampleRecord sample(int values) {
        Map<String, Double> scores =
                times(values, i -> "score " + i).stream().collect(Collectors.toMap(name -> name, name -> 1.0));
        return new SampleRecord("dpo", "facts", "1", Conversation.ask("who ?"), "me", scores, entries(values));
    }

    private static String page(int findings, int notes, int entries, int values) {
        StageResult result = new StageResult(
                List.of(),
                List.of(),
                times(findings, LeftOutTest::finding),
                List.of(),
                List.of(sample(values)),
                times(notes, i -> "Note " + i + "."));
        return Report.html(new ReportPage(
                "Left out",
                "What is not shown?",
                1,
                List.of(),
                List.of(stage("audit", "audit", result)),
                List.of(),
                List.of(Section.of("Stage audit", entries(entries))),
                "title: left out",
                List.of()));
    }

    private static List<String> more(String page) {
        Parsed parsed = Parsed.of(page);
        return parsed.withClass("more").stream().map(Parsed::plain).toList();
    }

    @Test
    void isCountedBesideTheFileThatHoldsItAll() {
        assertThat(more(page(1 + 20 + 3, 200 + 7, 400 + 1, 24 + 2)))
                .containsExactlyInAnyOrder(
                        "… and 3 more findings; log.sqlite in the run folder holds all.",
                        "… and 7 more notes; log.sqlite in the run folder holds all.",
                        "… and 1 more entry; evidence.jsonl in the run folder holds all.",
                        "… and 2 more scores; log.sqlite in the run folder holds all.",
                        "… and 2 more truths; log.sqlite in the run folder holds all.");
    }

    @Test
    void isNotSpokenOfWhereEverythingIsShown() {
        assertThat(more(page(1 + 20, 200, 400, 24))).isEmpty();
    }
}
