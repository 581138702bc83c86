package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysWhatItFoundOneLineEach() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("doctor")).isZero();
        assertThat(shell.out())
                .contains("ok       plumbline " + Version.NUMBER)
                .contains("ok       java      " + Runtime.version())
                .contains("GiB free");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void givesTheSameToAMachine() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("doctor", "--json")).isZero();

        JsonNode found = JsonMapper.shared().readTree(shell.out());
        assertThat(found.get("healthy").asBoolean()).isTrue();
        assertThat(found.get("checks").valueStream().map(c -> c.get("name").asString()))
                .contains("java", "cores", "memory", "runs", "store");
    }

    @Test
    void triesTheEngineAndSaysHowFastAndHowRightItIs() {
        CapturedShell shell = new CapturedShell(folder);

        shell.run("doctor");

        assertThat(shell.out())
                .containsPattern("ok       engine    libtorch \\d+\\.\\d+")
                .containsPattern("ok       threads   \\d+ for one operation")
                .containsPattern("ok       float32   \\d+ GFLOP/s in the fastest matrix product \\(a glance")
                .containsPattern("ok       bfloat16  \\d+ GFLOP/s")
                .contains("ok       logits    of a tiny decoder deviate by", "from those that ship (at most 1e-04)")
                .contains("ok       cache     of generation over a cache deviate by");
    }

    @Test
    void givesTheEnginesMeasuresToAMachine() {
        CapturedShell shell = new CapturedShell(folder);

        shell.run("doctor", "--json");

        JsonNode engine = JsonMapper.shared().readTree(shell.out()).get("engine");
        assertThat(engine.get("library").asString()).startsWith("libtorch");
        assertThat(engine.get("threads").asInt()).isPositive();
        assertThat(engine.get("float32Gflops").asDouble()).isPositive();
        assertThat(engine.get("bfloat16Gflops").asDouble()).isPositive();
        assertThat(engine.get("logitDeviation").asDouble())
                .isLessThan(engine.get("tolerance").asDouble());
        assertThat(engine.get("cacheDeviation").asDouble())
                .isLessThan(engine.get("tolerance").asDouble());
    }

    @Test
    void isNotContentWhereARunCouldNotBeWritten() {
        File readOnly = folder.toFile();
        assumeTrue(readOnly.setWritable(false), "the file system has no rights");
        assumeFalse(readOnly.canWrite(), "the superuser may write anyway");
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("doctor")).isEqualTo(Checkup.BROKEN_STATUS);
        assertThat(shell.out()).contains("broken   runs", "cannot be written");
    }

    @Test
    void isNotContentWhereAFileStandsInTheWay() throws IOException {
        Files.writeString(folder.resolve("runs"), "not a folder");
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("doctor")).isEqualTo(Checkup.BROKEN_STATUS);
        assertThat(shell.out()).contains("broken   runs", "cannot be written");
    }
}
