import com.sun.management.OperatingSystemMXBean;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.train.GroupPolicyTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.Saving;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Samples per second of GRPO from sampling to update: 4 prompts of 32 tokens, 8 answers of exactly 64 tokens to each, one
/// update a round, a KL term to a reference. The same work as bench/grpo_trl.py; run by bench/grpo.
final class Grpo {
    private static final int PROMPTS = 4;
    private static final int GROUP = 8;
    private static final int PROMPT = 32;
    private static final int ANSWER = 64;

    private Grpo() {}

    public static void main(String[] args) {
        boolean small = args[0].equals("S");
        int steps = small ? 40 : 4;
        DecoderConfig config = small
                ? DecoderConfig.llama(640, 128, 4, 4, 384, 128, true)
                : DecoderConfig.llama(8192, 512, 6, 8, 1408, 256, false);
        int cores = Runtime.getRuntime().availableProcessors();
        double best = 0;
        for (int threads : cores == 1 ? new int[] {1} : new int[] {1, cores}) {
            Engine.configure(new EngineOptions(threads, Precision.FLOAT32));
            Clock clock = run(config, steps);
            double samples = PROMPTS * GROUP * steps;
            double rate = samples / (1e-9 * (clock.last - clock.first));
            double perCpu = samples / (1e-9 * (clock.lastCpu - clock.firstCpu));
            System.out.printf(
                    Locale.ROOT,
                    "ours grpo-%s float32 x%d: %.1f samples/s, %.1f samples per CPU second%n",
                    args[0], threads, rate, perCpu);
            best = Math.max(best, rate);
        }
        System.out.printf(Locale.ROOT, "{\"workload\": \"grpo-%s\", \"figure\": %.2f, \"unit\": \"samples/s\"}%n", args[0], best);
        System.exit(0);
    }

    private static Clock run(DecoderConfig config, int steps) {
        RandomGenerator random = new Seed(0).generator();
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < PROMPTS * (steps + 1); i++) {
            prompts.add(random.ints(PROMPT, 4, config.vocabulary()).toArray());
        }
        RewardFunction reward = answers ->
                answers.stream().mapToDouble(one -> one.answer()[0] % 7).toArray();
        PolicyObjective objective = new PolicyObjective(
                PolicyLoss.Clip.ppo(.2), KlLoss.corrected(.04), new AnswerAggregation.TokenMean(), 1);
        GroupPolicyTrainer.Options options = new GroupPolicyTrainer.Options(
                GroupPolicyTrainer.Baseline.GROUP, 0, GROUP, PROMPTS, 1, 1, ANSWER, Set.of(), Duration.ofMinutes(1));
        Optimisation walk = Optimisation.adamw(steps + 1, 1, 1e-6)
                .withMicroBatch(PROMPTS * GROUP)
                .withSaving(new Saving(0, false, 0, true));
        Clock clock = new Clock();
        Engine.run(() -> {
            try (Decoder policy = Decoder.fresh(config, new Seed(0));
                    Decoder reference = policy.copy()) {
                new GroupPolicyTrainer(walk, objective, options)
                        .train(
                                policy,
                                reference,
                                prompts,
                                reward,
                                new TrainingContext("bench", new Seed(0), Path.of(""), 0, clock, () -> false));
            }
        });
        return clock;
    }

    /// The first round is left out, for it pays for what is made once.
    private static final class Clock implements Progress {
        private final OperatingSystemMXBean machine =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private long first;
        private long last;
        private long firstCpu;
        private long lastCpu;

        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                if (unit.equals("steps")) {
                    last = System.nanoTime();
                    lastCpu = machine.getProcessCpuTime();
                    first = done == 1 ? last : first;
                    firstCpu = done == 1 ? lastCpu : firstCpu;
                }
            };
        }

        @Override
        public void note(String line) {}
    }
}
