package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.TinyStages.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when a run is killed, stopped or touched before it is finished.
class InterruptedRunTest {
    @TempDir
    Path folder;

    private RunFixture fixture;

    /// Stands for `kill -9`: nothing catches it.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    InterruptedRunTest() {
        fixture = new RunFixture(Path.of("unset"));
    }

    @BeforeEach
    void useTheFolder() {
        fixture = new RunFixture(folder);
    }

    @Test
    void endsWithTheSameFiguresWhereverItWasKilled() {
        List<StageResult> undisturbed = RunFixture.figures(fixture.runner().run(fixture.study()));
        Random random = new Random(5);
        for (int round = 0; round < 8; round++) {
            RunFixture place = new RunFixture(folder.resolve("round" + round));
            CompletedRun run = throughKills(place, random);
            assertThat(RunFixture.figures(run)).isEqualTo(undisturbed);
            assertThat(Verification.of(run.folder()).problems()).isEmpty();
            assertThat(RunList.of(place.runs()).entries()).hasSize(1);
        }
    }

    private CompletedRun throughKills(RunFixture place, Random random) {
        for (int kills = 0; ; kills++) {
            AtomicInteger left = new AtomicInteger(kills < 3 ? random.nextInt(60) : Integer.MAX_VALUE);
            Runner runner = place.runner((stage, step) -> {
                if (left.getAndDecrement() == 0) {
                    throw new Killed();
                }
            });
            try {
                return runner.resume(place.study());
            } catch (Killed e) {
                assertThat(RunList.of(place.runs()).entries().getFirst().state())
                        .isEqualTo(RunList.State.UNFINISHED);
            }
        }
    }

    @Test
    void losesAtMostTheWorkSinceItsLastCheckpoint() {
        kill("long", 33);
        List<Long> steps = new ArrayList<>();
        fixture.runner((stage, step) -> steps.add(step)).resume(fixture.study());
        assertThat(steps).startsWith(30L, 31L, 32L, 33L).hasSize(10 + 2);
        assertThat(fixture.notes()).contains("[1/4] draw: already in this run", "[2/4] short: already in this run");
    }

    private void kill(String victim, long at) {
        Throwable killed = catchThrowable(() -> fixture.runner((stage, step) -> {
                    if (stage.equals(victim) && step == at) {
                        throw new Killed();
                    }
                })
                .run(fixture.study()));
        assertThat(killed).isInstanceOf(Killed.class);
    }

    private Path theRun() {
        return RunList.of(fixture.runs()).entries().getFirst().run();
    }

    @Test
    void dropsATornLineOfEvidence() throws IOException {
        kill("short", 3);
        Files.writeString(theRun().resolve("evidence.jsonl"), "{\"before\":\"12", StandardOpenOption.APPEND);
        CompletedRun run = fixture.runner().resume(theRun());
        assertThat(Verification.of(run.folder()).problems()).isEmpty();
        assertThat(fixture.notes()).anyMatch(note -> note.contains("incomplete last line"));
    }

    @Test
    void doesAStageAgainWhoseFilesWereTouched() throws IOException {
        kill("audit", 0);
        Files.writeString(theRun().resolve("stages/draw/numbers.txt"), "0.1\n");
        CompletedRun run = fixture.runner().resume(theRun());
        assertThat(Verification.of(run.folder()).problems()).isEmpty();
        assertThat(fixture.notes()).anyMatch(note -> note.startsWith("draw: its files are not those"));
        assertThat(Files.readAllLines(run.folder().resolve("stages/draw/numbers.txt")))
                .hasSize(40);
    }

    @Test
    void isNotResumedIfItsEvidenceWasChanged() throws IOException {
        kill("audit", 0);
        Path evidence = theRun().resolve("evidence.jsonl");
        Files.writeString(evidence, Files.readString(evidence).replaceFirst("\"seed\":", "\"sead\":"));
        PlumblineException e = catchThrowableOfType(
                PlumblineException.class, () -> fixture.runner().resume(theRun()));
        assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH);
        assertThat(e).hasMessageContaining("evidence.jsonl: line 2 does not match its own hash");
    }

    @Test
    void isNotResumedUnderAnotherEnvironmentOrAnotherStudy() {
        kill("audit", 0);
        RunSettings elsewhere = fixture.settings(TinyStages.NONE).on(Map.of("threads", "9"), Map.of());
        PlumblineException e =
                catchThrowableOfType(PlumblineException.class, () -> new Runner(elsewhere).resume(theRun()));
        assertThat(e).hasMessageContaining("begun under {threads=2}, now it is {threads=9}");
        Path unfinished = theRun();
        CompletedRun other = fixture.runner().resume(fixture.study(TinyStages.STUDY.replace("seed: 7", "seed: 8")));
        assertThat(other.folder()).isNotEqualTo(unfinished);
        assertThat(fixture.notes()).anyMatch(note -> note.startsWith("no unfinished run of this study"));
    }

    @Test
    void canBeResumedUntilItIsFinished() {
        kill("audit", 0);
        Path run = theRun();
        fixture.runner().resume(run);
        PlumblineException e = catchThrowableOfType(
                PlumblineException.class, () -> fixture.runner().resume(run));
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENT);
        assertThat(e).hasMessageContaining("is finished");
    }

    @Test
    void stopsOnRequestAndSaysHowToGoOn() {
        RunSettings settings = fixture.settings(TinyStages.NONE);
        Hazard asking = (stage, step) -> {
            if (stage.equals("long") && step == 12) {
                settings.cancellation().request();
            }
        };
        RunSettings asked = fixture.settings(asking).watchedBy(settings.progress(), settings.cancellation());
        PlumblineException e =
                catchThrowableOfType(PlumblineException.class, () -> new Runner(asked).run(fixture.study()));
        assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(e).hasMessageContaining("go on with: plumbline run s.yaml --resume");
        CompletedRun run = fixture.runner().resume(fixture.study());
        assertThat(run.report().stages()).hasSize(4);
    }

    @Test
    void isHeldByOneRunnerAtATime() {
        List<PlumblineException> refused = new ArrayList<>();
        Hazard intruding = (stage, step) -> {
            if (stage.equals("long") && step == 3) {
                refused.add(catchThrowableOfType(
                        PlumblineException.class, () -> fixture.runner().resume(fixture.study())));
            }
        };
        fixture.runner(intruding).run(fixture.study());
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().code()).isEqualTo(ErrorCode.BUSY);
        assertThat(refused.getFirst())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
}
