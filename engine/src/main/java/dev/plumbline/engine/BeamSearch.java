package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Searches for the likeliest continuations of a prompt, `beams` at a time, where sampling draws one.
///
/// Of all ways to continue the beams by one token the likeliest go on; those that end are kept with their score, the
/// sum of log p over length^penalty. The rules are those of `transformers`, version 5, so that the same search finds
/// the same text. Engine thread only.
///
/// @param beams texts followed at once, 2 or more
/// @param lengthPenalty above 0 prefers longer texts, 0 none
/// @param stopping when the search is over
/// @param wanted how many texts to return, at most `beams`
public record BeamSearch(int beams, double lengthPenalty, Stopping stopping, int wanted) {
    /// When to stop looking once as many texts have ended as there are beams.
    public enum Stopping {
        /// At once.
        FIRST_FOUND,
        /// When the best beam cannot do better at its present length.
        LIKELY_BEST,
        /// When the best beam cannot do better at any length.
        BEST
    }

    private static final double NEVER = -1e9;

    public BeamSearch {
        if (beams < 2 || wanted < 1 || wanted > beams || !Double.isFinite(lengthPenalty)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a search needs 2 or more beams, returns 1 to that many texts, and has a finite length penalty;"
                            + " not " + beams + ", " + wanted + ", " + lengthPenalty);
        }
    }

    /// A text that was found.
    ///
    /// @param ids its tokens, the end token included
    /// @param score its log-probability over length^penalty
    public record Found(int[] ids, double score) {}

    /// A text on the way: the row of the cache that holds all but its last token, and its log-probability.
    private record Beam(int row, int[] ids, double sum, boolean over) {}

    /// The likeliest continuations, the best first.
    ///
    /// @param options its `draw` does not matter
    public List<Found> continuations(Decoder decoder, int[] prompt, GenerationOptions options) {
        int vocabulary = decoder.config().vocabulary();
        int limit = Math.min(options.maxTokens(), decoder.config().reach() - prompt.length);
        if (prompt.length == 0 || limit < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a prompt of " + prompt.length + " tokens; this model takes 1 to "
                            + (decoder.config().reach() - 1));
        }
        ScorePipeline rules = ScorePipeline.ofConstraints(options, vocabulary);
        try (TensorScope scope = TensorScope.open();
                DecodingRows rows = new DecodingRows(decoder, beams, prompt.length + limit, beams)) {
            rows.enter(List.of(prompt), 0);
            return search(rows, prompt, new Rules(rules, options.endTokens(), limit, vocabulary));
        }
    }

    /// What does not change during a search.
    private record Rules(ScorePipeline pipeline, Set<Integer> endTokens, int limit, int vocabulary) {}

    private List<Found> search(DecodingRows rows, int[] prompt, Rules rules) {
        List<Beam> running = List.of(new Beam(0, new int[0], 0, false));
        List<Found> finished = new ArrayList<>();
        boolean improving = true;
        for (int length = 1; ; length++) {
            List<Beam> candidates = candidates(rows, prompt, running, rules);
            collect(finished, candidates, length, improving);
            List<Beam> next =
                    candidates.stream().filter(beam -> !beam.over).limit(beams).toList();
            if (next.isEmpty()) {
                break;
            }
            improving &= improves(next.getFirst(), finished, length, rules.limit);
            boolean full = finished.size() == beams && stopping == Stopping.FIRST_FOUND;
            running = next;
            if (!improving || full) {
                break;
            }
            rows.reorder(next.stream().mapToInt(Beam::row).toArray());
            rows.step(next.stream()
                    .mapToLong(beam -> beam.ids[beam.ids.length - 1])
                    .toArray());
            running = IntStream.range(0, next.size())
                    .mapToObj(i -> new Beam(i, next.get(i).ids, next.get(i).sum, false))
                    .toList();
        }
        return finished.isEmpty()
                ? running.stream()
                        .limit(wanted)
                        .map(beam -> new Found(beam.ids, beam.sum))
                        .toList()
                : finished.subList(0, Math.min(wanted, finished.size()));
    }

    /// The likeliest ways to continue, enough of them that `beams` are left when every end token is among them.
    private List<Beam> candidates(DecodingRows rows, int[] prompt, List<Beam> running, Rules rules) {
        int keep = Math.max(2, 1 + rules.endTokens.size()) * beams;
        List<double[]> sums = new ArrayList<>();
        for (int b = 0; b < running.size(); b++) {
            sums.add(logProbabilities(rows, b, prompt, running.get(b), rules));
        }
        int[] best = IntStream.range(0, running.size() * rules.vocabulary)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -sums.get(i / rules.vocabulary)[i % rules.vocabulary]))
                .limit(keep)
                .mapToInt(Integer::intValue)
                .toArray();
        List<Beam> found = new ArrayList<>();
        for (int at : best) {
            Beam from = running.get(at / rules.vocabulary);
            int token = at % rules.vocabulary;
            double sum = sums.get(at / rules.vocabulary)[token];
            if (sum > Double.NEGATIVE_INFINITY) {
                int[] ids = Arrays.copyOf(from.ids, from.ids.length + 1);
                ids[from.ids.length] = token;
                found.add(new Beam(
                        from.row, ids, sum, rules.endTokens.contains(token) || ids.length == rules.limit));
            }
        }
        return found;
    }

    /// The beam's log-probability with each possible next token.
    private static double[] logProbabilities(DecodingRows rows, int row, int[] prompt, Beam beam, Rules rules) {
        float[] scores =
                Arrays.copyOfRange(rows.logits(), row * rules.vocabulary, (row + 1) * rules.vocabulary);
        for (int i = 0; i < scores.length; i++) {
            scores[i] -= rows.logSums()[row];
        }
        int[] previous = Arrays.copyOf(prompt, prompt.length + beam.ids.length);
        System.arraycopy(beam.ids, 0, previous, prompt.length, beam.ids.length);
        rules.pipeline.apply(scores, previous, prompt.length);
        double[] sums = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            sums[i] = beam.sum + scores[i];
        }
        return sums;
    }

    /// Takes texts that have ended among the best candidates into the best found so far.
    private void collect(List<Found> finished, List<Beam> candidates, int length, boolean improving) {
        boolean full = finished.size() == beams && stopping == Stopping.FIRST_FOUND;
        if (full || !improving) {
            return;
        }
        candidates.stream()
                .limit(beams)
                .filter(Beam::over)
                .forEach(beam -> finished.add(new Found(beam.ids, beam.sum / Math.pow(length, lengthPenalty))));
        finished.sort(Comparator.comparingDouble(found -> -found.score));
        while (finished.size() > beams) {
            finished.removeLast();
        }
    }

    /// Whether the best text that goes on may still beat the worst that has ended.
    private boolean improves(Beam best, List<Found> finished, int length, int limit) {
        int hoped = stopping == Stopping.BEST && lengthPenalty > 0 ? limit : length;
        double worst = finished.size() < beams ? NEVER : finished.getLast().score;
        return best.sum / Math.pow(hoped, lengthPenalty) > worst;
    }
}
