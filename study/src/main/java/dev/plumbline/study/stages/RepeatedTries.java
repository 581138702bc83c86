package dev.plumbline.study.stages;

import dev.plumbline.core.stats.PassAtK;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What becomes of a rate where every sample was put several times: how often at least one of k tries, and all of k,
/// would succeed, without bias (Chen et al. 2021, arXiv 2107.03374).
///
/// @param epochs how often each sample was put, at least 2
record RepeatedTries(TaskResult<?> result, Measure measure, int epochs) {
    /// A sample's tries.
    private static final class Tries {
        private final Outcome<?> first;
        private int tries;
        private int successes;
        private MissingReason why = MissingReason.NOT_MEASURED;

        private Tries(Outcome<?> first) {
            this.first = first;
        }

        private void add(Score score, String name) {
            switch (score) {
                case Score.Missing missing -> why = missing.reason();
                case Score.Values scored -> {
                    Double value = scored.values().get(name);
                    if (value != null) {
                        tries++;
                        successes += value == 1 ? 1 : 0;
                    }
                }
            }
        }
    }

    /// pass@k and pass^k for k of 2, 4, 8 and so on, and for all tries.
    List<Figure> figures() {
        Map<String, Tries> bySample = bySample();
        TreeSet<Integer> sizes = new TreeSet<>(List.of(epochs));
        for (int k = 2; k < epochs; k *= 2) {
            sizes.add(k);
        }
        List<Figure> figures = new ArrayList<>();
        for (int k : sizes) {
            figures.add(figure(
                    measure.name() + " pass@" + k,
                    "Chance that it holds in at least one of " + k + " tries.",
                    k,
                    true,
                    bySample));
            figures.add(figure(
                    measure.name() + " pass^" + k,
                    "Chance that it holds in all of " + k + " tries.",
                    k,
                    false,
                    bySample));
        }
        return figures;
    }

    /// The runner names a sample's later tries `id#1`, `id#2` and so on.
    private Map<String, Tries> bySample() {
        Map<String, Tries> bySample = new LinkedHashMap<>();
        int samples = result.outcomes().size() / epochs;
        for (int i = 0; i < result.outcomes().size(); i++) {
            Outcome<?> outcome = result.outcomes().get(i);
            String id = result.outcomes().get(i % samples).sample().id();
            bySample.computeIfAbsent(id, name -> new Tries(outcome)).add(outcome.score(), measure.name());
        }
        return bySample;
    }

    private Figure figure(String name, String about, int k, boolean any, Map<String, Tries> bySample) {
        List<Outcome<String>> outcomes = new ArrayList<>();
        bySample.forEach((id, tries) -> {
            Score score = tries.tries < k
                    ? Score.missing(tries.why, "fewer than " + k + " tries have a value")
                    : Score.of(
                            name,
                            any
                                    ? PassAtK.any(tries.tries, tries.successes, k)
                                    : PassAtK.all(tries.tries, tries.successes, k));
            Sample<?> sample = tries.first.sample();
            outcomes.add(new Outcome.Logged<>(
                    new Sample<>(id, sample.prompt(), id, sample.cluster()), score, tries.first::answer));
        });
        Measure scale = k == epochs && outcomes.stream().allMatch(RepeatedTries::isWhole)
                ? Measure.rate(name)
                : Measure.bounded(name, 0, 1);
        TaskResult<String> tried =
                new TaskResult<>(result.task(), result.model(), List.of(scale), outcomes, result.watched());
        return Figure.of(name, about, () -> tried.estimate(name));
    }

    private static boolean isWhole(Outcome<String> outcome) {
        return !(outcome.score() instanceof Score.Values scored)
                || scored.values().values().stream().allMatch(value -> value == 0 || value == 1);
    }
}
