package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.stages.WorldsStage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A page's figures sorted by where they are shown. Stages of kind `feedback` speak of raters, those of kind
/// `reward-model` of reward models, all others of the models under study.
final class Contents {
    private static final String PAIR = " ~ ";

    private final ReportPage page;
    private final List<Finding> findings;
    private final List<Measurement> audited;
    private final List<Measurement> feedback;
    private final List<Measurement> rewards;
    private final Map<String, Scale> scales = new LinkedHashMap<>();
    private final Palette palette;

    Contents(ReportPage page) {
        this.page = page;
        Set<Finding> all = new LinkedHashSet<>(page.findings());
        page.stages().forEach(stage -> all.addAll(stage.result().findings()));
        findings = List.copyOf(all);
        audited = Measurement.of(stages(kind -> !kind.equals("feedback") && !kind.equals("reward-model")));
        feedback = Measurement.of(stages(kind -> kind.equals("feedback")));
        rewards = Measurement.of(stages(kind -> kind.equals("reward-model")));
        Measurement.of(page.stages()).forEach(m -> scales.put(m.name(), m.scale()));
        palette = new Palette(models());
    }

    ReportPage page() {
        return page;
    }

    List<Finding> findings() {
        return findings;
    }

    List<Measurement> audited() {
        return audited;
    }

    List<Measurement> feedback() {
        return feedback;
    }

    List<Measurement> rewards() {
        return rewards;
    }

    Palette palette() {
        return palette;
    }

    List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>(audited);
        all.addAll(feedback);
        all.addAll(rewards);
        return all;
    }

    List<Comparison> comparisons() {
        return page.stages().stream()
                .flatMap(stage -> stage.result().comparisons().stream())
                .toList();
    }

    /// All transcripts; what happened in worlds is shown as pictures.
    List<SampleRecord> samples() {
        return stages(kind -> !kind.equals(WorldsStage.KIND)).stream()
                .flatMap(stage -> stage.result().samples().stream())
                .toList();
    }

    /// How a comparison's figures are written: as the measurement's own; values have decimals that fit the
    /// difference.
    Scale scale(Comparison comparison) {
        Scale known = scales.get(comparison.name());
        if (known == null) {
            return Scale.ofDifference(comparison.difference());
        }
        return known.percent() ? known : Scale.values(List.of(comparison.difference()));
    }

    /// How a finding's figure is written: as the comparison or estimate that it repeats; failing that, as a
    /// percentage if its own sentence writes one.
    Scale scale(Finding finding) {
        return comparison(finding)
                .map(this::scale)
                .or(() -> measurement(finding).map(Measurement::scale))
                .orElseGet(() -> {
                    boolean percent = Math.abs(finding.estimate().value()) <= 1
                            && (finding.text().contains("%") || finding.text().contains("point"));
                    return percent ? Scale.PERCENT : Scale.values(List.of(finding.estimate()));
                });
    }

    /// The comparison that a finding repeats, in either direction, if it does.
    Optional<Comparison> comparison(Finding finding) {
        Estimate e = finding.estimate();
        return comparisons().stream()
                .filter(c -> {
                    Estimate d = c.difference();
                    return same(d, e.value(), e.low(), e.high()) || same(d, -e.value(), -e.high(), -e.low());
                })
                .findFirst();
    }

    /// The measurement of which a finding repeats one estimate, if it repeats no comparison.
    Optional<Measurement> measurement(Finding finding) {
        Estimate e = finding.estimate();
        return comparison(finding).isPresent()
                ? Optional.empty()
                : measurements().stream()
                        .filter(m -> m.rows().stream()
                                .anyMatch(row -> same(row.of().estimate(), e.value(), e.low(), e.high())))
                        .findFirst();
    }

    /// The main finding's comparison, if it rests on one.
    Optional<Comparison> main() {
        return findings.stream().findFirst().flatMap(this::comparison);
    }

    /// Comparisons by pair of models: first the pair of the main finding, then those compared most often.
    List<List<Comparison>> pairs() {
        Map<List<String>, List<Comparison>> byPair = new LinkedHashMap<>();
        for (Comparison c : comparisons()) {
            byPair.computeIfAbsent(List.of(c.left(), c.right()), pair -> new ArrayList<>())
                    .add(c);
        }
        Optional<Comparison> main = main();
        List<List<Comparison>> pairs = new ArrayList<>(byPair.values());
        pairs.sort((a, b) -> {
            boolean first = main.filter(a::contains).isPresent();
            boolean second = main.filter(b::contains).isPresent();
            return first != second ? (first ? -1 : 1) : Integer.compare(b.size(), a.size());
        });
        return pairs;
    }

    /// The sides of a pair of raters, or nothing if the name is not of the form `truthful ~ flattered`.
    static Optional<List<String>> raters(NamedEstimate estimate) {
        int at = estimate.model().indexOf(PAIR);
        return at < 0
                ? Optional.empty()
                : Optional.of(List.of(
                        estimate.model().substring(0, at), estimate.model().substring(at + PAIR.length())));
    }

    private static boolean same(Estimate e, double value, double low, double high) {
        return e.value() == value && e.low() == low && e.high() == high;
    }

    private List<ReportPage.Stage> stages(Predicate<String> kind) {
        return page.stages().stream().filter(s -> kind.test(s.kind())).toList();
    }

    /// Every model in order of appearance, those under study before reward models.
    private List<String> models() {
        Set<String> models = new LinkedHashSet<>();
        audited.forEach(m -> m.rows().forEach(row -> models.add(row.model())));
        samples().forEach(sample -> models.add(sample.model()));
        comparisons().forEach(c -> models.addAll(List.of(c.left(), c.right())));
        rewards.forEach(m -> m.rows().forEach(row -> models.add(row.model())));
        return List.copyOf(models);
    }
}
