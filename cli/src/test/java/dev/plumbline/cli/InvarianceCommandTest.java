package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InvarianceCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int doctor(String line) {
        shell = new CapturedShell(folder);
        return shell.run(("doctor --invariance " + line).split(" "));
    }

    private void data(String record) throws IOException {
        Files.writeString(
                folder.resolve("data.jsonl"),
                IntStream.range(0, 4)
                        .mapToObj(i -> record.replace("N", Integer.toString(i)))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void saysOfEachArrangementWhetherItHoldsAndByHowMuch() throws IOException {
        data("{\"prompt\": \"what is N plus 1 ?\", \"chosen\": \"it is N .\", \"rejected\": \"i do not know .\"}");

        assertThat(doctor("--model harbor:small --data data.jsonl --items 3 --json"))
                .as(shell.out() + shell.err())
                .isZero();

        JsonNode found = JsonMapper.shared().readTree(shell.out());
        assertThat(found.get("failed").asInt()).isZero();
        assertThat(found.get("passed").asInt()).isGreaterThan(30);
        assertThat(found.get("cases").valueStream().map(one -> one.get("name").asString()))
                .contains("accumulation, kto", "packing, rewards", "resume, dpo", "replicas, grpo");
    }

    @Test
    void demonstrationsAllowFewerChecksAndAToleranceThatNothingKeepsFails() throws IOException {
        data("{\"prompt\": \"what is N plus 1 ?\", \"completion\": \"it is N .\"}");

        assertThat(doctor("--model harbor:small --data data.jsonl --tolerance 1e-12"))
                .isEqualTo(1);
        assertThat(shell.out())
                .contains("fail          accumulation, sft", "(at most 1e-12)", "pass          resume, sft", " failed,")
                .doesNotContain("dpo");
    }

    @Test
    void wantsAModelAndDataThatCanBeChecked() throws IOException {
        assertThat(doctor("--model harbor:small")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("--data FILE");
        data("{\"prompt\": \"what is N plus 1 ?\"}");
        assertThat(doctor("--model harbor:small --data data.jsonl")).isEqualTo(ErrorCode.BAD_DATA.exitStatus());
        assertThat(shell.err()).contains("data.jsonl line 1", "\"completion\" is missing");
    }
}
