import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterFolder;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads checkpoints and adapters and saves them again, one a line of standard input: `model FROM TO` or
/// `adapter BASE FROM TO`, separated by tabs. `bench/both-ways` holds the result to transformers and peft.
///
///     java -cp cli/target/plumbline.jar bench/Resave.java < JOBS
final class Resave {
    public static void main(String[] arguments) throws IOException {
        Engine.configure(EngineOptions.exact());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] job = line.split("\t", -1);
            if (job[0].equals("model")) {
                model(Path.of(job[1]), Path.of(job[2]));
            } else {
                adapter(Path.of(job[1]), Path.of(job[2]), Path.of(job[3]));
            }
        }
        Engine.stop();
        System.exit(0);
    }

    private static void model(Path from, Path to) {
        // transformers saves a model without its tokenizer, and then names no special tokens either.
        Checkpoint.copyCompanions(from, to);
        Engine.run(() -> {
            try (Decoder decoder = Checkpoint.read(from)) {
                Checkpoint.write(decoder, special(from), to);
            }
        });
    }

    private static dev.plumbline.engine.SpecialTokens special(Path from) {
        if (!java.nio.file.Files.exists(from.resolve("tokenizer.json"))) {
            return new dev.plumbline.engine.SpecialTokens(
                    java.util.OptionalInt.empty(),
                    java.util.OptionalInt.empty(),
                    java.util.OptionalInt.empty(),
                    java.util.OptionalInt.empty(),
                    java.util.Map.of());
        }
        try (Tokenizer tokenizer = Tokenizer.load(from)) {
            return tokenizer.special();
        }
    }

    private static void adapter(Path base, Path from, Path to) {
        Engine.run(() -> {
            try (Decoder decoder = Checkpoint.read(base);
                    Adapter adapter = AdapterFolder.read(from, decoder, "adapter")) {
                AdapterFolder.write(adapter, decoder, base.getFileName().toString(), to);
            }
        });
    }
}
