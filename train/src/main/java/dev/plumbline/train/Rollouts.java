package dev.plumbline.train;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.model.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Answers sampled from a policy, and what models say of their tokens. Shared by all methods that learn from their
/// own samples.
///
/// @param temperature that answers are sampled at, above 0; every log-probability is taken at it
/// @param maxTokens most tokens of an answer, observations included
/// @param endTokens tokens that end a turn
/// @param batch answers computed at once
/// @param replyLimit how long an environment may take for one reply to all open answers
record Rollouts(double temperature, int maxTokens, Set<Integer> endTokens, int batch, Duration replyLimit) {
    Rollouts {
        endTokens = Set.copyOf(endTokens);
    }

    /// For answers of one turn, which ask nobody.
    Rollouts(double temperature, int maxTokens, Set<Integer> endTokens, int batch) {
        this(temperature, maxTokens, endTokens, batch, Duration.ofMinutes(1));
    }

    /// `group` answers of one turn to each prompt.
    List<RewardFunction.Sampled> sample(Decoder policy, List<int[]> prompts, int group, Seed seed) {
        return sample(policy, prompts, group, Environment.NONE, seed);
    }

    /// `group` answers to each prompt, one prompt after the other.
    List<RewardFunction.Sampled> sample(
            Decoder policy, List<int[]> prompts, int group, Environment environment, Seed seed) {
        int[] places = IntStream.range(0, prompts.size()).toArray();
        return sample(policy, prompts, group, places, environment, seed);
    }

    /// As above, the likeliest tokens only or drawn.
    List<RewardFunction.Sampled> sample(Decoder policy, List<int[]> prompts, int group, Sampling sampling, Seed seed) {
        Rollouts other = new Rollouts(
                sampling.temperature() > 0 ? sampling.temperature() : temperature,
                sampling.maxTokens(),
                endTokens,
                batch,
                replyLimit);
        return sampling.temperature() > 0
                ? other.sample(policy, prompts, group, seed)
                : other.greedy(policy, prompts, Environment.NONE);
    }

    /// `group` answers to each prompt, one prompt after the other. They depend on weights, prompts, environment
    /// and seed alone.
    ///
    /// @param places index of each prompt within the round, from which seeds are derived
    List<RewardFunction.Sampled> sample(
            Decoder policy, List<int[]> prompts, int group, int[] places, Environment environment, Seed seed) {
        List<Episode> episodes = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (int g = 0; g < group; g++) {
                long index = (long) places[p] * group + g;
                episodes.add(new Episode(prompts.get(p), seed.derive("answer", index)));
            }
        }
        return played(policy, episodes, environment, false);
    }

    /// The likeliest answer to each prompt.
    List<RewardFunction.Sampled> greedy(Decoder policy, List<int[]> prompts, Environment environment) {
        List<Episode> episodes =
                prompts.stream().map(prompt -> new Episode(prompt, new Seed(0))).toList();
        return played(policy, episodes, environment, true);
    }

    private List<RewardFunction.Sampled> played(
            Decoder policy, List<Episode> episodes, Environment environment, boolean greedy) {
        int turns = environment.turns();
        List<Episode> open = episodes;
        for (int turn = 0; turn < turns && !open.isEmpty(); turn++) {
            write(policy, open, turn, greedy, turns == 1);
            open = open.stream().filter(episode -> !episode.closed).toList();
            if (turns == 1) {
                open.forEach(episode -> episode.close(true));
            } else if (!open.isEmpty()) {
                reply(environment, open, policy.config().context(), turn == turns - 1);
            }
            open = open.stream().filter(episode -> !episode.closed).toList();
        }
        return episodes.stream().map(Episode::sampled).toList();
    }

    private void write(Decoder policy, List<Episode> open, int turn, boolean greedy, boolean only) {
        List<Generator.Prompt> asked = new ArrayList<>();
        for (Episode episode : open) {
            int left = maxTokens - episode.length;
            Sampling sampling = greedy ? Sampling.greedy(left) : Sampling.at(temperature, left);
            Seed own = turn == 0 ? episode.seed : episode.seed.derive("turn", turn);
            asked.add(new Generator.Prompt(episode.read(), sampling, own, ids -> false));
        }
        List<Generator.Continuation> written =
                new Generator(policy, endTokens, batch).generate(asked, (done, figures) -> {});
        for (int i = 0; i < written.size(); i++) {
            open.get(i).write(written.get(i), only);
        }
    }

    private void reply(Environment environment, List<Episode> open, int context, boolean last) {
        List<Environment.Reply> replies =
                environment.checked(open.stream().map(Episode::sampled).toList(), replyLimit);
        for (int i = 0; i < replies.size(); i++) {
            Episode episode = open.get(i);
            int[] observation = replies.get(i).observation();
            int length = episode.length + observation.length;
            if (replies.get(i).ends()) {
                episode.close(true);
            } else if (last || length >= maxTokens || episode.prompt.length + length >= context) {
                episode.close(false);
            } else {
                episode.observe(observation);
            }
        }
    }

    /// An answer in the making.
    private final class Episode {
        private final int[] prompt;
        private final Seed seed;
        private final int[] answer = new int[maxTokens];
        private final boolean[] own = new boolean[maxTokens];
        private final double[] sampler = new double[maxTokens];
        private int length;
        private int written;
        private boolean closed;
        private boolean finished;

        Episode(int[] prompt, Seed seed) {
            this.prompt = prompt;
            this.seed = seed;
        }

        int[] read() {
            int[] ids = Arrays.copyOf(prompt, prompt.length + length);
            System.arraycopy(answer, 0, ids, prompt.length, length);
            return ids;
        }

        /// @param only whether this turn is all there is, so that ending it ends the answer
        void write(Generator.Continuation turn, boolean only) {
            for (int t = 0; t < turn.ids().length; t++) {
                answer[length] = turn.ids()[t];
                own[length++] = true;
                sampler[written++] = turn.logProbabilities()[t];
            }
            if (turn.finish() != FinishReason.STOP || length == maxTokens) {
                close(only && turn.finish() == FinishReason.STOP);
            }
        }

        void observe(int[] observation) {
            System.arraycopy(observation, 0, answer, length, observation.length);
            length += observation.length;
        }

        void close(boolean byItself) {
            closed = true;
            finished = byItself;
        }

        RewardFunction.Sampled sampled() {
            return new RewardFunction.Sampled(
                    prompt,
                    Arrays.copyOf(answer, length),
                    finished,
                    Arrays.copyOf(own, length),
                    Arrays.copyOf(sampler, written));
        }
    }

    /// The rows of answers, which learn from the policy's own tokens alone.
    static List<TokenRow> rows(List<RewardFunction.Sampled> answers) {
        return answers.stream().map(RewardFunction.Sampled::row).toList();
    }

    /// log p of every learned token of each row, without recording, at the sampling temperature.
    List<double[]> logProbabilities(Decoder model, List<TokenRow> rows) {
        return logProbabilities(model, rows, Saving.NONE);
    }

    /// As above, with prompts in common computed once if the saving says so.
    List<double[]> logProbabilities(Decoder model, List<TokenRow> rows, Saving saving) {
        return Replicas.read(model, rows, batch, (reader, some) -> read(reader, some, saving.layout(some)));
    }

    private List<double[]> read(Decoder model, List<TokenRow> rows, TokenBatch layout) {
        double[] flat = TargetLogits.of(model, rows, layout, temperature)
                .logProbabilities()
                .toDoubles();
        List<double[]> all = new ArrayList<>();
        int next = 0;
        for (TokenRow row : rows) {
            all.add(Arrays.copyOfRange(flat, next, next + row.targets()));
            next += row.targets();
        }
        return all;
    }

    /// Which answers make up part `part` of `parts` of an epoch over `n` answers, in an order of the epoch's own.
    static int[] part(int n, int parts, int part, Seed epoch) {
        int[] order = new BatchOrder(n, n, epoch, true).of(0);
        int from = (int) ((long) n * part / parts);
        int to = (int) ((long) n * (part + 1) / parts);
        return Arrays.copyOfRange(order, from, to);
    }
}
