import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterConfig;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.PolicySample;
import dev.plumbline.train.Saving;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.PreferenceLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// One saving of memory or time: peak memory of the process and tokens per second of the same work. Run by
/// bench/efficiency, one process for each line. A token is a prompt's or an answer's, padding not counted.
final class Efficiency {
    private static final int STEPS = 6;
    private static final int VOCABULARY = 8192;

    private Efficiency() {}

    private static DecoderConfig shape() {
        return DecoderConfig.llama(VOCABULARY, 512, 6, 8, 1408, 512, false);
    }

    public static void main(String[] args) throws IOException {
        Engine.configure(new EngineOptions(Runtime.getRuntime().availableProcessors(), Precision.FLOAT32));
        Decoder model = Engine.call(() -> Decoder.fresh(shape(), new Seed(0)));
        model.parameters();
        double rate = switch (args[0]) {
            case "padded-every-row" -> layouts(model, true, false);
            case "padded" -> layouts(model, true, true);
            case "packed" -> layouts(model, false, true);
            case "sft" -> sft(model, Saving.NONE);
            case "sft-head-rows" -> sft(model, new Saving(256, false, 0, false));
            case "sft-recompute" -> sft(model, new Saving(0, true, 0, false));
            case "sft-both" -> sft(model, new Saving(256, true, 0, false));
            case "sft-budget" -> sft(model, new Saving(0, false, 1024, false));
            case "dpo" -> dpo(model, DpoTrainer.Passes.ONE, false);
            case "dpo-two-pass" -> dpo(model, DpoTrainer.Passes.TWO, false);
            case "dpo-adapter" -> dpo(model, DpoTrainer.Passes.ONE, true);
            case "group" -> group(model, Saving.NONE);
            case "group-shared-prompt" -> group(model, new Saving(0, false, 0, true));
            default -> throw new IllegalArgumentException("no setting \"" + args[0] + "\"");
        };
        System.out.printf(Locale.ROOT, "%-20s %8.0f tokens/s %8d MB peak%n", args[0], rate, peak());
        System.exit(0);
    }

    /// Largest resident memory of this process so far, in MB.
    private static long peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static int[] ids(RandomGenerator random, int count) {
        return random.ints(count, 4, VOCABULARY).toArray();
    }

    /// Rows whose lengths are spread as Harbor's are: most short, few long.
    private static List<TokenRow> rows(int count) {
        RandomGenerator random = new Seed(1).generator();
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double stretch = Math.exp(.6 * random.nextGaussian());
            int length = (int) Math.max(24, Math.min(384, 90 * stretch));
            rows.add(TokenRow.answer(ids(random, length / 2), ids(random, length - length / 2)));
        }
        return rows;
    }

    private static long tokens(List<TokenRow> rows) {
        return rows.stream().mapToLong(row -> row.ids().length).sum();
    }

    private static double perSecond(long tokens, long start) {
        return tokens / (1e-9 * (System.nanoTime() - start));
    }

    /// Forward and backward of a likelihood, in one layout.
    ///
    /// @param padded whether rows are padded to the longest, rather than packed
    /// @param dropped whether prompt rows are left out before the head
    private static double layouts(Decoder model, boolean padded, boolean dropped) {
        List<TokenRow> rows = rows(16 * STEPS);
        return Engine.call(() -> {
            model.parameters().trainable();
            long start = 0;
            long counted = 0;
            for (int step = 0; step < STEPS; step++) {
                start = step == 1 ? System.nanoTime() : start;
                List<TokenRow> some = rows.subList(16 * step, 16 * (step + 1));
                counted += step == 0 ? 0 : tokens(some);
                List<int[]> ids = some.stream().map(TokenRow::ids).toList();
                try (TensorScope scope = TensorScope.open()) {
                    TokenBatch layout = padded ? TokenBatch.of(ids) : TokenBatch.packed(ids);
                    if (dropped) {
                        TargetLogits.of(model, some, layout, 1).logProbabilities().sum().neg().backward();
                    } else {
                        Tensor logits = model.logits(model.hidden(layout).view(-1, 512));
                        logits.crossEntropy(Tensor.of(new long[(int) logits.size(0)], logits.size(0)))
                                .sum()
                                .backward();
                    }
                }
            }
            return perSecond(counted, start);
        });
    }

    private static double sft(Decoder model, Saving saving) {
        List<TokenRow> rows = rows(16 * STEPS);
        Optimisation walk = Optimisation.adamw(STEPS, 16, 1e-5).withSaving(saving);
        Clock clock = new Clock();
        new SftTrainer(walk, false).train(model, rows, context(clock));
        return perSecond(tokens(rows.subList(16, rows.size())), clock.first);
    }

    private static double dpo(Decoder model, DpoTrainer.Passes passes, boolean adapted) {
        RandomGenerator random = new Seed(1).generator();
        List<TokenPair> pairs = new ArrayList<>();
        long counted = 0;
        for (int i = 0; i < 8 * STEPS; i++) {
            int[] prompt = ids(random, 64);
            pairs.add(new TokenPair(
                    TokenRow.answer(prompt, ids(random, 96)), TokenRow.answer(prompt, ids(random, 96)), 0));
            counted += i < 8 ? 0 : 320;
        }
        Clock clock = new Clock();
        Optimisation walk = Optimisation.adamw(STEPS, 8, 1e-5);
        Decoder reference = Engine.call(() -> {
            if (!adapted) {
                return model.copy();
            }
            model.adapters()
                    .attach(Adapter.fresh(
                            model, "lora", AdapterConfig.of(16, 32, "q_proj", "v_proj", "o_proj"), new Seed(2)));
            model.adapters().activate("lora");
            return model;
        });
        new DpoTrainer(walk, PreferenceLoss.sigmoid(.1), passes, false)
                .train(model, reference, pairs, context(clock));
        return perSecond(counted, clock.first);
    }

    /// The update of a group method: 8 answers of 32 tokens to each of 2 prompts of 256.
    private static double group(Decoder model, Saving saving) {
        RandomGenerator random = new Seed(1).generator();
        List<PolicySample> samples = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            int[] prompt = ids(random, 256);
            for (int g = 0; g < 8; g++) {
                samples.add(new PolicySample(
                        TokenRow.answer(prompt, ids(random, 32)), random.nextGaussian(), new double[0], new double[0]));
            }
        }
        PolicyObjective objective = new PolicyObjective(
                PolicyLoss.Clip.ppo(.2), KlLoss.none(), new AnswerAggregation.TokenMean(), 1);
        return Engine.call(() -> {
            model.parameters().trainable();
            long start = 0;
            for (int step = 0; step < STEPS; step++) {
                start = step == 1 ? System.nanoTime() : start;
                PolicyObjective.Totals totals = objective.totals(model, samples, samples.size(), 16 * 32);
                objective.accumulate(model, samples, totals, saving);
            }
            return perSecond((STEPS - 1) * 16L * 288, start);
        });
    }

    private static TrainingContext context(Progress progress) {
        return new TrainingContext("bench", new Seed(0), Path.of(""), 0, progress, () -> false);
    }

    /// Knows when the first update was done; it is left out, for it pays for what is made once.
    private static final class Clock implements Progress {
        private long first;

        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                if (unit.equals("steps") && done == 1) {
                    first = System.nanoTime();
                }
            };
        }

        @Override
        public void note(String line) {}
    }
}
