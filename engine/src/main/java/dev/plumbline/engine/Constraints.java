package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What an answer may and may not contain, applied to the scores before a token is drawn.
///
/// @param biases added to the score of a sequence's last token wherever its other tokens have just been written
/// @param repetitionPenalty divides positive and multiplies negative scores of tokens that occur in prompt or answer;
///     above 0, 1 changes nothing (Keskar et al. 2019)
/// @param noRepeatNgram no sequence of this many tokens occurs twice in prompt and answer together; 0 allows all
/// @param badWords sequences that are never completed; one that is just an end token is ignored
/// @param minTokens the answer cannot end before this many tokens
/// @param suppressed tokens that never occur
/// @param suppressedFirst tokens that the answer cannot begin with
public record Constraints(
        List<SequenceBias> biases,
        double repetitionPenalty,
        int noRepeatNgram,
        List<List<Integer>> badWords,
        int minTokens,
        Set<Integer> suppressed,
        Set<Integer> suppressedFirst) {
    /// Everything is allowed.
    public static final Constraints NONE = new Constraints(List.of(), 1, 0, List.of(), 0, Set.of(), Set.of());

    /// A bias towards (above 0) or against completing a sequence of tokens.
    ///
    /// @param tokens at least one
    /// @param bias added to the score; not NaN, minus infinity forbids
    public record SequenceBias(List<Integer> tokens, double bias) {
        public SequenceBias {
            tokens = List.copyOf(tokens);
            require(!tokens.isEmpty(), "a bias needs at least one token");
            require(!Double.isNaN(bias) && bias < Double.POSITIVE_INFINITY, "a bias must be a number, not " + bias);
        }
    }

    public Constraints {
        biases = List.copyOf(biases);
        badWords = badWords.stream().map(List::copyOf).toList();
        suppressed = Set.copyOf(suppressed);
        suppressedFirst = Set.copyOf(suppressedFirst);
        require(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "the repetition penalty must be above 0, not " + repetitionPenalty);
        require(noRepeatNgram >= 0, "no-repeat-ngram must be 0 (off) or more, not " + noRepeatNgram);
        require(minTokens >= 0, "min-tokens must be 0 or more, not " + minTokens);
        require(badWords.stream().noneMatch(List::isEmpty), "a bad word needs at least one token");
    }

    public Constraints withRepetitionPenalty(double other) {
        return new Constraints(
                biases, other, noRepeatNgram, badWords, minTokens, suppressed, suppressedFirst);
    }

    public Constraints withNoRepeatNgram(int other) {
        return new Constraints(
                biases, repetitionPenalty, other, badWords, minTokens, suppressed, suppressedFirst);
    }

    public Constraints withMinTokens(int other) {
        return new Constraints(
                biases, repetitionPenalty, noRepeatNgram, badWords, other, suppressed, suppressedFirst);
    }

    public Constraints withBiases(List<SequenceBias> other) {
        return new Constraints(
                other, repetitionPenalty, noRepeatNgram, badWords, minTokens, suppressed, suppressedFirst);
    }

    public Constraints withBadWords(List<List<Integer>> other) {
        return new Constraints(
                biases, repetitionPenalty, noRepeatNgram, other, minTokens, suppressed, suppressedFirst);
    }

    /// These without the tokens `never` anywhere, and without `first` at the beginning.
    public Constraints withSuppressed(Set<Integer> never, Set<Integer> first) {
        return new Constraints(biases, repetitionPenalty, noRepeatNgram, badWords, minTokens, never, first);
    }

    /// Every token that is named.
    List<Integer> tokens() {
        List<Integer> all = new ArrayList<>(suppressed);
        all.addAll(suppressedFirst);
        badWords.forEach(all::addAll);
        biases.forEach(bias -> all.addAll(bias.tokens()));
        return all;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
        }
    }
}
