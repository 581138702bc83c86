package dev.plumbline.evaluate.compare;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Equivalence;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// One measure of one task, candidate minus baseline, paired by sample.
///
/// @param baselineModel who answered in the baseline
/// @param candidateModel who answered in the candidate
/// @param baseline the baseline's own figure
/// @param candidate the candidate's
/// @param difference candidate - baseline over the samples with a value on both sides
/// @param p two-sided, of no difference
/// @param adjustedP the same after Holm's adjustment over all measures of this comparison
/// @param test which test gave it
/// @param verdict whether the candidate is higher, lower, tied within the margin, or nothing can be said
/// @param needed pairs that show a difference of the margin with a power of 0.8; empty if no pair differs
/// @param discordantCount how many pairs differ
/// @param discordant the first of them, the largest difference first
/// @param subgroups differences within groups of samples
public record MeasureComparison(
        String task,
        String measure,
        String baselineModel,
        String candidateModel,
        Estimate baseline,
        Estimate candidate,
        Estimate difference,
        double p,
        double adjustedP,
        String test,
        Equivalence.Verdict verdict,
        OptionalInt needed,
        int discordantCount,
        List<Discordant> discordant,
        List<Subgroup> subgroups) {
    public MeasureComparison {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(measure, "measure");
        discordant = List.copyOf(discordant);
        subgroups = List.copyOf(subgroups);
    }

    /// A sample whose values differ.
    public record Discordant(
            String id,
            String prompt,
            double baselineValue,
            String baselineAnswer,
            double candidateValue,
            String candidateAnswer) {}

    /// The samples for which something known has one value.
    ///
    /// @param key what is known, such as `family`
    /// @param value its value
    /// @param adjustedP Benjamini and Hochberg's over all subgroups of this comparison
    public record Subgroup(String key, String value, Estimate difference, double p, double adjustedP) {}

    /// The same with other adjusted p-values.
    MeasureComparison adjusted(double adjusted, List<Subgroup> groups) {
        return new MeasureComparison(
                task,
                measure,
                baselineModel,
                candidateModel,
                baseline,
                candidate,
                difference,
                p,
                adjusted,
                test,
                verdict,
                needed,
                discordantCount,
                discordant,
                groups);
    }
}
