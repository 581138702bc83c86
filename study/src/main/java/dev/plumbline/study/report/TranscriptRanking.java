package dev.plumbline.study.report;

import dev.plumbline.study.SampleRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Chooses the transcripts that tell most: the same question put to several models, where their grades differ most.
///
/// A question's weight is the largest difference between two models in any one score, each score counted in units of
/// its range over all samples, plus the mean of these differences (so that of two questions on which a grade flips, the
/// one on which more flips comes first), plus, where the study's main finding compares two models in a score, how far
/// these two are apart in that score. Tasks take turns, the one with the weightiest question first, so that one task
/// cannot fill the page. Ties go by task and id: the choice depends on the samples alone, not on their order.
final class TranscriptRanking {
    /// One question and the models' answers to it, at most one a model.
    ///
    /// @param spread by score, the largest difference between two answers in units of the score's range, in [0, 1]
    /// @param focus the difference that the main finding is about, in the same units; 0 if it is not about this
    /// question
    record Question(String task, String id, List<SampleRecord> answers, Map<String, Double> spread, double focus) {
        double weight() {
            double largest = spread.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            double mean = spread.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
            return largest + mean + focus;
        }

        boolean discordant() {
            return weight() > 0;
        }

        /// The scores on which the answers differ, those that differ most first.
        List<String> differing() {
            return spread.entrySet().stream()
                    .filter(e -> e.getValue() > 0)
                    .sorted(Map.Entry.<String, Double>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /// What the main finding compares: two models in one score.
    record Focus(String score, String left, String right) {
        /// The focus of a study without a main comparison.
        static final Focus NONE = new Focus("", "", "");
    }

    private TranscriptRanking() {}

    /// The `limit` most telling questions; those on which all agree only if no model disagrees with another anywhere.
    static List<Question> choose(Collection<SampleRecord> samples, Focus focus, int limit) {
        List<Question> all = questions(samples, focus);
        List<Question> discordant = all.stream().filter(Question::discordant).toList();
        return takeTurns(discordant.isEmpty() ? all : discordant, limit);
    }

    private static List<Question> questions(Collection<SampleRecord> samples, Focus focus) {
        Map<String, double[]> ranges = ranges(samples);
        Map<String, Map<String, Map<String, SampleRecord>>> grouped = new TreeMap<>();
        for (SampleRecord s : samples) {
            grouped.computeIfAbsent(s.task(), task -> new TreeMap<>())
                    .computeIfAbsent(s.id(), id -> new LinkedHashMap<>())
                    .putIfAbsent(s.model(), s);
        }
        List<Question> questions = new ArrayList<>();
        grouped.forEach((task, byId) -> byId.forEach((id, byModel) -> {
            List<SampleRecord> answers = List.copyOf(byModel.values());
            List<SampleRecord> pair = answers.stream()
                    .filter(s -> s.model().equals(focus.left()) || s.model().equals(focus.right()))
                    .toList();
            double apart = spread(pair, ranges).getOrDefault(focus.score(), 0.0);
            questions.add(new Question(task, id, answers, spread(answers, ranges), apart));
        }));
        return questions;
    }

    private static Map<String, double[]> ranges(Collection<SampleRecord> samples) {
        Map<String, double[]> ranges = new TreeMap<>();
        for (SampleRecord sample : samples) {
            sample.scores().forEach((name, score) -> {
                if (Double.isFinite(score)) {
                    double[] range = ranges.computeIfAbsent(name, n -> new double[] {score, score});
                    range[0] = Math.min(range[0], score);
                    range[1] = Math.max(range[1], score);
                }
            });
        }
        return ranges;
    }

    private static Map<String, Double> spread(List<SampleRecord> answers, Map<String, double[]> ranges) {
        Map<String, double[]> here = ranges(answers);
        Map<String, Double> spread = new TreeMap<>();
        here.forEach((name, range) -> {
            double[] whole = ranges.getOrDefault(name, range);
            double width = whole[1] - whole[0];
            spread.put(name, width > 0 ? (range[1] - range[0]) / width : 0);
        });
        return spread;
    }

    private static List<Question> takeTurns(List<Question> questions, int limit) {
        Comparator<Question> order = Comparator.comparingDouble((Question q) -> -q.weight())
                .thenComparing(Question::task)
                .thenComparing(Question::id);
        Map<String, List<Question>> byTask = new LinkedHashMap<>();
        for (Question q : questions.stream().sorted(order).toList()) {
            byTask.computeIfAbsent(q.task(), task -> new ArrayList<>()).add(q);
        }
        List<Question> chosen = new ArrayList<>();
        for (int turn = 0; chosen.size() < Math.min(limit, questions.size()); turn++) {
            for (List<Question> task : byTask.values()) {
                if (turn < task.size() && chosen.size() < limit) {
                    chosen.add(task.get(turn));
                }
            }
        }
        return chosen;
    }

    /// The answers to show of one question: all of them up to `limit`; of more, those at both ends of the score that
    /// differs most, in their own order.
    static List<SampleRecord> ends(Question question, int limit) {
        List<SampleRecord> answers = question.answers();
        if (answers.size() <= limit || question.differing().isEmpty()) {
            return answers.stream().limit(limit).toList();
        }
        String score = question.differing().getFirst();
        List<Integer> graded = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (Double.isFinite(answers.get(i).scores().getOrDefault(score, Double.NaN))) {
                graded.add(i);
            }
        }
        graded.sort(Comparator.comparingDouble(i -> answers.get(i).scores().getOrDefault(score, 0.0)));
        TreeSet<Integer> kept = new TreeSet<>();
        for (int i = 0; kept.size() < Math.min(limit, graded.size()); i++) {
            kept.add(graded.get(i % 2 == 0 ? i / 2 : graded.size() - 1 - i / 2));
        }
        return kept.stream().map(answers::get).toList();
    }
}
