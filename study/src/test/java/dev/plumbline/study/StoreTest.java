package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Store.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path folder;

    /// Behind the file system's clock, so that no folder in use looks abandoned.
    private final AtomicLong seconds = new AtomicLong(1_700_000_000);

    private Store store(long bytes) {
        InstantSource ticking = () -> Instant.ofEpochSecond(seconds.incrementAndGet());
        return Store.at(folder.resolve("store"), bytes, ticking.withZone(ZoneOffset.UTC));
    }

    private static StageKey key(int number) {
        Study study = StudyFile.parse(
                "title: t\nstages: [{kind: numbers, count: " + (number + 1) + "}]",
                "s",
                "s",
                TinyStages.kinds(),
                List.of());
        return StageKey.of(study.stages().getFirst(), 5, Map.of("a", "b"), Map.of(), Map.of("threads", "2"));
    }

    private Path made(String content) throws IOException {
        Path made = Files.createTempDirectory(folder, "made");
        Files.createDirectories(made.resolve("model/deep"));
        Files.writeString(made.resolve("result.json"), "{}");
        Files.writeString(made.resolve("model/deep/weights"), content);
        return made;
    }

    private Path into() {
        return folder.resolve("into");
    }

    @Test
    void givesBackWhatWasPut() throws IOException {
        Store store = store(1_000_000);
        assertThat(store.take(key(1), into())).isEqualTo(Taken.ABSENT);
        assertThat(store.content(key(1))).isEmpty();
        assertThat(store.put(key(1), made("w"))).isTrue();
        assertThat(store.take(key(1), into())).isEqualTo(Taken.TAKEN);
        assertThat(into().resolve("model/deep/weights")).hasContent("w");
        assertThat(store.content(key(1))).isPresent();
        assertThat(store.take(key(2), into())).isEqualTo(Taken.ABSENT);
    }

    @Test
    void replacesAnEntryOfTheSameKey() throws IOException {
        Store store = store(1_000_000);
        store.put(key(1), made("old"));
        store.put(key(1), made("new"));
        assertThat(store.take(key(1), into())).isEqualTo(Taken.TAKEN);
        assertThat(into().resolve("model/deep/weights")).hasContent("new");
    }

    @Test
    void notesEveryKindOfDamageAndForgetsTheEntry() throws IOException {
        Store store = store(1_000_000);
        List<Damage> damages = List.of(
                files -> Files.writeString(files.resolve("files/model/deep/weights"), "v"),
                files -> Files.delete(files.resolve("files/result.json")),
                files -> Files.writeString(files.resolve("files/extra"), ""),
                files -> Files.delete(files.resolve("entry.json")),
                files -> Files.writeString(files.resolve("entry.json"), "{"),
                files -> Files.writeString(
                        files.resolve("entry.json"),
                        Files.readString(files.resolve("entry.json")).replace("threads", "breads")));
        for (Damage damage : damages) {
            store.put(key(1), made("w"));
            try (Stream<Path> paths = Files.walk(folder.resolve("store/v1"))) {
                damage.to(paths.filter(path -> path.endsWith(key(1).hash()))
                        .findFirst()
                        .orElseThrow());
            }
            assertThat(store.take(key(1), into())).isEqualTo(Taken.DAMAGED);
            assertThat(store.take(key(1), into())).isEqualTo(Taken.ABSENT);
        }
    }

    private interface Damage {
        void to(Path entry) throws IOException;
    }

    @Test
    void makesRoomByForgettingWhatWasNotUsedForLongest() throws IOException {
        Store store = store(4_000);
        for (int i = 1; i <= 3; i++) {
            store.put(key(i), made("x".repeat(700)));
        }
        assertThat(store.take(key(1), into())).isEqualTo(Taken.TAKEN);
        store.put(key(4), made("x".repeat(700)));
        assertThat(store.take(key(2), into())).isEqualTo(Taken.ABSENT);
        assertThat(store.take(key(1), into())).isEqualTo(Taken.TAKEN);
        assertThat(store.take(key(4), into())).isEqualTo(Taken.TAKEN);
        assertThat(store.put(key(5), made("x".repeat(5_000)))).isFalse();
        assertThat(store.take(key(5), into())).isEqualTo(Taken.ABSENT);
    }

    @Test
    void sweepsUpAfterKilledProcesses() throws IOException {
        Store store = store(1_000_000);
        Path left = Files.createDirectories(folder.resolve("store/scratch/left"));
        Files.setLastModifiedTime(left, java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(1_600_000_000)));
        store.put(key(1), made("w"));
        assertThat(left).doesNotExist();
    }

    @Test
    void servesManyAtOnce() throws Exception {
        Store store = store(6_000);
        List<Path> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(made("content " + i + "x".repeat(900)));
        }
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int number = i % 4;
            Path own = folder.resolve("own" + i);
            work.add(() -> {
                if (store.take(key(number), own) == Taken.TAKEN) {
                    return Files.readString(own.resolve("model/deep/weights")).startsWith("content " + number + "x");
                }
                return store.put(key(number), made.get(number));
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    @Nested
    class ItsKey {
        @Test
        void changesWithEverythingThatDecidesTheResult() {
            List<String> base = List.of("count: 3", "5", "a", "f", "2");
            List<String> hashes = new ArrayList<>();
            hashes.add(hash(base));
            List<String> others = List.of("count: 4", "6", "b", "g", "3");
            for (int i = 0; i < base.size(); i++) {
                List<String> changed = new ArrayList<>(base);
                changed.set(i, others.get(i));
                hashes.add(hash(changed));
            }
            assertThat(hashes).doesNotHaveDuplicates();
            assertThat(hash(base)).isEqualTo(hashes.getFirst());
        }

        private static String hash(List<String> parts) {
            Study study = StudyFile.parse(
                    "title: t\nstages: [{kind: numbers, " + parts.get(0) + "}]",
                    "s",
                    "s",
                    TinyStages.kinds(),
                    List.of());
            return StageKey.of(
                            study.stages().getFirst(),
                            Long.parseLong(parts.get(1)),
                            Map.of("in", parts.get(2)),
                            Map.of("file", parts.get(3)),
                            Map.of("threads", parts.get(4)))
                    .hash();
        }
    }

    @Nested
    class ItsFolder {
        @Test
        void isWhereThePersonOrThePlatformWantsIt() {
            Path home = Path.of("/home/p");
            assertThat(Store.defaultFolder(Map.of("PLUMBLINE_HOME", "/big"), "Linux", home))
                    .isEqualTo(Path.of("/big/store"));
            assertThat(Store.defaultFolder(Map.of(), "Linux", home)).isEqualTo(home.resolve(".cache/plumbline/store"));
            assertThat(Store.defaultFolder(Map.of("XDG_CACHE_HOME", "/c"), "Linux", home))
                    .isEqualTo(Path.of("/c/plumbline/store"));
            assertThat(Store.defaultFolder(Map.of(), "Mac OS X", home))
                    .isEqualTo(home.resolve("Library/Caches/plumbline/store"));
            assertThat(Store.defaultFolder(Map.of("LOCALAPPDATA", "/l"), "Windows 11", home))
                    .isEqualTo(Path.of("/l/plumbline/store"));
        }

        @Test
        void mustHaveASize() {
            assertThatThrownBy(() -> Store.at(folder, 0, Clock.systemUTC())).isInstanceOf(PlumblineException.class);
        }
    }
}
