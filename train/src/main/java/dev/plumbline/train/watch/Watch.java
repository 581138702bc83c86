package dev.plumbline.train.watch;

import dev.plumbline.train.TrainingCurves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Several alarms on one training.
public final class Watch {
    private final List<Alarm> alarms;
    private final List<Warning> warnings = new ArrayList<>();

    public Watch(List<Alarm> alarms) {
        this.alarms = List.copyOf(alarms);
    }

    /// All alarms at the limits that the documentation states: KL above 10 nats an answer, entropy below a fifth of
    /// what it was, length by a factor of 1.5, repetition up by .1, four groups of five flat, answers twice as far
    /// from the reward model's data as that data itself, both log-ratios below -3.
    public static Watch usual() {
        return new Watch(List.of(
                WindowAlarm.kl(10),
                WindowAlarm.entropy(.2),
                WindowAlarm.length(1.5),
                WindowAlarm.repetition(.1),
                WindowAlarm.ties(.8),
                WindowAlarm.outOfDistribution(2),
                new FallingBothAlarm(3)));
    }

    /// Takes in the figures after an update and gives what is new to say.
    public List<Warning> observe(long step, Map<String, Double> figures) {
        List<Warning> fresh = new ArrayList<>();
        alarms.forEach(alarm -> alarm.observe(step, figures).ifPresent(fresh::add));
        warnings.addAll(fresh);
        return fresh;
    }

    /// Takes in a training that is over, update by update.
    ///
    /// @return what there was to say, in order of step
    public List<Warning> over(TrainingCurves curves) {
        return over(curves, Long.MAX_VALUE);
    }

    /// As above, up to an update and including it.
    List<Warning> over(TrainingCurves curves, long last) {
        Map<Long, Map<String, Double>> steps = new TreeMap<>();
        curves.byName()
                .forEach((name, points) -> points.stream()
                        .filter(point -> point.step() <= last)
                        .forEach(point -> steps.computeIfAbsent(point.step(), fresh -> new TreeMap<>())
                                .put(name, point.value())));
        List<Warning> all = new ArrayList<>();
        steps.forEach((step, figures) -> all.addAll(observe(step, withAnswerKl(figures))));
        return all;
    }

    /// Takes in the last update of a training that is still going on.
    ///
    /// @return what is new to say
    List<Warning> at(long step, TrainingCurves curves) {
        Map<String, Double> figures = new TreeMap<>();
        curves.byName().forEach((name, points) -> {
            if (points.getLast().step() == step) {
                figures.put(name, points.getLast().value());
            }
        });
        return observe(step, withAnswerKl(figures));
    }

    /// The KL of an answer. Group methods measure a token's, which times the answer's length is taken for it; PPO,
    /// which
    /// alone has a coefficient that adapts to it, measures the answer's.
    private static Map<String, Double> withAnswerKl(Map<String, Double> figures) {
        Double kl = figures.get("kl");
        Double length = figures.get("length");
        if (kl != null && length != null) {
            figures.putIfAbsent("answer-kl", figures.containsKey("kl-coefficient") ? kl : kl * length);
        }
        return figures;
    }

    /// All that was said so far.
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }
}
