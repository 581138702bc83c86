package dev.plumbline.study.stages;

import dev.plumbline.core.stats.Proportion;
import dev.plumbline.harbor.Grader;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.train.constitution.AiLabel;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.PrincipleConflicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What came of comparing pairs of answers by the principles of a constitution.
///
/// @param who what the estimate of gaps is called by
/// @param labels one for each pair
/// @param pairs as they were answered
record AiFeedbackReport(
        String who, PrincipleConflicts conflicts, List<AiLabel> labels, List<FeedbackStage.AnswerPair> pairs) {
    private static final double LEVEL = .95;
    private static final int EXAMPLES = 3;

    /// How far labels agree with the truth, principle by principle, and how often principles disagree or say nothing.
    List<NamedEstimate> estimates() {
        List<NamedEstimate> estimates = new ArrayList<>();
        conflicts.decisions().keySet().forEach(id -> agreement(id).ifPresent(estimates::add));
        for (PrincipleConflicts.Conflict conflict : conflicts.conflicts()) {
            estimates.add(new NamedEstimate(
                    "conflict of principles",
                    conflict.one() + " against " + conflict.other(),
                    conflicts.rate(conflict),
                    OptionalDouble.empty(),
                    "Share of pairs on which these two principles decide in opposite ways."));
        }
        estimates.add(new NamedEstimate(
                "gap",
                who,
                conflicts.gapRate(),
                OptionalDouble.empty(),
                "Share of pairs on which no principle decides."));
        return estimates;
    }

    /// How often the labels that cite a principle prefer the answer that is truly worth more.
    private Optional<NamedEstimate> agreement(String id) {
        int right = 0;
        int all = 0;
        int equal = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).decidedBy().equals(id)) {
                FeedbackStage.AnswerPair pair = pairs.get(i);
                double lead = Grader.grade(pair.example(), pair.a()).utility()
                        - Grader.grade(pair.example(), pair.b()).utility();
                if (lead == 0) {
                    equal++;
                } else {
                    all++;
                    right += (lead > 0) == (labels.get(i).probability() > .5) ? 1 : 0;
                }
            }
        }
        if (all == 0) {
            return Optional.empty();
        }
        var estimate = new Proportion(right, all).wilson(LEVEL);
        return Optional.of(new NamedEstimate(
                "agreement",
                id + " ~ gold",
                equal == 0 ? estimate : estimate.withMissing(Map.of("equal utility", equal)),
                OptionalDouble.empty(),
                "Share of the labels that this principle decided in which the answer of greater gold utility is"
                        + " preferred."));
    }

    /// @param written how many comparisons came of the labels
    List<String> notes(Constitution constitution, int written) {
        List<String> notes = new ArrayList<>();
        notes.add(written + " comparisons from " + labels.size() + " pairs of different answers under "
                + constitution.title() + ", version " + constitution.version() + "; labels by principle: "
                + conflicts.decisions() + "; labels.jsonl cites the principle of each.");
        for (PrincipleConflicts.Conflict conflict : conflicts.conflicts()) {
            notes.add("Conflict: " + conflict.one() + " against " + conflict.other() + " on "
                    + conflict.pairs().size() + " pairs, such as " + examples(conflict.pairs()));
        }
        if (!conflicts.gaps().isEmpty()) {
            notes.add("Gap: no principle decides " + conflicts.gaps().size() + " pairs, such as "
                    + examples(conflicts.gaps()));
        }
        return notes;
    }

    private String examples(List<Integer> at) {
        return String.join(
                "; ",
                at.stream()
                        .limit(EXAMPLES)
                        .map(i -> labels.get(i).pair())
                        .map(pair -> "\"" + pair.prompt().lastContent() + "\" answered \"" + pair.a() + "\" or \""
                                + pair.b() + "\"")
                        .toList());
    }
}
