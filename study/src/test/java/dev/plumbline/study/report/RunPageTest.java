package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Finding;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageReport;
import dev.plumbline.study.StageResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunPageTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void theFindingsOfTheLastStageComeFirst() {
        ReportPage page = RunPage.of(run("seed: 7\n", List.of("plumbline", "run")));

        assertThat(page.findings()).extracting(Finding::name).containsExactly("second", "first");
        assertThat(page.seed()).isEqualTo(7);
        assertThat(page.stages()).extracting(ReportPage.Stage::name).containsExactly("sft", "audit");
    }

    @Test
    void everyHashThatTheRunKnowsIsThere() {
        ReportPage page = RunPage.of(run("seed: -7\n", List.of()));

        assertThat(page.provenance())
                .extracting(ReportPage.Section::title)
                .containsExactly("Run", "What decides the figures", "Machine", "Stage sft", "Stage audit");
        assertThat(page.provenance().get(4).entries())
                .contains(
                        new ReportPage.Entry("from sft", "c0ffee"),
                        new ReportPage.Entry("read data/prefs.jsonl", "feed"),
                        new ReportPage.Entry("stages/audit/figures.json", "beef"));
    }

    @Test
    void theCommandsCanBeTypedAsTheyStand() {
        ReportPage page =
                RunPage.of(run("seed: 7\n", List.of("plumbline", "run", "my study.yaml", "--set", "title=it's")));

        assertThat(page.commands())
                .extracting(ReportPage.Command::line)
                .containsExactly(
                        "./plumbline verify runs/20261121-100000-tiny",
                        "./plumbline reproduce runs/20261121-100000-tiny",
                        "./plumbline run 'my study.yaml' --set 'title=it'\\''s'");
    }

    @Test
    void aRunWithoutASeedIsRefused() {
        assertThatThrownBy(() -> RunPage.html(run("title: x\n", List.of())))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH));
    }

    @Test
    void thePageNamesTheRun() {
        assertThat(RunPage.html(run("seed: 7\n", List.of()))).contains("20261121-100000-tiny", "A title", "A finding.");
    }

    private static RunReport run(String study, List<String> command) {
        return new RunReport(
                "20261121-100000-tiny",
                "tiny",
                "A title",
                "A question?",
                study,
                List.of(
                        stage("sft", "first", Map.of(), Map.of(), Map.of("stages/sft/result.json", "ab")),
                        stage(
                                "audit",
                                "second",
                                Map.of("sft", "c0ffee"),
                                Map.of("data/prefs.jsonl", "feed"),
                                Map.of("stages/audit/figures.json", "beef"))),
                Map.of("threads", "2"),
                Map.of("cpu", "made up"),
                command,
                START,
                1.5,
                "abcdef");
    }

    private static StageReport stage(
            String name,
            String finding,
            Map<String, String> inputs,
            Map<String, String> external,
            Map<String, String> files) {
        Estimate estimate = new Estimate(0.4, 0.3, 0.5, 0.95, "wilson", 90, Map.of());
        StageResult result = new StageResult(
                List.of(),
                List.of(),
                List.of(new Finding(finding, "A finding.", estimate, 0.01, true)),
                List.of(),
                List.of(),
                List.of());
        return new StageReport(name, name, START, 0.5, false, "key-" + name, inputs, external, files, result);
    }
}
