package dev.plumbline.train.constitution;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a model said of two answers under a constitution, and which principle decided.
///
/// @param pair the answers
/// @param byPrinciple for each principle's id the probability that the first answer is the better one, unclamped
/// @param decidedBy the id of the principle that the label follows; empty if none decides
/// @param probability that the first answer is better: the deciding principle's, clamped; .5 if none decides
public record AiLabel(AnswerPair pair, Map<String, Double> byPrinciple, String decidedBy, double probability) {
    public AiLabel {
        byPrinciple = Collections.unmodifiableMap(new LinkedHashMap<>(byPrinciple));
        if (!(probability >= 0 && probability <= 1)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE, "a label's probability must be in [0, 1], not " + probability);
        }
        if (!decidedBy.isEmpty() && !byPrinciple.containsKey(decidedBy)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the label cites \"" + decidedBy + "\", which is none of " + byPrinciple.keySet());
        }
    }

    /// Whether any principle decides.
    public boolean decided() {
        return !decidedBy.isEmpty();
    }

    /// The label as comparisons for trainers that know hard labels alone: of `copies` comparisons the share
    /// `probability`, rounded, prefers the first answer. Their mean cross-entropy is that of the soft label, to
    /// within 1 / (2 copies). None if no principle decides, or if the answers are the same.
    ///
    /// @param copies 1 for a hard label; 20 holds labels to .025
    public List<Preference> preferences(int copies) {
        if (copies < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "copies must be 1 or more, not " + copies);
        }
        if (!decided() || pair.a().equals(pair.b())) {
            return List.of();
        }
        long first = Math.round(probability * copies);
        List<Preference> preferences = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            preferences.add(
                    i < first
                            ? new Preference(pair.prompt(), pair.a(), pair.b())
                            : new Preference(pair.prompt(), pair.b(), pair.a()));
        }
        return preferences;
    }
}
