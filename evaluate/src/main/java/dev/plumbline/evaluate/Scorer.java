package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;
import java.util.function.BiFunction;

/// Grades one answer. The answer is hostile text: bound what is made of it, and never run it.
@FunctionalInterface
public interface Scorer<T> {
    /// The same sample and answer give the same score.
    Score score(Sample<T> sample, Completion answer);

    /// Grades all that was said; by itself, the last answer alone.
    default Score score(Sample<T> sample, Solution solution) {
        return score(sample, solution.answer());
    }

    /// A scorer that looks at all that was said.
    static <T> Scorer<T> ofAll(BiFunction<Sample<T>, Solution, Score> grade) {
        return new Scorer<>() {
            @Override
            public Score score(Sample<T> sample, Completion answer) {
                return grade.apply(sample, Solution.of(sample.prompt(), answer));
            }

            @Override
            public Score score(Sample<T> sample, Solution solution) {
                return grade.apply(sample, solution);
            }
        };
    }
}
