package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;

/// Grades one answer. The answer is hostile text: bound what is made of it, and never run it.
@FunctionalInterface
public interface Scorer<T> {
    /// The same sample and answer give the same score.
    Score score(Sample<T> sample, Completion answer);
}
