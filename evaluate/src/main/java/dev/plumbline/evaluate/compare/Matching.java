package dev.plumbline.evaluate.compare;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.Equivalence;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.PairedPower;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.PairedComparison;
import dev.plumbline.evaluate.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds what two runs have in common and compares it.
///
/// Results belong together if task and model are the same; a task that one model answered on each side is compared
/// whatever the models' names.
final class Matching {
    private static final int MOST_GROUPS = 8;
    private static final double POWER = 0.8;

    private final ComparisonOptions options;
    private final List<MeasureComparison> measures = new ArrayList<>();
    private final Map<String, String> notCompared = new TreeMap<>();

    private Matching(ComparisonOptions options) {
        this.options = options;
    }

    static Matching of(StoredRun baseline, StoredRun candidate, ComparisonOptions options) {
        Matching matching = new Matching(options);
        for (TaskResult<Map<String, String>> left : baseline.results()) {
            Optional<TaskResult<Map<String, String>>> right = partner(left, baseline, candidate);
            if (right.isPresent()) {
                matching.compare(left, right.get());
            } else {
                matching.notCompared.put(
                        left.task() + " of " + left.model(), "the candidate has no such task by that model");
            }
        }
        return matching;
    }

    List<MeasureComparison> measures() {
        return measures;
    }

    Map<String, String> notCompared() {
        return notCompared;
    }

    private static Optional<TaskResult<Map<String, String>>> partner(
            TaskResult<Map<String, String>> of, StoredRun baseline, StoredRun candidate) {
        List<TaskResult<Map<String, String>>> sameTask = candidate.results().stream()
                .filter(result -> result.task().equals(of.task()))
                .toList();
        long rivals = baseline.results().stream()
                .filter(result -> result.task().equals(of.task()))
                .count();
        if (sameTask.size() == 1 && rivals == 1) {
            return Optional.of(sameTask.getFirst());
        }
        return sameTask.stream()
                .filter(result -> result.model().equals(of.model()))
                .findFirst();
    }

    private void compare(TaskResult<Map<String, String>> left, TaskResult<Map<String, String>> right) {
        for (Measure measure : left.measures()) {
            String place = left.task() + ", " + measure.name() + " of " + left.model();
            Optional<Measure> other = right.measures().stream()
                    .filter(one -> one.name().equals(measure.name()))
                    .findFirst();
            if (other.isEmpty()) {
                notCompared.put(place, "the candidate does not measure it");
                continue;
            }
            try {
                boolean same = other.get().equals(measure);
                measures.add(compare(
                        same ? left : asNumber(left, measure.name()),
                        same ? right : asNumber(right, measure.name()),
                        measure.name()));
            } catch (PlumblineException e) {
                if (e.code() != ErrorCode.UNDEFINED) {
                    throw e;
                }
                notCompared.put(place, String.valueOf(e.getMessage()));
            }
        }
    }

    /// The same values without a scale: what looks like a rate on one side alone is compared as a number.
    private static TaskResult<Map<String, String>> asNumber(TaskResult<Map<String, String>> result, String measure) {
        return new TaskResult<>(
                result.task(),
                result.model(),
                List.of(Measure.unbounded(measure)),
                result.outcomes(),
                result.watched());
    }

    /// The candidate stands on the left of the difference, so that it reads "candidate minus baseline".
    private MeasureComparison compare(
            TaskResult<Map<String, String>> baseline, TaskResult<Map<String, String>> candidate, String measure) {
        PairedComparison wide = PairedComparison.of(candidate, baseline, measure, options.level());
        Estimate narrow = PairedComparison.of(candidate, baseline, measure, Equivalence.narrowLevel(options.level()))
                .difference();
        Equivalence.Verdict verdict = Equivalence.verdict(wide.difference(), narrow, options.margin());
        return new MeasureComparison(
                baseline.task(),
                measure,
                baseline.model(),
                candidate.model(),
                baseline.estimate(measure, options.level()),
                candidate.estimate(measure, options.level()),
                wide.difference(),
                wide.p(),
                wide.p(),
                wide.test(),
                verdict,
                needed(baseline.values(measure), candidate.values(measure)),
                wide.discordant().size(),
                discordant(baseline, candidate, measure, wide.discordant()),
                subgroups(baseline, candidate, measure));
    }

    /// How many pairs like these show a difference of the margin (Miller, arXiv 2411.00640).
    private OptionalInt needed(NavigableMap<String, Double> baseline, NavigableMap<String, Double> candidate) {
        List<String> ids =
                baseline.keySet().stream().filter(candidate::containsKey).toList();
        double[] differences = PairedDifference.differences(column(candidate, ids), column(baseline, ids));
        double variance = ids.size() < 2 ? 0 : Math.pow(Mean.of(differences).sd(), 2);
        if (variance == 0) {
            return OptionalInt.empty();
        }
        double pairs = new PairedPower(variance).required(options.margin(), 1 - options.level(), POWER);
        return pairs > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) Math.ceil(pairs));
    }

    private static double[] column(NavigableMap<String, Double> values, List<String> ids) {
        return ids.stream()
                .mapToDouble(id -> Objects.requireNonNull(values.get(id)))
                .toArray();
    }

    private List<MeasureComparison.Discordant> discordant(
            TaskResult<Map<String, String>> baseline,
            TaskResult<Map<String, String>> candidate,
            String measure,
            List<String> ids) {
        Map<String, Outcome<Map<String, String>>> left = byId(baseline);
        Map<String, Outcome<Map<String, String>>> right = byId(candidate);
        NavigableMap<String, Double> before = baseline.values(measure);
        NavigableMap<String, Double> after = candidate.values(measure);
        return ids.stream()
                .limit(options.discordant())
                .map(id -> new MeasureComparison.Discordant(
                        id,
                        Objects.requireNonNull(left.get(id)).sample().prompt().lastContent(),
                        Objects.requireNonNull(before.get(id)),
                        Objects.requireNonNull(left.get(id)).answer(),
                        Objects.requireNonNull(after.get(id)),
                        Objects.requireNonNull(right.get(id)).answer()))
                .toList();
    }

    private static Map<String, Outcome<Map<String, String>>> byId(TaskResult<Map<String, String>> result) {
        return result.outcomes().stream()
                .collect(Collectors.toMap(outcome -> outcome.sample().id(), Function.identity()));
    }

    /// One for each value of what is known, where it splits the samples into a few groups that are large enough.
    private List<MeasureComparison.Subgroup> subgroups(
            TaskResult<Map<String, String>> baseline, TaskResult<Map<String, String>> candidate, String measure) {
        List<MeasureComparison.Subgroup> groups = new ArrayList<>();
        Map<String, TreeSet<String>> values = new TreeMap<>();
        baseline.outcomes()
                .forEach(outcome -> outcome.sample()
                        .truth()
                        .forEach((key, value) -> values.computeIfAbsent(key, any -> new TreeSet<>())
                                .add(value)));
        values.forEach((key, ofKey) -> {
            if (ofKey.size() > 1 && ofKey.size() <= MOST_GROUPS) {
                ofKey.forEach(value ->
                        subgroup(baseline, candidate, measure, key, value).ifPresent(groups::add));
            }
        });
        return groups;
    }

    private Optional<MeasureComparison.Subgroup> subgroup(
            TaskResult<Map<String, String>> baseline,
            TaskResult<Map<String, String>> candidate,
            String measure,
            String key,
            String value) {
        try {
            PairedComparison compared = PairedComparison.of(
                    candidate.where(
                            candidate.task(),
                            sample -> value.equals(sample.truth().get(key))),
                    baseline.where(
                            baseline.task(),
                            sample -> value.equals(sample.truth().get(key))),
                    measure,
                    options.level());
            boolean large = compared.difference().n() >= options.smallestGroup();
            return large
                    ? Optional.of(new MeasureComparison.Subgroup(
                            key, value, compared.difference(), compared.p(), compared.p()))
                    : Optional.empty();
        } catch (PlumblineException e) {
            if (e.code() == ErrorCode.UNDEFINED) {
                return Optional.empty(); // too few pairs for any figure: smaller than the smallest group
            }
            throw e;
        }
    }
}
