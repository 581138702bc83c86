package dev.plumbline.train.watch;

import dev.plumbline.core.Progress;
import dev.plumbline.train.RewardFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// A reward function that looks at what it rewards: each call is a round, whose figures go to the alarms, and whose
/// warnings are said at once. The rewards are the inner function's, unchanged.
public final class WatchedReward implements RewardFunction {
    /// Figures of a round.
    ///
    /// @param number from 1
    public record Round(long number, Map<String, Double> figures) {
        public Round {
            figures = Map.copyOf(figures);
        }
    }

    private final RewardFunction inner;
    private final int group;
    private final Watch watch;
    private final BiFunction<List<Sampled>, double[], Map<String, Double>> more;
    private final Progress progress;
    private final List<Round> rounds = new ArrayList<>();

    /// @param group answers to each prompt
    /// @param more further figures of a round's answers and rewards, such as `reward-distance` or a gold reward
    /// that nobody learns from; called on the thread that asks for rewards
    /// @param progress told every warning
    public WatchedReward(
            RewardFunction inner,
            int group,
            Watch watch,
            BiFunction<List<Sampled>, double[], Map<String, Double>> more,
            Progress progress) {
        this.inner = inner;
        this.group = group;
        this.watch = watch;
        this.more = more;
        this.progress = progress;
    }

    @Override
    public double[] rewards(List<Sampled> answers) {
        double[] rewards = inner.rewards(answers);
        observe(answers, rewards);
        return rewards;
    }

    @Override
    public double[] checked(List<Sampled> answers, Duration limit) {
        double[] rewards = inner.checked(answers, limit);
        observe(answers, rewards);
        return rewards;
    }

    /// What was seen, round by round.
    public List<Round> rounds() {
        return List.copyOf(rounds);
    }

    private void observe(List<Sampled> answers, double[] rewards) {
        Map<String, Double> figures = AnswerFigures.of(answers, rewards, group);
        figures.putAll(more.apply(answers, rewards));
        Round round = new Round(rounds.size() + 1L, figures);
        rounds.add(round);
        watch.observe(round.number(), figures).forEach(warning -> progress.note("warning: " + warning));
    }
}
