import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SpecialTokens;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
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
        DecoderConfig config = DecoderConfig.llama(32_000, 1024, 17, 16, 2816, 512, false);
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
        Engine.run(() -> Tensor.zeros(1).sum().item()); // the library itself is loaded before the clock starts
        String before = memory("VmRSS");
        long begin = System.nanoTime();
        Decoder decoder = Engine.call(() -> Checkpoint.read(folder));
        double opened = (System.nanoTime() - begin) / 1e9;
        int token = Engine.call(() -> firstToken(decoder));
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
        try (NoGradient off = NoGradient.open()) {
            int[] prompt = IntStream.range(0, PROMPT).toArray();
            Tensor hidden = decoder.hidden(TokenBatch.of(List.of(prompt))); // [1, 32, width]
            float[] logits = decoder.logits(hidden.select(1, PROMPT - 1)).toFloats();
            int best = 0;
            for (int i = 1; i < logits.length; i++) {
                best = logits[i] > logits[best] ? i : best;
            }
            return best;
        }
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
