import dev.plumbline.core.Conversation;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Prints what a checkpoint folder gives for each user's line of a file: a line of token ids as the chat template writes
/// them, then a line of all logits [tokens, vocabulary] row by row, or of the one reward. `bench/transformers` holds both
/// against `transformers`.
///
///     java -cp cli/target/plumbline.jar bench/Logits.java FOLDER FILE
final class Logits {
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> lines = Files.readAllLines(Path.of(arguments[1]));
        Engine.configure(EngineOptions.exact());
        try (ChatFormat format = ChatFormat.open(folder)) {
            Engine.run(() -> {
                try (Decoder decoder = Checkpoint.read(folder)) {
                    for (String line : lines) {
                        int[] ids = format.prompt(Conversation.ask(line));
                        print(ids, values(decoder, ids));
                    }
                }
            });
        }
    }

    private static double[] values(Decoder decoder, int[] ids) {
        TokenBatch batch = TokenBatch.of(List.of(ids));
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            return decoder.config().head() == DecoderConfig.Head.REWARD
                    ? decoder.rewards(batch).toDoubles()
                    : decoder.logits(decoder.hidden(batch)).toDoubles();
        }
    }

    private static void print(int[] ids, double[] values) {
        System.out.println(Arrays.toString(ids));
        System.out.println(Arrays.toString(values));
    }
}
