package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A disk that is full or write-protected gives one line that names place and cure; what lies on it already stays as
/// it was, and once there is room the run goes on.
class FullDiskTest {
    /// Room for three runs of the small model.
    private static final int DISK = 16_384;

    private static final String PAIRS =
            "{\"prompt\": \"hello\", \"chosen\": \"hello to you\", \"rejected\": \"no\"}\n".repeat(2);

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private void prepare() throws IOException {
        Files.writeString(folder.resolve("pairs.jsonl"), PAIRS);
    }

    private int training(String seed, String... more) {
        shell = new CapturedShell(folder);
        return shell.run(Stream.concat(
                        Stream.of("train dpo --model harbor:small --data pairs.jsonl --steps 2 --batch 2 --set"
                                .split(" ")),
                        Stream.concat(Stream.of("seed=" + seed), Stream.of(more)))
                .toArray(String[]::new));
    }

    /// The one line that a command said which the disk stopped.
    private String storageFailure(int status) {
        List<String> said = shell.err()
                .lines()
                .filter(line -> line.startsWith("plumbline: "))
                .toList();
        assertThat(status).as(shell.err()).isEqualTo(ErrorCode.STORAGE.exitStatus());
        assertThat(said).hasSize(1);
        assertThat(shell.err()).doesNotContain("\tat ", "Exception:");
        return said.getFirst();
    }

    private void assertVerified(Path run) {
        shell = new CapturedShell(folder);
        assertThat(shell.run("verify", run.toString())).as(shell.err()).isZero();
    }

    private Set<Path> runs() {
        try (Stream<Path> all = Files.list(folder.resolve("runs"))) {
            return new HashSet<>(all.filter(run -> Files.exists(run.resolve("evidence.jsonl")))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every file beneath with what it holds.
    private static Map<Path, String> contents(Path tree) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file, java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /// The room left decides where the run stops: at its folder, in its log, in a checkpoint, or with its model.
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 64, 512, 2_048})
    void aFullDiskStopsTheRunHarmsNoOtherAndIsGoneOnFrom(int kibibytes) throws IOException {
        prepare();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("runs"), DISK)) {
            assertThat(training("1")).as(shell.err()).isZero();
            Path earlier = runs().iterator().next();
            Map<Path, String> before = contents(earlier);
            disk.leave(kibibytes);

            String said = storageFailure(training("2"));

            assertThat(said).contains("runs", "check free space").containsAnyOf("No space left", "disk is full");
            assertThat(contents(earlier)).isEqualTo(before);
            disk.clear();
            assertThat(training("2", "--resume")).as(shell.err()).isZero();
            for (Path run : runs()) {
                assertVerified(run);
            }
            assertThat(runs()).hasSizeBetween(2, 3);
        }
    }

    /// There is room for the model and for one checkpoint and a half: the second cannot be written.
    @Test
    void aDiskThatIsFullAtACheckpointKeepsTheOneBeforeFromWhichTheRunGoesOn() throws IOException {
        prepare();
        String[] often = {"--set", "stages.dpo.optimiser.checkpoint-every=1"};
        assertThat(training("1", often)).as(shell.err()).isZero();
        Path undisturbed = runs().iterator().next().resolve("models/dpo/model.safetensors");
        long weights = Files.size(undisturbed);
        byte[] wanted = Files.readAllBytes(undisturbed);
        Files.move(folder.resolve("runs"), folder.resolve("calm"));
        Files.move(folder.resolve("home"), folder.resolve("calm-home"));
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("runs"), DISK)) {
            // weights and two moments of AdamW make a checkpoint
            disk.leave((int) (weights * 11 / 2 / 1024));

            String said = storageFailure(training("1", often));

            assertThat(said).contains("training.safetensors", "check free space");
            disk.clear();
            String[] resumed =
                    Stream.concat(Stream.of(often), Stream.of("--resume")).toArray(String[]::new);
            assertThat(training("1", resumed)).as(shell.err()).isZero();
            assertThat(shell.err()).contains("goes on from its checkpoint after step 1");
            assertThat(runs()).hasSize(1).allSatisfy(this::assertVerified);
            assertThat(runs().iterator().next().resolve("models/dpo/model.safetensors"))
                    .hasBinaryContent(wanted);
        }
    }

    /// The store only saves time, so a run whose results have room goes on without it, and says so.
    @Test
    void aFullStoreIsNotedAndCostsNoResult() throws IOException {
        prepare();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("home"), DISK)) {
            disk.leave(64);

            assertThat(training("1")).as(shell.err()).isZero();
            assertThat(shell.err()).contains("not kept in the store", "home", "No space left", "check free space");
            assertThat(runs()).hasSize(1).allSatisfy(this::assertVerified);
        }
    }

    @Test
    void aWriteProtectedRunFolderIsNamedAndGoneOnFromOnceItCanBeWritten() throws IOException {
        prepare();
        Files.writeString(folder.resolve("pairs.jsonl"), "{}\n");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("runs"), DISK)) {
            assertThat(training("1")).isEqualTo(ErrorCode.BAD_DATA.exitStatus());
            prepare();
            Path run = runs().iterator().next();
            Map<Path, String> before = contents(run);
            disk.protect();

            String said = storageFailure(training("1", "--resume"));

            assertThat(said).contains("runs", "permissions").containsIgnoringCase("read-only file system");
            assertThat(contents(run)).isEqualTo(before);
            disk.unprotect();
            assertThat(training("1", "--resume")).as(shell.err()).isZero();
            assertThat(runs()).containsExactly(run);
            assertVerified(run);
        }
    }
}
