import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SpecialTokens;
import dev.plumbline.model.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Opening a large checkpoint: see bench/load.
public final class Load {
    private static final int PROMPT = 32;

    private Load() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("make")) {
            make(folder);
        } else {
            open(folder, arguments[2]);
        }
        Engine.stop();
        System.exit(0);
    }

    /// The peer's shape: a Llama of 284 million weights, queries, keys and values in tensors of their own.
    private static void make(Path folder) {
        make(DecoderConfig.llama(32_000, 1024, 17, 16, 2816, 512, false), folder);
    }

    private static void make(DecoderConfig config, Path folder) {
        SpecialTokens none = new SpecialTokens(
                OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Map.of());
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config, new Seed(1))) {
                Checkpoint.write(decoder, none, folder);
            }
        });
    }

    private static void open(Path folder, String how) throws Exception {
        Engine.configure(new EngineOptions(0, Precision.FLOAT32));
        Path small = Files.createTempDirectory("load");
        make(DecoderConfig.llama(64, 32, 2, 2, 64, 64, false), small);
        Decoder warm = Engine.call(() -> Checkpoint.read(small));
        firstToken(warm); // what Python imports before its clock starts is loaded here as well
        Engine.run(warm::close);
        for (String name : List.of("model.safetensors", "config.json")) {
            Files.delete(small.resolve(name));
        }
        Files.delete(small);
        String before = memory("VmRSS");
        long begin = System.nanoTime();
        Decoder decoder = Engine.call(() -> Checkpoint.read(folder));
        double opened = (System.nanoTime() - begin) / 1e9;
        int token = firstToken(decoder);
        double first = (System.nanoTime() - begin) / 1e9;
        long file = Files.size(folder.resolve("model.safetensors"));
        double peak = Double.parseDouble(memory("VmHWM")) * 1024;
        System.out.printf(
                Locale.ROOT,
                "{\"file\":\"%s\",\"gigabytes\":%.3f,\"open_s\":%.3f,\"first_token_s\":%.3f,\"peak_mb\":%.0f,"
                        + "\"peak_over_file\":%.3f,\"rss_before_mb\":%.0f,\"anonymous_mb\":%.0f,\"mapped_mb\":%.0f,"
                        + "\"token\":%d}%n",
                how,
                file / 1e9,
                opened,
                first,
                peak / 1e6,
                peak / file,
                Double.parseDouble(before) * 1024 / 1e6,
                Double.parseDouble(memory("RssAnon")) * 1024 / 1e6,
                Double.parseDouble(memory("RssFile")) * 1024 / 1e6,
                token);
    }

    private static int firstToken(Decoder decoder) {
        int[] prompt = IntStream.range(0, PROMPT).toArray();
        Generator.Prompt asked = new Generator.Prompt(prompt, Sampling.greedy(1), new Seed(0), written -> false);
        return Engine.call(() -> new Generator(decoder, Set.of(), 1).generate(List.of(asked), (done, figures) -> {}))
                .getFirst()
                .ids()[0];
    }

    /// A line of /proc/self/status, in kB.
    private static String memory(String name) throws Exception {
        Matcher found = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(Files.readString(Path.of("/proc/self/status")));
        if (!found.find()) {
            throw new IllegalStateException("/proc/self/status has no " + name);
        }
        return found.group(1);
    }
}
