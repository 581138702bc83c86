package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SafeTensorsFileTest {
    @TempDir
    Path folder;

    /// A file of this header and this many bytes of data: 0, 1, 2, ...
    private Path file(String header, int data) throws IOException {
        return write("x.safetensors", header, data);
    }

    private Path write(String name, String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(text.length).put(text);
        for (int i = 0; i < data; i++) {
            all.put((byte) i);
        }
        return Files.write(folder.resolve(name), all.array());
    }

    private static ErrorCode codeOf(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlumblineException.class);
        return ((PlumblineException) thrown).code();
    }

    @Nested
    class Reading {
        @Test
        void aTensorShowsItsTypeShapeAndBytes() throws IOException {
            Path path = file("{\"a\":{\"dtype\":\"I16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}", 4);
            try (SafeTensorsFile open = SafeTensorsFile.open(path)) {
                TensorInfo a = open.tensor("a");
                assertThat(open.names()).containsExactly("a");
                assertThat(a.type()).isEqualTo(SafeTensorsType.I16);
                assertThat(a.shape()).containsExactly(1, 2);
                assertThat(a.elements()).isEqualTo(2);
                assertThat(a.bytes().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2)).isEqualTo((short) 0x0302);
                assertThat(a.bytes().isReadOnly()).isTrue();
                assertThat(open.metadata()).isEmpty();
            }
        }

        @Test
        void bytesCannotBeUsedAfterClosing() throws IOException {
            SafeTensorsFile open =
                    SafeTensorsFile.open(file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1));
            TensorInfo a = open.tensor("a");
            open.close();
            open.close();
            assertThatThrownBy(() -> a.bytes().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void aFileBeyondTwoGibibytesIsMappedWhole() throws IOException {
            long size = 9L << 28; // 2.25 GiB, of which the file system stores only the ends
            String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + size + "],\"data_offsets\":[0," + size + "]}}";
            Path path = file(header, 0);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {7}), channel.size() + size - 1);
            }
            try (SafeTensorsFile open = SafeTensorsFile.open(path)) {
                assertThat(open.tensor("a").bytes().get(ValueLayout.JAVA_BYTE, size - 1))
                        .isEqualTo((byte) 7);
            }
        }

        @Test
        void anErrorNamesTheFileTheTensorAndTheNumbers() throws IOException {
            Path path = file("{\"a\\nb\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
            assertThatThrownBy(() -> SafeTensorsFile.open(path))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessage(path + ": tensor \"a\\u000ab\": F32[2] needs 8 bytes but its data_offsets give it 4");
        }

        @Test
        void aMissingTensorAndAMissingFileHaveTheirOwnCodes() throws IOException {
            try (SafeTensorsFile open = SafeTensorsFile.open(file("{}", 0))) {
                assertThat(codeOf(catchThrowable(() -> open.tensor("a")))).isEqualTo(ErrorCode.BAD_CHECKPOINT);
            }
            assertThat(codeOf(catchThrowable(() -> SafeTensorsFile.open(folder.resolve("none")))))
                    .isEqualTo(ErrorCode.MISSING_FILE);
            assertThat(codeOf(catchThrowable(() -> SafeTensorsFile.open(folder))))
                    .isEqualTo(ErrorCode.MISSING_FILE);
        }

        @Test
        void packedElementsMustFillWholeBytes() throws IOException {
            try (SafeTensorsFile open = SafeTensorsFile.open(
                    file("{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[0,3]}}", 3))) {
                assertThat(open.tensor("a").bytes().byteSize()).isEqualTo(3);
            }
            Path half = file("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2);
            assertThatThrownBy(() -> SafeTensorsFile.open(half)).hasMessageContaining("do not fill whole bytes");
        }

        @Test
        void headersThatAreOnlyAlmostRightAreRefused() throws IOException {
            String tensor = "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
            for (String header : List.of(
                    " {\"a\":" + tensor + "}",
                    "{\"a\":" + tensor + ",\"a\":" + tensor + "}",
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"strides\":[1]}}",
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[-0],\"data_offsets\":[0,0]}}",
                    "{\"a\":" + tensor + "}{}",
                    "{\"a\":" + tensor)) {
                Path path = file(header, 1);
                assertThat(codeOf(catchThrowable(() -> SafeTensorsFile.open(path))))
                        .as(header)
                        .isEqualTo(ErrorCode.BAD_CHECKPOINT);
            }
        }

        @TestFactory
        Stream<DynamicTest> everyFileGetsTheReferencesVerdict() {
            return TextGolden.cases("safetensors/cases.json", "cases").stream()
                    .map(golden ->
                            DynamicTest.dynamicTest(golden.path("file").stringValue(), () -> verdictAgrees(golden)));
        }

        private static void verdictAgrees(JsonNode golden) {
            Path path = TextGolden.path("safetensors/" + golden.path("file").stringValue());
            if (!golden.path("valid").booleanValue()) {
                Throwable thrown = catchThrowable(() -> SafeTensorsFile.open(path));
                assertThat(codeOf(thrown)).isEqualTo(ErrorCode.BAD_CHECKPOINT);
                assertThat(thrown).hasMessageStartingWith(path.toString());
                return;
            }
            try (SafeTensorsFile open = SafeTensorsFile.open(path)) {
                sameContent(golden, open);
            } catch (PlumblineException e) {
                assertThat(golden.path("may_refuse").asBoolean(false))
                        .as(e.getMessage())
                        .isTrue();
            }
        }

        private static void sameContent(JsonNode golden, SafeTensorsFile open) {
            Map<String, String> metadata = new TreeMap<>();
            golden.path("metadata")
                    .properties()
                    .forEach(e -> metadata.put(e.getKey(), e.getValue().stringValue()));
            assertThat(open.metadata()).isEqualTo(metadata);
            for (JsonNode tensor : golden.path("tensors")) {
                TensorInfo found = open.tensor(tensor.path("name").stringValue());
                assertThat(found.type().name()).isEqualTo(tensor.path("dtype").stringValue());
                assertThat(found.shape()).containsExactly(longs(tensor.path("shape")));
                assertThat(HexFormat.of().formatHex(found.bytes().toArray(ValueLayout.JAVA_BYTE)))
                        .isEqualTo(tensor.path("bytes").stringValue());
            }
            if (!golden.path("tensors").isEmpty()) {
                assertThat(open.names()).hasSize(golden.path("tensors").size());
            }
        }

        private static long[] longs(JsonNode array) {
            return array.valueStream().mapToLong(JsonNode::longValue).toArray();
        }
    }

    @Nested
    class Sharded {
        private Path shard(String name, String tensor) throws IOException {
            return write(name, "{\"" + tensor + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
        }

        private void index(String weightMap) throws IOException {
            Files.writeString(
                    folder.resolve("model.safetensors.index.json"),
                    "{\"metadata\":{\"total_size\":2},\"weight_map\":" + weightMap + "}");
        }

        private void twoShards() throws IOException {
            shard("model-00001-of-00002.safetensors", "a");
            shard("model-00002-of-00002.safetensors", "b");
        }

        private static final String GOOD =
                "{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}";

        private void refused(ErrorCode code, String part) {
            Throwable thrown = catchThrowable(() -> SafeTensorsFolder.open(folder));
            assertThat(codeOf(thrown)).isEqualTo(code);
            assertThat(thrown).hasMessageContaining(part);
        }

        @Test
        void tensorsAreFoundWhereverTheyLie() throws IOException {
            twoShards();
            index(GOOD);
            try (SafeTensorsFolder open = SafeTensorsFolder.open(folder)) {
                assertThat(open.names()).containsExactly("a", "b");
                assertThat(open.has("b")).isTrue();
                assertThat(open.tensor("b").bytes().byteSize()).isEqualTo(1);
                assertThat(open.files()).hasSize(2);
                assertThat(codeOf(catchThrowable(() -> open.tensor("c")))).isEqualTo(ErrorCode.BAD_CHECKPOINT);
            }
        }

        @Test
        void aSingleFileIsPreferred() throws IOException {
            twoShards();
            index(GOOD);
            shard("model.safetensors", "whole");
            try (SafeTensorsFolder open = SafeTensorsFolder.open(folder)) {
                assertThat(open.names()).containsExactly("whole");
            }
        }

        @Test
        void aMissingShardIsNamed() throws IOException {
            shard("model-00001-of-00002.safetensors", "a");
            index(GOOD);
            refused(ErrorCode.MISSING_FILE, "model-00002-of-00002.safetensors");
        }

        @Test
        void anExtraShardIsNamed() throws IOException {
            twoShards();
            shard("model-00003-of-00003.safetensors", "c");
            index(GOOD);
            refused(ErrorCode.BAD_CHECKPOINT, "model-00003-of-00003.safetensors");
        }

        @Test
        void aTensorThatIsNotWhereTheIndexSaysIsNamed() throws IOException {
            twoShards();
            index("{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\","
                    + "\"c\":\"model-00002-of-00002.safetensors\"}");
            refused(ErrorCode.BAD_CHECKPOINT, "tensor \"c\"");
            index("{\"a\":\"model-00001-of-00002.safetensors\",\"x\":\"model-00002-of-00002.safetensors\"}");
            refused(ErrorCode.BAD_CHECKPOINT, "tensor \"b\"");
        }

        @Test
        void aTensorInTwoShardsIsRefused() throws IOException {
            shard("model-00001-of-00002.safetensors", "a");
            shard("model-00002-of-00002.safetensors", "a");
            index("{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}");
            refused(ErrorCode.BAD_CHECKPOINT, "also in another shard");
        }

        @Test
        void aShardOutsideTheFolderIsRefused() throws IOException {
            for (String place : List.of(
                    "../x.safetensors",
                    "/etc/x.safetensors",
                    "sub/x.safetensors",
                    "..\\\\x.safetensors",
                    "C:x.safetensors",
                    ".x.safetensors",
                    "x.bin",
                    "a\\u0000.safetensors")) {
                index("{\"a\":\"" + place + "\"}");
                refused(ErrorCode.BAD_CHECKPOINT, "plain file name");
            }
        }

        @Test
        void anIndexThatIsNotOneIsRefused() throws IOException {
            index("{}");
            refused(ErrorCode.BAD_CHECKPOINT, "weight_map");
            index("{\"a\":1}");
            refused(ErrorCode.BAD_CHECKPOINT, "not a string");
            index("{\"a\":");
            refused(ErrorCode.BAD_CHECKPOINT, "line 1: not valid JSON");
        }

        @Test
        void anEmptyFolderIsRefused() {
            refused(ErrorCode.MISSING_FILE, "neither model.safetensors nor model.safetensors.index.json");
        }

        @Test
        void publishedShardsOpen() {
            try (SafeTensorsFolder open = SafeTensorsFolder.open(TextGolden.path("models/llama_mha"))) {
                assertThat(open.files()).hasSize(5);
                assertThat(open.has("lm_head.weight")).isTrue();
            }
        }
    }
}
