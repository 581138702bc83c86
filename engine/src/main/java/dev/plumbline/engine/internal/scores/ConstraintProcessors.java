package dev.plumbline.engine.internal.scores;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// The rules about what a text may contain.
public final class ConstraintProcessors {
    private static final float IMPOSSIBLE = Float.NEGATIVE_INFINITY;

    private ConstraintProcessors() {}

    /// Adds `bias` to the last of `tokens` where the others have just been written.
    public static ScoreProcessor bias(List<Integer> tokens, double bias) {
        int last = tokens.getLast();
        return (scores, history) -> {
            if (endsWith(history, tokens, tokens.size() - 1)) {
                scores[last] += (float) bias;
            }
        };
    }

    /// Divides positive scores of tokens that have occurred by `penalty`, and multiplies negative ones.
    public static ScoreProcessor repetitionPenalty(double penalty) {
        float factor = (float) penalty;
        return (scores, history) -> {
            BitSet done = new BitSet(scores.length);
            for (int i = 0; i < history.length(); i++) {
                int token = history.token(i);
                if (token < scores.length && !done.get(token)) {
                    done.set(token);
                    scores[token] = scores[token] < 0 ? scores[token] * factor : scores[token] / factor;
                }
            }
        };
    }

    /// Forbids every token that would write a sequence of `size` tokens for the second time.
    public static ScoreProcessor noRepeatNgram(int size) {
        return (scores, history) -> {
            int from = history.length() - size + 1; // where the sequence that is being written begins
            for (int start = 0; start < from; start++) {
                int same = 0;
                while (same < size - 1 && history.token(start + same) == history.token(from + same)) {
                    same++;
                }
                if (same == size - 1) {
                    scores[history.token(start + size - 1)] = IMPOSSIBLE;
                }
            }
        };
    }

    /// Forbids these tokens until `count` tokens have been written.
    public static ScoreProcessor notBefore(int count, Collection<Integer> tokens) {
        return (scores, history) -> {
            if (history.length() - history.promptLength() < count) {
                tokens.forEach(token -> scores[token] = IMPOSSIBLE);
            }
        };
    }

    /// Forbids these tokens.
    public static ScoreProcessor never(Collection<Integer> tokens) {
        return (scores, history) -> tokens.forEach(token -> scores[token] = IMPOSSIBLE);
    }

    private static boolean endsWith(ScoreProcessor.History history, List<Integer> tokens, int count) {
        int from = history.length() - count;
        if (from < 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (history.token(from + i) != tokens.get(i)) {
                return false;
            }
        }
        return true;
    }
}
