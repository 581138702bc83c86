package dev.plumbline.study.stages;

import dev.plumbline.train.RewardFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A reward that depends on prompt and answer alone, asked once for each: samples of a small model repeat themselves.
/// Keeps the last [#MOST] rewards.
final class RememberedReward implements RewardFunction {
    private static final int MOST = 100_000;

    private final RewardFunction inner;
    private final Map<List<Integer>, Double> known = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Integer>, Double> eldest) {
            return size() > MOST;
        }
    };

    RememberedReward(RewardFunction inner) {
        this.inner = inner;
    }

    @Override
    public double[] rewards(List<Sampled> answers) {
        return remembered(answers, inner::rewards);
    }

    @Override
    public double[] checked(List<Sampled> answers, Duration limit) {
        return remembered(answers, fresh -> inner.checked(fresh, limit));
    }

    /// Asks for those that are not known, each once.
    private synchronized double[] remembered(List<Sampled> answers, Function<List<Sampled>, double[]> ask) {
        Map<List<Integer>, Sampled> fresh = new LinkedHashMap<>();
        List<List<Integer>> keys = new ArrayList<>();
        Map<List<Integer>, Double> found = new LinkedHashMap<>();
        for (Sampled answer : answers) {
            List<Integer> key = key(answer);
            keys.add(key);
            Double reward = known.get(key);
            if (reward == null) {
                fresh.putIfAbsent(key, answer);
            } else {
                found.put(key, reward);
            }
        }
        if (!fresh.isEmpty()) {
            double[] rewards = ask.apply(List.copyOf(fresh.values()));
            List<List<Integer>> asked = List.copyOf(fresh.keySet());
            for (int i = 0; i < rewards.length; i++) {
                found.put(asked.get(i), rewards[i]);
                known.put(asked.get(i), rewards[i]);
            }
        }
        return keys.stream()
                .mapToDouble(key -> found.getOrDefault(key, Double.NaN))
                .toArray();
    }

    private static List<Integer> key(Sampled answer) {
        return IntStream.concat(
                        IntStream.concat(IntStream.of(answer.answer()), IntStream.of(-1)),
                        IntStream.of(answer.prompt()))
                .boxed()
                .toList();
    }
}
