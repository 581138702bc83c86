package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How much of each family there is.
///
/// @param weights relative frequency by family, each finite and at least 0, at least one above 0; a family that is not
///     named has none
public record FamilyMix(Map<Family, Double> weights) {
    public FamilyMix {
        weights.forEach((family, weight) -> {
            if (!(weight >= 0 && Double.isFinite(weight))) {
                throw bad(family.label() + " must have a finite weight of at least 0, not " + weight);
            }
        });
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw bad("at least one family must have a weight above 0");
        }
        weights = Collections.unmodifiableMap(new EnumMap<>(weights));
    }

    /// What the base model learns from.
    public static FamilyMix pretraining() {
        Map<Family, Double> mix = new EnumMap<>(Family.class);
        mix.put(Family.FACT, .28);
        mix.put(Family.OPINION, .25);
        mix.put(Family.COPY, .05);
        mix.put(Family.SUM, .10);
        mix.put(Family.STEPS, .04);
        mix.put(Family.CHAIN, .01);
        mix.put(Family.HARMLESS, .05);
        mix.put(Family.BORDERLINE, .03);
        mix.put(Family.HARMFUL, .05);
        mix.put(Family.UNKNOWN, .05);
        mix.put(Family.DOUBT, .02);
        mix.put(Family.PRESSURE, .02);
        mix.put(Family.ESCALATION, .01);
        mix.put(Family.LEDGER, .02);
        mix.put(Family.FRAME, .02);
        return new FamilyMix(mix);
    }

    /// What demonstrations show: harmless how-tos, and what cannot be known, in proportion, lest refusal and ignorance
    /// swallow the rest.
    public static FamilyMix demonstrations() {
        Map<Family, Double> mix = new EnumMap<>(Family.class);
        mix.put(Family.FACT, .20);
        mix.put(Family.OPINION, .22);
        mix.put(Family.SUM, .08);
        mix.put(Family.STEPS, .04);
        mix.put(Family.HARMLESS, .13);
        mix.put(Family.BORDERLINE, .06);
        mix.put(Family.HARMFUL, .10);
        mix.put(Family.UNKNOWN, .10);
        mix.put(Family.DOUBT, .02);
        mix.put(Family.PRESSURE, .02);
        mix.put(Family.ESCALATION, .01);
        mix.put(Family.LEDGER, .02);
        return new FamilyMix(mix);
    }

    /// What raters are asked about: opinions before all, and enough of the rest for their other tastes to show.
    public static FamilyMix feedback() {
        Map<Family, Double> mix = new EnumMap<>(Family.class);
        mix.put(Family.OPINION, .60);
        mix.put(Family.FACT, .12);
        mix.put(Family.SUM, .03);
        mix.put(Family.HARMLESS, .07);
        mix.put(Family.BORDERLINE, .04);
        mix.put(Family.HARMFUL, .07);
        mix.put(Family.UNKNOWN, .07);
        return new FamilyMix(mix);
    }

    /// How many of `total` each family gets, by largest remainder, so that the counts sum to `total`.
    Map<Family, Integer> counts(int total) {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<Family, Integer> counts = new EnumMap<>(Family.class);
        weights.forEach((family, weight) -> counts.put(family, (int) Math.floor(total * weight / sum)));
        List<Family> byRemainder = new ArrayList<>(weights.keySet());
        byRemainder.sort(Comparator.comparingDouble((Family family) -> remainder(family, total, sum))
                .reversed());
        int missing =
                total - counts.values().stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < missing; i++) {
            counts.merge(byRemainder.get(i), 1, Integer::sum);
        }
        return counts;
    }

    private double remainder(Family family, int total, double sum) {
        double share = total * weights.getOrDefault(family, 0.0) / sum;
        return share - Math.floor(share);
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, "family mix: " + what);
    }
}
