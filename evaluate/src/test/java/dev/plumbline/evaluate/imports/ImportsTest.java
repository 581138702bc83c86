package dev.plumbline.evaluate.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.plumbline.core.Completion;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {
    private static final String SAMPLE = "{\"id\":\"a\",\"epoch\":1,\"input\":\"Why?\",\"target\":\"x\","
            + "\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
            + "\"text\":\"Because.\"}]}}]},\"scores\":{\"match\":{\"value\":\"C\"},\"judge\":{\"value\":0.5}}}";
    private static final String BROKEN =
            "{\"id\":7,\"epoch\":2,\"input\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Q\"}],"
                    + "\"error\":{\"message\":\"host gone\"},\"scores\":null}";
    private static final String HEAD =
            "{\"version\":2,\"status\":\"success\",\"eval\":{\"task\":\"t\",\"model\":\"openai/m\"}";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path log() {
        return folder.resolve("log.jsonl");
    }

    private List<LogRecord> records() {
        List<LogRecord> records = new ArrayList<>();
        RunLog.each(log(), records::add);
        return records;
    }

    private void holdsInspectsSamples() {
        LogHeader header = RunLog.header(log());
        assertThat(header.model()).isEqualTo("openai/m");
        assertThat(header.tasks().getFirst().measures())
                .containsExactlyInAnyOrder(Measure.rate("match"), Measure.bounded("judge", 0, 1));
        LogRecord scored = records().getFirst();
        assertThat(scored.solution().orElseThrow().answer().text()).isEqualTo("Because.");
        assertThat(scored.score().toString()).contains("match=1.0", "judge=0.5");
        LogRecord failed = records().getLast();
        assertThat(failed.key()).isEqualTo(new LogRecord.Key("t", "7", 1));
        assertThat(failed.outcome()).isEqualTo("failed");
        assertThat(failed.score().toString()).contains("host gone");
    }

    @Test
    void inspectsJsonIsRead() throws IOException {
        Path file = file("log.json", HEAD + ",\"samples\":[" + SAMPLE + "," + BROKEN + "]}");
        assertThat(Imports.inspect(file, log())).isEqualTo(2);
        holdsInspectsSamples();
    }

    @Test
    void inspectsTranscriptsAreWholeWithToolsAndWhatIsKnown() throws IOException {
        String sample = "{\"id\":\"s\",\"epoch\":1,\"input\":\"Q\",\"target\":[\"4\",\"four\"],"
                + "\"metadata\":{\"level\":3,\"more\":{\"deep\":1}},\"attachments\":{\"ab\":\"a long result\"},"
                + "\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Q\"},"
                + "{\"role\":\"assistant\",\"content\":\"Let me see.\",\"tool_calls\":[{\"id\":\"c1\",\"function\":\"add\","
                + "\"arguments\":{\"x\":2,\"y\":2}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"function\":\"add\",\"content\":\"attachment://ab\"},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"4\"}]}],"
                + "\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"4\"},"
                + "\"stop_reason\":\"max_tokens\"}],\"usage\":{\"input_tokens\":9,\"output_tokens\":1}},"
                + "\"scores\":{\"match\":{\"value\":\"C\"}},\"total_time\":1.5}";
        Imports.inspect(file("log.json", HEAD + ",\"samples\":[" + sample + "]}"), log());

        LogRecord record = records().getFirst();
        assertThat(record.solution().orElseThrow().exchanges().getFirst().talk().messages())
                .containsExactly(
                        Message.system("S"),
                        Message.user("Q"),
                        Message.assistant("Let me see.\nCALL add: {\"x\":2,\"y\":2}"),
                        Message.user("RESULT add: a long result"),
                        Message.assistant("4"));
        assertThat(record.solution().orElseThrow().answer()).isEqualTo(new Completion("4", FinishReason.LENGTH, 9, 1));
        assertThat(record.known()).isEqualTo(Map.of("target", "4", "target.1", "four", "level", "3"));
        assertThat(record.milliseconds()).isEqualTo(1_500);
    }

    @Test
    void inspectsZipIsReadWhicheverWayItIsPacked() throws IOException {
        Path file = folder.resolve("log.eval");
        Files.write(
                file,
                zip(Map.of(
                        "header.json",
                        HEAD + "}",
                        "samples/a_epoch_1.json",
                        SAMPLE,
                        "samples/b_epoch_2.json",
                        BROKEN)));
        assertThat(Imports.inspect(file, log())).isEqualTo(2);
        holdsInspectsSamples();
    }

    @Test
    void whatIsNoZipOrCutShortIsRefused() throws IOException {
        Path none = file("none.eval", "hello");
        assertThatThrownBy(() -> Imports.inspect(none, log()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no ZIP");
        byte[] whole = zip(Map.of("header.json", HEAD + "}"));
        byte[] cut = java.util.Arrays.copyOfRange(whole, 20, whole.length);
        Path damaged = Files.write(folder.resolve("cut.eval"), cut);
        assertThatThrownBy(() -> Imports.inspect(damaged, log())).isInstanceOf(PlumblineException.class);
    }

    @Test
    void theHarnesssSamplesAreRead() throws IOException {
        Path file = file(
                "samples_gsm8k_2026-11-21T10-00-00.jsonl",
                "{\"doc_id\":3,\"arguments\":{\"gen_args_0\":{\"arg_0\":\"2+2?\"}},\"resps\":[[\"4\"]],"
                        + "\"metrics\":[\"exact_match\"],\"exact_match\":1.0}\n"
                        + "{\"doc_id\":4,\"arguments\":[[\"3+3?\",{}]],\"resps\":[[\"7\"]],\"metrics\":[\"exact_match\"],"
                        + "\"exact_match\":NaN}\n");
        assertThat(Imports.harness(file, "m", log())).isEqualTo(2);
        assertThat(records().getFirst().task()).isEqualTo("gsm8k");
        assertThat(records().getFirst().score().toString()).contains("exact_match=1.0");
        assertThat(records().getLast().outcome()).isEqualTo("unparsable");
    }

    @Test
    void promptfoosResultsAreRead() throws IOException {
        Path file = file(
                "results.json",
                "{\"results\":{\"version\":3,\"results\":[{\"testIdx\":0,\"promptIdx\":0,\"provider\":{\"id\":\"p\"},"
                        + "\"prompt\":{\"raw\":\"Hi\"},\"response\":{\"output\":\"Yo\"},\"success\":true,\"score\":0.7},"
                        + "{\"testIdx\":1,\"promptIdx\":0,\"provider\":{\"id\":\"p\"},\"prompt\":{\"raw\":\"Hi\"},"
                        + "\"success\":false,\"score\":0,\"error\":\"429\"}]}}");
        assertThat(Imports.promptfoo(file, log())).isEqualTo(2);
        assertThat(records().getFirst().score().toString()).contains("success=1.0", "score=0.7");
        assertThat(records().getLast().outcome()).isEqualTo("failed");
    }

    @Test
    void garaksReportIsReadOutputByOutput() throws IOException {
        Path file = file(
                "report.jsonl",
                "{\"entry_type\":\"start_run setup\",\"plugins.model_name\":\"m\"}\n"
                        + "{\"entry_type\":\"attempt\",\"status\":1,\"uuid\":\"u\",\"outputs\":[\"x\"]}\n"
                        + "{\"entry_type\":\"attempt\",\"status\":2,\"uuid\":\"u\",\"probe_classname\":\"dan.Dan\","
                        + "\"prompt\":{\"turns\":[{\"role\":\"user\",\"content\":{\"text\":\"Go\"}}]},"
                        + "\"outputs\":[{\"text\":\"no\"},{\"text\":\"yes\"},null],"
                        + "\"detector_results\":{\"d\":[0.0,1.0]}}\n");
        assertThat(Imports.garak(file, log())).isEqualTo(3);
        assertThat(RunLog.header(log()).model()).isEqualTo("m");
        assertThat(records().get(1).score().toString()).contains("d=1.0");
        assertThat(records().get(2).outcome()).isEqualTo("failed");
        assertThatThrownBy(() -> Imports.garak(file, log())).hasMessageContaining("exists already");
    }

    @Test
    void whatElsePromptfooKnowsIsKept() throws IOException {
        Path file = file(
                "results.json",
                "{\"results\":{\"version\":3,\"results\":[{\"testIdx\":0,\"promptIdx\":1,\"provider\":{\"id\":\"p\"},"
                        + "\"prompt\":{\"raw\":\"[{\\\"role\\\":\\\"system\\\",\\\"content\\\":\\\"Be brief.\\\"},"
                        + "{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]\"},\"latencyMs\":81,"
                        + "\"vars\":{\"topic\":\"geo\",\"n\":2},\"namedScores\":{\"tone\":0.25},"
                        + "\"response\":{\"output\":{\"a\":1}},\"success\":false,\"score\":0.5},"
                        + "{\"testIdx\":1,\"promptIdx\":1,\"provider\":\"p\",\"prompt\":{\"raw\":\"[no list\"},"
                        + "\"response\":{\"output\":\"x\"},\"success\":true,\"score\":1}]}}");
        assertThat(Imports.promptfoo(file, log())).isEqualTo(2);
        LogRecord first = records().getFirst();
        assertThat(first.id()).isEqualTo("0.1");
        assertThat(first.score().toString()).contains("tone=0.25", "success=0.0", "score=0.5");
        assertThat(first.known()).isEqualTo(Map.of("topic", "geo", "n", "2"));
        assertThat(first.milliseconds()).isEqualTo(81);
        assertThat(first.solution().orElseThrow().answer().text()).isEqualTo("{\"a\":1}");
        assertThat(first.solution().orElseThrow().exchanges().getFirst().talk().messages())
                .extracting(message -> message.role() + " " + message.content())
                .startsWith("SYSTEM Be brief.", "USER Hi");
        assertThat(records()
                        .getLast()
                        .solution()
                        .orElseThrow()
                        .exchanges()
                        .getFirst()
                        .talk()
                        .messages())
                .extracting(dev.plumbline.core.Message::content)
                .startsWith("[no list");
    }

    @Test
    void garaksConversationsAreKeptWholeUnderIdsThatAnotherRunHasToo() throws IOException {
        String turn = "{\"role\":\"%s\",\"content\":{\"text\":\"%s\",\"lang\":\"en\"}}";
        String system = turn.formatted("system", "Be good.");
        String asked = turn.formatted("user", "Go");
        Path file = file(
                "report.jsonl",
                "{\"entry_type\":\"start_run setup\",\"plugins.target_type\":\"test\",\"plugins.target_name\":\"m\"}\n"
                        + "{\"entry_type\":\"attempt\",\"status\":2,\"uuid\":\"u\",\"seq\":4,\"goal\":\"say yes\","
                        + "\"probe_classname\":\"dan.Dan\",\"prompt\":{\"turns\":[" + system + "," + asked + "]},"
                        + "\"outputs\":[{\"text\":\"no\"},{\"text\":\"yes\"}],\"conversations\":[{\"turns\":["
                        + system + "," + asked + "," + turn.formatted("assistant", "no") + "]}],"
                        + "\"detector_results\":{\"d\":[0.0,1.0]}}\n");
        assertThat(Imports.garak(file, log())).isEqualTo(2);
        assertThat(RunLog.header(log()).model()).isEqualTo("m");
        for (LogRecord record : records()) {
            assertThat(record.id()).isEqualTo("4");
            assertThat(record.known()).isEqualTo(Map.of("goal", "say yes"));
            assertThat(record.solution()
                            .orElseThrow()
                            .exchanges()
                            .getFirst()
                            .talk()
                            .messages())
                    .extracting(dev.plumbline.core.Message::content)
                    .startsWith("Be good.", "Go");
        }
        assertThat(records().getLast().solution().orElseThrow().answer().text()).isEqualTo("yes");
    }

    /// A ZIP file: JSON of samples packed with Zstandard, the rest stored.
    private static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (String name : entries.keySet().stream().sorted().toList()) {
            byte[] plain = entries.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
            int method = name.startsWith("samples/") ? 93 : 0;
            byte[] packed = method == 93 ? Zstd.compress(plain) : plain;
            CRC32 crc = new CRC32();
            crc.update(plain);
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            ByteBuffer fields = ByteBuffer.allocate(22)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) 0)
                    .putShort((short) method)
                    .putInt(0)
                    .putInt((int) crc.getValue())
                    .putInt(packed.length)
                    .putInt(plain.length)
                    .putShort((short) text.length);
            int offset = body.size();
            body.write(little(0x04034b50, 20));
            body.write(fields.array());
            body.write(new byte[2]);
            body.write(text);
            body.write(packed);
            directory.write(little(0x02014b50, 20));
            directory.write(new byte[] {20, 0});
            directory.write(fields.array());
            directory.write(new byte[2 + 2 + 2 + 2 + 4]);
            directory.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(offset)
                    .array());
            directory.write(text);
        }
        int start = body.size();
        body.write(directory.toByteArray());
        body.write(ByteBuffer.allocate(22)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries.size())
                .putShort((short) entries.size())
                .putInt(directory.size())
                .putInt(start)
                .putShort((short) 0)
                .array());
        return body.toByteArray();
    }

    private static byte[] little(int signature, int version) {
        return ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(signature)
                .putShort((short) version)
                .array();
    }
}
