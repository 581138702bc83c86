package dev.plumbline.evaluate.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// How much a model's answers to one question differ in meaning: the entropy, in nats, of the shares of answers
/// that mean the same (discrete semantic entropy; Farquhar, Kossen, Kuhn, Gal 2024). 0 if all agree, ln n if no
/// two of n do.
///
/// Answers are sorted greedily: each joins the first group whose first answer means the same, else begins one.
public final class SemanticEntropy {
    private SemanticEntropy() {}

    /// The entropy of answers that mean the same if they have the same words, see [Reading#words]: for short
    /// answers.
    public static double ofWords(List<String> answers) {
        return of(answers, (one, other) -> Reading.normal(one).equals(Reading.normal(other)));
    }

    /// The entropy by any notion of sameness, such as a judge that finds each answer to follow from the other.
    ///
    /// @param answers at least one
    public static double of(List<String> answers, BiPredicate<String, String> same) {
        List<String> firsts = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (String answer : answers) {
            int group = 0;
            while (group < firsts.size() && !same.test(firsts.get(group), answer)) {
                group++;
            }
            if (group == firsts.size()) {
                firsts.add(answer);
                counts.add(0);
            }
            counts.set(group, counts.get(group) + 1);
        }
        double entropy = 0;
        for (int count : counts) {
            double share = (double) count / answers.size();
            entropy -= share * Math.log(share);
        }
        return entropy == 0 ? 0 : entropy;
    }
}
