package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.SafeTensorsWriter.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsWriterTest {
    @TempDir
    Path folder;

    private static Tensor tensor(String name, SafeTensorsType type, int count) {
        byte[] bytes = new byte[count * type.bits() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + name.length());
        }
        return Tensor.of(name, type, new long[] {count}, MemorySegment.ofArray(bytes));
    }

    private static ErrorCode codeOf(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlumblineException.class);
        return ((PlumblineException) thrown).code();
    }

    private List<Path> inFolder() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = folder.resolve("new/m.safetensors");
        List<Tensor> tensors = List.of(
                tensor("flags", SafeTensorsType.BOOL, 3),
                tensor("w", SafeTensorsType.F32, 5),
                tensor("half \"猫\"", SafeTensorsType.BF16, 2),
                Tensor.of("s", SafeTensorsType.I64, new long[] {}, MemorySegment.ofArray(new long[] {7})),
                Tensor.of("e", SafeTensorsType.F32, new long[] {2, 0}, MemorySegment.ofArray(new byte[0])));
        SafeTensorsWriter.write(file, tensors, Map.of("format", "pt", "a", "é"));
        try (SafeTensorsFile open = SafeTensorsFile.open(file)) {
            assertThat(open.metadata()).containsExactly(Map.entry("a", "é"), Map.entry("format", "pt"));
            for (Tensor tensor : tensors) {
                TensorInfo found = open.tensor(tensor.name());
                assertThat(found.type()).isEqualTo(tensor.type());
                assertThat(found.shape()).hasSize(tensor.shape().size());
                assertThat(found.bytes().mismatch(tensor.bytes().get())).isEqualTo(-1);
                assertThat(found.bytes().address() % Math.max(1, tensor.type().bits() / 8))
                        .as("%s is aligned", found)
                        .isZero();
            }
        }
    }

    @Test
    void theHeaderIsPaddedWithSpacesToEightBytes() throws IOException {
        Path file = folder.resolve("m.safetensors");
        SafeTensorsWriter.write(file, List.of(tensor("x", SafeTensorsType.U8, 1)), Map.of());
        byte[] all = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(all, 8, length, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(header.stripTrailing()).isEqualTo("{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}");
        assertThat(length % 8).isZero();
        assertThat(all).hasSize(8 + length + 1);
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        List<Tensor> tensors = List.of(tensor("b", SafeTensorsType.F16, 3), tensor("a", SafeTensorsType.F16, 2));
        Path first = folder.resolve("1");
        Path second = folder.resolve("2");
        SafeTensorsWriter.write(first, tensors, Map.of("k", "v", "a", "b", "z", "y"));
        SafeTensorsWriter.write(second, tensors, Map.of("z", "y", "k", "v", "a", "b"));
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        try (SafeTensorsFile open = SafeTensorsFile.open(first)) {
            assertThat(open.names()).containsExactly("b", "a");
        }
    }

    @Test
    void tensorsAreFetchedOneByOneInTheOrderOfTheFile() {
        StringBuilder fetched = new StringBuilder();
        List<Tensor> tensors = Stream.of("a", "b", "c")
                .map(name -> Tensor.of(name, SafeTensorsType.U8, new long[] {1}, () -> {
                    fetched.append(name);
                    return MemorySegment.ofArray(new byte[] {1});
                }))
                .toList();
        SafeTensorsWriter.write(folder.resolve("m"), tensors, Map.of());
        assertThat(fetched).hasToString("abc");
    }

    @Test
    void aFailureHalfwayLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("m.safetensors");
        SafeTensorsWriter.write(file, List.of(tensor("old", SafeTensorsType.U8, 1)), Map.of());
        byte[] before = Files.readAllBytes(file);
        Tensor broken = Tensor.of("broken", SafeTensorsType.U8, new long[] {1}, () -> {
            throw new IllegalStateException("the device went away");
        });
        assertThatThrownBy(() ->
                        SafeTensorsWriter.write(file, List.of(tensor("new", SafeTensorsType.U8, 9), broken), Map.of()))
                .hasMessage("the device went away");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(inFolder()).containsExactly(file);
    }

    @Test
    void aDiskThatCannotBeWrittenIsAStorageError() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "not a folder");
        Throwable thrown =
                catchThrowable(() -> SafeTensorsWriter.write(plain.resolve("m.safetensors"), List.of(), Map.of()));
        assertThat(codeOf(thrown)).isEqualTo(ErrorCode.STORAGE);
        assertThat(thrown).hasMessageContaining("check free space and permissions");
        assertThat(inFolder()).containsExactly(plain);
    }

    @Test
    void aFullDiskIsAStorageErrorAndLeavesNoPartialFile() throws IOException {
        Path file = folder.resolve("m");
        Throwable thrown = catchThrowable(() -> dev.plumbline.engine.internal.AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[10]));
            throw new IOException("No space left on device");
        }));
        assertThat(codeOf(thrown)).isEqualTo(ErrorCode.STORAGE);
        assertThat(thrown).hasMessageContaining("No space left on device");
        assertThat(inFolder()).isEmpty();
    }

    @Test
    void tensorsThatCannotBeStoredAreRefused() {
        Tensor one = tensor("a", SafeTensorsType.U8, 1);
        assertThat(codeOf(catchThrowable(
                        () -> SafeTensorsWriter.write(folder.resolve("m"), List.of(one, one), Map.of()))))
                .isEqualTo(ErrorCode.BAD_ARGUMENT);
        Tensor shortOfBytes = Tensor.of("b", SafeTensorsType.F32, new long[] {2}, MemorySegment.ofArray(new byte[4]));
        assertThatThrownBy(() -> SafeTensorsWriter.write(folder.resolve("m"), List.of(shortOfBytes), Map.of()))
                .hasMessageContaining("needs 8 bytes, was given 4");
        assertThatThrownBy(() -> tensor("__metadata__", SafeTensorsType.U8, 1)).isInstanceOf(PlumblineException.class);
        assertThatThrownBy(() -> tensor("\ud800", SafeTensorsType.U8, 1)).isInstanceOf(PlumblineException.class);
        assertThatThrownBy(
                        () -> Tensor.of("c", SafeTensorsType.U8, new long[] {-1}, MemorySegment.ofArray(new byte[1])))
                .isInstanceOf(PlumblineException.class);
    }

    @Test
    void floatsComeBackBitByBit() {
        float[] values = {1.5f, -0f, Float.NaN, Float.MIN_VALUE};
        Path file = folder.resolve("m");
        SafeTensorsWriter.write(
                file,
                List.of(Tensor.of("f", SafeTensorsType.F32, new long[] {2, 2}, MemorySegment.ofArray(values))),
                Map.of());
        try (SafeTensorsFile open = SafeTensorsFile.open(file)) {
            assertThat(open.tensor("f").bytes().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(values);
        }
    }
}
