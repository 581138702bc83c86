package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.TinyStages.Hazard;
import dev.plumbline.study.internal.ResultJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    @TempDir
    Path folder;

    private RunFixture fixture;

    RunnerTest() {
        fixture = new RunFixture(Path.of("unset"));
    }

    @BeforeEach
    void useTheFolder() {
        fixture = new RunFixture(folder);
    }

    private static List<String> files(Path run) throws IOException {
        try (Stream<Path> paths = Files.walk(run)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> run.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Nested
    class ARun {
        @Test
        void leavesAFolderWithEverythingThatCameOut() throws IOException {
            CompletedRun run = fixture.runner().run(fixture.study());
            assertThat(files(run.folder()))
                    .containsExactly(
                            "evidence.jsonl",
                            "log.sqlite",
                            "models/long/weights.txt",
                            "models/short/weights.txt",
                            "report.html",
                            "stages/audit/result.json",
                            "stages/draw/numbers.txt",
                            "stages/draw/result.json",
                            "stages/long/log.txt",
                            "stages/long/result.json",
                            "stages/short/log.txt",
                            "stages/short/result.json",
                            "study.yaml");
            assertThat(Files.readString(run.folder().resolve("study.yaml")))
                    .isEqualTo(fixture.study().yaml());
            assertThat(Files.readString(run.folder().resolve("report.html"))).isEqualTo(RunFixture.page(run.report()));
            assertThat(RunReport.read(run.folder())).isEqualTo(run.report());
            assertThat(Verification.of(run.folder()).problems()).isEmpty();
        }

        @Test
        void tellsItsFiguresToMachines() {
            CompletedRun run = fixture.runner().run(fixture.study());
            RunSummary summary = run.summary();
            double value = summary.estimates().getFirst().value();
            assertThat(summary.json())
                    .startsWith("{\"run\":\"" + run.folder() + "\",\"seconds\":")
                    .contains("\"stages\":[{\"name\":\"draw\",\"seconds\":")
                    .contains("{\"name\":\"mean\",\"model\":\"short\",\"value\":" + value + ",\"low\":" + (value - 0.1)
                            + ",\"high\":null,\"n\":9,\"missing\":2,\"stage\":\"audit\"}")
                    .contains("\"findings\":[{\"name\":\"closeness\",\"text\":\"A longer look moves")
                    .endsWith(",\"p\":0.6,\"stage\":\"audit\"}]}");
        }

        @Test
        void getsANameFromTimeAndStudyThatNoOtherRunHas() {
            Clock clock = Clock.fixed(Instant.parse("2026-11-21T10:15:00Z"), ZoneOffset.UTC);
            Runner runner = new Runner(fixture.settings(TinyStages.NONE).at(clock));
            assertThat(runner.run(fixture.study()).folder()).hasFileName("20261121-101500-s");
            assertThat(runner.run(fixture.study()).folder()).hasFileName("20261121-101500-s-2");
            assertThat(runner.run(fixture.study()).folder()).hasFileName("20261121-101500-s-3");
        }

        @Test
        void takesWhatItHasSeenFromTheStoreAndSaysSo() {
            CompletedRun first = fixture.runner().run(fixture.study());
            AtomicInteger steps = new AtomicInteger();
            Hazard counting = (stage, step) -> steps.incrementAndGet();
            CompletedRun second = fixture.runner(counting).run(fixture.study());
            assertThat(steps).hasValue(0);
            assertThat(second.report().stages()).allMatch(StageReport::cached);
            assertThat(first.report().stages()).noneMatch(StageReport::cached);
            assertThat(fixture.notes()).contains("[1/4] draw: taken from the store");
            assertThat(RunFixture.figures(second)).isEqualTo(RunFixture.figures(first));
            assertThat(Verification.of(second.folder()).passed()).isTrue();
        }

        @Test
        void runsAfreshWhenAskedTo() {
            fixture.runner().run(fixture.study());
            CompletedRun fresh = new Runner(fixture.settings(TinyStages.NONE).fresh(true)).run(fixture.study());
            assertThat(fresh.report().stages()).noneMatch(StageReport::cached);
        }

        @Test
        void redoesOnlyWhatAChangeReaches() {
            fixture.runner().run(fixture.study());
            CompletedRun changed =
                    fixture.runner().run(fixture.study(TinyStages.STUDY.replace("steps: 10", "steps: 11")));
            assertThat(changed.report().stages().stream().map(StageReport::cached))
                    .containsExactly(true, false, true, false);
            CompletedRun elsewhere = new Runner(
                            fixture.settings(TinyStages.NONE).on(Map.of("threads", "3"), Map.of()))
                    .run(fixture.study());
            assertThat(elsewhere.report().stages()).noneMatch(StageReport::cached);
        }

        @Test
        void givesAStageTheSameNumbersWhenAnotherIsAdded() {
            CompletedRun alone = fixture.runner().run(fixture.study());
            CompletedRun more = new Runner(fixture.settings(TinyStages.NONE).fresh(true))
                    .run(fixture.study(
                            TinyStages.STUDY.replace("stages:\n", "stages:\n  - name: another\n    kind: numbers\n")));
            assertThat(RunFixture.figures(more).subList(1, 5)).isEqualTo(RunFixture.figures(alone));
        }

        @Test
        void dependsOnTheContentOfFilesOutsideOfIt() throws IOException {
            Path file = Files.writeString(folder.resolve("data.txt"), "one");
            Study study = StudyFile.parse(
                    TinyStages.STUDY, "s", "s", fixture.kinds(), List.of(new Setting("file", file.toString(), "x")));
            fixture.runner().run(study);
            assertThat(fixture.runner().run(study).report().stages().getFirst().cached())
                    .isTrue();
            Files.writeString(file, "two");
            CompletedRun other = fixture.runner().run(study);
            assertThat(other.report().stages().getFirst().cached()).isFalse();
            assertThat(other.report().stages().getFirst().external()).containsKey(file.toString());
            Files.delete(file);
            PlumblineException e = catchThrowableOfType(
                    PlumblineException.class, () -> fixture.runner().run(study));
            assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE);
            assertThat(e).hasMessageContaining("stage draw: ").hasMessageContaining("data.txt");
        }
    }

    @Nested
    class AFailure {
        @Test
        void ofAStageKeepsItsCodeAndTheRun() {
            PlumblineException e = catchThrowableOfType(
                    PlumblineException.class,
                    () -> fixture.runner((stage, step) -> {
                                if (stage.equals("long") && step == 20) {
                                    throw new PlumblineException(ErrorCode.NOT_FINITE, "step 20: the loss is NaN");
                                }
                            })
                            .run(fixture.study()));
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE);
            assertThat(e)
                    .hasMessageStartingWith("stage long: step 20: the loss is NaN")
                    .hasMessageContaining("--resume");
            assertThat(fixture.runner().resume(fixture.study()).report().stages())
                    .hasSize(4);
        }

        @Test
        void ofTheDiskIsAboutStorage() {
            PlumblineException e = catchThrowableOfType(
                    PlumblineException.class,
                    () -> fixture.runner((stage, step) -> {
                                if (stage.equals("long")) {
                                    throw new UncheckedIOException(
                                            new FileSystemException("/x", null, "No space left on device"));
                                }
                            })
                            .run(fixture.study()));
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE);
            assertThat(e).hasMessageContaining("No space left on device").hasMessageContaining("go on with");
        }

        @Test
        void toMakeARunFolderIsAboutStorage() throws IOException {
            Files.writeString(folder.resolve("runs"), "a file");
            PlumblineException e = catchThrowableOfType(
                    PlumblineException.class, () -> fixture.runner().run(fixture.study()));
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE);
        }

        @Test
        void toKeepSomethingInTheStoreIsOnlyANote() throws IOException {
            Files.writeString(folder.resolve("store"), "a file");
            CompletedRun run = fixture.runner().run(fixture.study());
            assertThat(run.report().stages()).hasSize(4);
            assertThat(fixture.notes()).anyMatch(note -> note.startsWith("draw: not kept in the store: "));
        }

        @Test
        void isAStageThatReadsWhatItDoesNotDeclare() {
            record Sly() implements StageOptions {
                @Override
                public List<String> inputs() {
                    return List.of();
                }
            }
            List<StageKind<?>> kinds = new ArrayList<>(fixture.kinds());
            kinds.add(new StageKind<>("sly", Sly.class, "Peeks.", (context, options) -> context.result("draw")));
            Study study = StudyFile.parse(
                    "title: t\nstages: [{name: draw, kind: numbers}, {kind: sly}]", "s", "s", kinds, List.of());
            RunSettings settings = RunSettings.of(fixture.runs(), fixture.store(), kinds, RunFixture::page);
            PlumblineException e =
                    catchThrowableOfType(PlumblineException.class, () -> new Runner(settings).run(study));
            assertThat(e).hasMessageContaining("reads stage \"draw\" but does not name it among its inputs");
        }
    }

    @Test
    void aDamagedEntryOfTheStoreIsReportedAndMadeAgain() throws IOException {
        fixture.runner().run(fixture.study());
        try (Stream<Path> paths = Files.walk(folder.resolve("store"))) {
            for (Path weights :
                    paths.filter(path -> path.endsWith("model/weights.txt")).toList()) {
                Files.writeString(weights, "0.0");
            }
        }
        CompletedRun second = fixture.runner().run(fixture.study());
        assertThat(second.report().stages().stream().map(StageReport::cached))
                .containsExactly(true, false, false, true);
        assertThat(fixture.notes())
                .contains("long: the store's copy was damaged and has been removed; it is made again");
        assertThat(Verification.of(second.folder()).problems()).isEmpty();
        assertThat(fixture.runner().run(fixture.study()).report().stages()).allMatch(StageReport::cached);
    }

    @Test
    void resultsSurviveTheirFilesToTheLastBit() throws IOException {
        CompletedRun run = fixture.runner().run(fixture.study());
        StageResult audit = run.report().stages().getLast().result();
        assertThat(audit.estimates().getFirst().estimate().high()).isInfinite();
        Path copy = Files.writeString(folder.resolve("copy.json"), ResultJson.write(audit));
        assertThat(ResultJson.read(copy)).isEqualTo(audit);
        StageResult odd = new StageResult(
                List.of(),
                List.of(),
                List.of(),
                List.of(new Curve(
                        "c",
                        "",
                        List.of(
                                new Curve.Point(Long.MAX_VALUE, -0.0),
                                new Curve.Point(2, Double.NaN),
                                new Curve.Point(3, Double.NEGATIVE_INFINITY),
                                new Curve.Point(4, Double.MIN_VALUE),
                                new Curve.Point(5, 0.1 + 0.2)))),
                List.of(),
                List.of("\u2028 \"quoted\" \uD83D\uDE00"));
        Files.writeString(copy, ResultJson.write(odd));
        assertThat(ResultJson.read(copy)).isEqualTo(odd);
    }
}
