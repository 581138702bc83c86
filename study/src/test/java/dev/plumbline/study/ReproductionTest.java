package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    @TempDir
    Path folder;

    record NoOptions() implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    @Test
    void givesTheSameFiguresWithoutTheStore() {
        RunFixture fixture = new RunFixture(folder);
        CompletedRun run = fixture.runner().run(fixture.study());
        AtomicInteger steps = new AtomicInteger();
        Reproduction again = Reproduction.of(run.folder(), fixture.settings((stage, step) -> steps.incrementAndGet()));
        assertThat(steps).hasValue(40 + 10 + 40 + 2);
        assertThat(again.same()).isTrue();
        assertThat(again.figures()).isEqualTo(8);
        assertThat(again.files()).isEmpty();
        assertThat(again.repeated()).isNotEqualTo(run.folder());
        again.require();
    }

    @Test
    void namesTheFiguresThatDifferByAsLittleAsOneBit() {
        AtomicInteger runs = new AtomicInteger();
        StageKind<NoOptions> drifting = new StageKind<>("drift", NoOptions.class, "Drifts.", (context, options) -> {
            double value = runs.getAndIncrement() == 0 ? 0.5 : Math.nextUp(0.5);
            Estimate estimate = new Estimate(value, 0, 1, 0.95, "none", 3, Map.of());
            Files.writeString(context.output().resolve("value.txt"), "" + value);
            return new StageResult(
                    List.of(new NamedEstimate("drift", "m", estimate, OptionalDouble.empty(), "Drift.")),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
        });
        List<StageKind<?>> kinds = List.of(drifting);
        Study study = StudyFile.parse("title: t\nstages: [{kind: drift}]", "s", "s", kinds, List.of());
        RunSettings settings =
                RunSettings.of(folder.resolve("runs"), new RunFixture(folder).store(), kinds, RunFixture::page);
        CompletedRun run = new Runner(settings).run(study);
        Reproduction again = Reproduction.of(run.folder(), settings.on(Map.of("threads", "3"), Map.of()));
        assertThat(again.same()).isFalse();
        assertThat(again.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.name()).isEqualTo("drift: drift of m");
            assertThat(difference.now()).contains("0.5000000000000001");
        });
        assertThat(again.files()).containsExactly("stages/drift/result.json", "stages/drift/value.txt");
        assertThat(again.environment()).containsExactly("threads: absent before, 3 now");
        PlumblineException e = catchThrowableOfType(PlumblineException.class, again::require);
        assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH);
        assertThat(e).hasMessageContaining("1 of 1 figures differ").hasMessageContaining("drift: drift of m");
    }

    @Test
    void isNotAttemptedFromADamagedRun() throws IOException {
        RunFixture fixture = new RunFixture(folder);
        CompletedRun run = fixture.runner().run(fixture.study());
        Files.writeString(run.folder().resolve("stages/audit/result.json"), "{}");
        PlumblineException e = catchThrowableOfType(
                PlumblineException.class, () -> Reproduction.of(run.folder(), fixture.settings(TinyStages.NONE)));
        assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH);
        assertThat(e).hasMessageContaining("stages/audit/result.json");
    }

    @Test
    void standsInTheListOfRunsBesideItsOriginal() throws IOException {
        RunFixture fixture = new RunFixture(folder);
        assertThat(RunList.of(fixture.runs()).entries()).isEmpty();
        CompletedRun run = fixture.runner().run(fixture.study());
        Reproduction again = Reproduction.of(run.folder(), fixture.settings(TinyStages.NONE));
        Path evidence = run.folder().resolve("evidence.jsonl");
        assertThat(RunList.of(fixture.runs()).entries())
                .extracting(RunList.Entry::state)
                .containsExactly(RunList.State.FINISHED, RunList.State.FINISHED);
        Files.writeString(evidence, Files.readString(evidence).replaceFirst("mean", "meen"));
        RunList list = RunList.of(fixture.runs());
        assertThat(list.entries())
                .extracting(RunList.Entry::run)
                .containsExactlyInAnyOrder(again.repeated(), run.folder());
        RunList.Entry good = list.entries().stream()
                .filter(entry -> entry.run().equals(again.repeated()))
                .findFirst()
                .orElseThrow();
        assertThat(good.title()).isEqualTo("What is the mean?");
        assertThat(good.headline()).startsWith("A longer look moves the mean by");
        RunList.Entry damaged = list.entries().stream()
                .filter(entry -> entry.run().equals(run.folder()))
                .findFirst()
                .orElseThrow();
        assertThat(damaged.state()).isEqualTo(RunList.State.DAMAGED);
        assertThat(damaged.headline()).contains("line 1 does not match its own hash");
    }
}
