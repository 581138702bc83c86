import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.ChatOptions;
import dev.plumbline.engine.ChatTemplate;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// See `bench/fuzz`.
final class Fuzz {
    private static final long LIMIT_SECONDS = 30;
    private static final List<String> PIECES = List.of(
            "0", "-1", "1e308", "9223372036854775808", "null", "true", "\"\"", "[", "]", "{", "}", "[[[[[[[[", ",", ":",
            "\"a\"", "\\u0000", "\\ud800", "{% for x in range(99999) %}", "{{ x ** 99 }}", "{% endfor %}", "{{", "%}",
            "(a+)+$", "F64", "BOOL", "\"shape\"", "é", "\"type\":\"BPE\"", "\"rope_type\":\"yarn\"");

    private static final List<String> VALUES = List.of(
            "0", "1", "2", "-1", "7", "0.5", "1e308", "-1e-9", "9223372036854775807", "4294967295", "null", "true", "false",
            "\"\"", "\" \"", "\"a\"", "\"\u00e9\"", "\"\\u0000\"", "\"A\"", "\"B\"", "\"<s>\"", "\"##\"", "\"(a+)+$\"", "[]",
            "{}", "[0]", "[[]]", "[\"a\", \"b\"]", "{\"type\": \"Sequence\"}", "{\"String\": \"\"}", "{\"Regex\": \"\"}",
            "{\"type\": \"Strip\", \"content\": \"a\", \"start\": 9, \"stop\": 9}",
            "{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"first\", \"split\": true}",
            "{\"type\": \"ByteFallback\"}", "{\"type\": \"Prepend\", \"prepend\": \"\"}",
            "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \".\"}, \"content\": \"\"}",
            "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"\"}, \"behavior\": \"MergedWithNext\", \"invert\": true}",
            "{\"type\": \"FixedLength\", \"length\": 0}", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}");

    private static final JsonMapper JSON = JsonMapper.shared();

    /// What can be read, and how.
    private enum Kind {
        SAFETENSORS,
        TOKENIZER,
        CONFIGURATION,
        TEMPLATE
    }

    private final Path scratch;
    private final Path state;
    private final Map<Kind, List<Path>> sound = new TreeMap<>();
    private final ExecutorService reader = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    /// @param state where the seed at hand is written, for whoever finds this process dead
    private Fuzz(Path scratch, Path state) {
        this.scratch = scratch;
        this.state = state;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        double seconds = Double.parseDouble(arguments[1]);
        Fuzz fuzz = new Fuzz(Files.createTempDirectory("fuzz"), Path.of(arguments[3]));
        fuzz.gather(folder);
        Engine.run(() -> Tensor.zeros(1).sum().item()); // the library is loaded before anything is timed
        int findings = fuzz.run(seconds, Long.parseLong(arguments[2]));
        Engine.stop();
        System.exit(findings == 0 ? 0 : 1);
    }

    private void gather(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".safetensors") && Files.size(file) < 1 << 20) {
                    add(Kind.SAFETENSORS, file);
                } else if (name.equals("tokenizer.json")) {
                    add(Kind.TOKENIZER, file);
                } else if (name.equals("config.json")) {
                    add(Kind.CONFIGURATION, file);
                } else if (name.endsWith(".jinja")) {
                    add(Kind.TEMPLATE, file);
                }
            }
        }
    }

    private void add(Kind kind, Path file) {
        sound.computeIfAbsent(kind, k -> new ArrayList<>()).add(file);
    }

    private int run(double seconds, long seed) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        Map<String, Integer> ends = new TreeMap<>();
        int findings = 0;
        long largest = 0;
        long one = seed;
        for (; System.nanoTime() < end; one++) {
            SplittableRandom random = new SplittableRandom(one);
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Path file = sound.get(kind).get(random.nextInt(sound.get(kind).size()));
            Path place = prepared(kind, file, random);
            Files.writeString(state, one + " " + kind + " " + place + "\n");
            String how = outcome(kind, place);
            if (how.startsWith("!")) {
                findings++;
                keep(kind, place, one, how);
            }
            ends.merge(kind + " " + (how.startsWith("!") ? "FOUND" : how), 1, Integer::sum);
            largest = Math.max(largest, residentMegabytes());
        }
        System.out.println((one - seed) + " files, " + findings + " findings, at most " + largest + " MB resident");
        ends.forEach((how, times) -> System.out.println("  " + how + ": " + times));
        return findings;
    }

    /// The folder (or file) to be read: the sound one with one file damaged.
    private Path prepared(Kind kind, Path file, SplittableRandom random) throws IOException {
        Path folder = scratch.resolve(kind.name());
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path each : old.toList()) {
                Files.delete(each);
            }
        }
        if (kind == Kind.CONFIGURATION || kind == Kind.TOKENIZER) {
            try (Stream<Path> beside = Files.list(file.getParent())) {
                for (Path each : beside.filter(Files::isRegularFile).toList()) {
                    String name = each.getFileName().toString();
                    if (!name.startsWith("expected") && !name.equals("cases.json")) {
                        Files.copy(each, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        Path damaged = folder.resolve(file.getFileName());
        Files.write(damaged, damaged(Files.readAllBytes(file), kind, random));
        return kind == Kind.CONFIGURATION || kind == Kind.TOKENIZER ? folder : damaged;
    }

    private static byte[] damaged(byte[] sound, Kind kind, SplittableRandom random) {
        boolean json = kind == Kind.TOKENIZER || kind == Kind.CONFIGURATION;
        return json && random.nextInt(4) > 0 ? rearranged(sound, random) : scratched(sound, kind, random);
    }

    /// Valid JSON still, with some values taken out, replaced, or put where others belong.
    private static byte[] rearranged(byte[] sound, SplittableRandom random) {
        JsonNode root = JSON.readTree(sound);
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            List<Runnable> changes = new ArrayList<>();
            List<JsonNode> values = new ArrayList<>();
            slots(root, 0, random, changes, values);
            if (!changes.isEmpty()) {
                changes.get(random.nextInt(changes.size())).run();
            }
        }
        return JSON.writeValueAsBytes(root);
    }

    /// Every place below a node, as a change that would be made there; a large container shows a part of its places.
    private static void slots(
            JsonNode node, int depth, SplittableRandom random, List<Runnable> changes, List<JsonNode> values) {
        if (node instanceof ObjectNode object) {
            for (String name : some(List.copyOf(object.propertyNames()), random)) {
                values.add(object.get(name));
                changes.add(() -> {
                    if (random.nextInt(5) == 0) {
                        object.remove(name);
                    } else {
                        object.set(name, other(values, random));
                    }
                });
                slots(object.get(name), depth + 1, random, changes, values);
            }
        } else if (node instanceof ArrayNode array) {
            for (int at : some(IntStream.range(0, array.size()).boxed().toList(), random)) {
                values.add(array.get(at));
                changes.add(() -> {
                    if (at < array.size() && random.nextInt(5) == 0) {
                        array.remove(at);
                    } else if (at < array.size()) {
                        array.set(at, other(values, random));
                    }
                });
                slots(array.get(at), depth + 1, random, changes, values);
            }
        }
    }

    private static <T> List<T> some(List<T> all, SplittableRandom random) {
        int most = 24;
        if (all.size() <= most) {
            return all;
        }
        return random.ints(most, 0, all.size()).distinct().mapToObj(all::get).toList();
    }

    private static JsonNode other(List<JsonNode> values, SplittableRandom random) {
        return random.nextInt(3) == 0
                ? values.get(random.nextInt(values.size())).deepCopy()
                : JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    }

    private static byte[] scratched(byte[] sound, Kind kind, SplittableRandom random) {
        byte[] bytes = sound;
        int times = 1 + random.nextInt(3);
        // In a safetensors file it is the header that can mislead.
        int span = kind == Kind.SAFETENSORS ? Math.min(bytes.length, 4096) : bytes.length;
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(Math.max(1, Math.min(span, bytes.length)));
            int length = Math.min(bytes.length - at, random.nextInt(12));
            byte[] by = random.nextInt(4) == 0
                    ? random(random)
                    : PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            byte[] changed = new byte[bytes.length - length + by.length];
            System.arraycopy(bytes, 0, changed, 0, at);
            System.arraycopy(by, 0, changed, at, by.length);
            System.arraycopy(bytes, at + length, changed, at + by.length, bytes.length - at - length);
            bytes = changed;
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static byte[] random(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String outcome(Kind kind, Path place) throws Exception {
        Future<String> reading = reader.submit(() -> read(kind, place));
        try {
            return reading.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return "! not ended after " + LIMIT_SECONDS + " s";
        }
    }

    private static String read(Kind kind, Path place) {
        try {
            switch (kind) {
                case SAFETENSORS -> {
                    try (SafeTensorsFile file = SafeTensorsFile.open(place)) {
                        long sum = 0;
                        for (String name : file.names()) {
                            sum += file.tensor(name).bytes().byteSize();
                        }
                        return sum <= Files.size(place) ? "read" : "! more bytes than the file has";
                    }
                }
                case TOKENIZER -> {
                    try (Tokenizer tokenizer = Tokenizer.load(place)) {
                        for (String text : List.of("The mason's line, é 🙂 <s>", "", " ", "aaa a\u0000\u0301\uFFFD")) {
                            int[] ids = tokenizer.encode(text, true).ids();
                            tokenizer.decode(ids, false);
                            tokenizer.decode(ids, true);
                        }
                        tokenizer.encodePair("a", "b", true);
                        tokenizer.encode("x", false);
                    }
                }
                case CONFIGURATION -> Engine.run(() -> Checkpoint.read(place).close());
                case TEMPLATE -> ChatTemplate.parse(Files.readString(place))
                        .render(List.of(Map.of("role", "user", "content", "hi")), ChatOptions.DEFAULT);
            }
            return "read";
        } catch (PlumblineException e) {
            return String.valueOf(e.code());
        } catch (java.nio.charset.CharacterCodingException e) {
            return "not text";
        } catch (Throwable e) {
            return "! " + e;
        }
    }

    private static void keep(Kind kind, Path place, long seed, String how) throws IOException {
        Path kept = Path.of("fuzz-findings", kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + seed);
        Files.createDirectories(kept);
        System.out.println("seed " + seed + " " + kind + ": " + how);
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> all = Files.list(place)) {
                files.addAll(all.toList());
            }
        } else {
            files.add(place);
        }
        for (Path file : files) {
            Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/statm");
        if (!Files.exists(status)) {
            return 0;
        }
        return Long.parseLong(Files.readString(status).split(" ")[1]) * 4096 >> 20;
    }
}
