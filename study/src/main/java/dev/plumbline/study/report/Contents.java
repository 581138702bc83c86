package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
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

    List<SampleRecord> samples() {
        return page.stages().stream()
                .flatMap(stage -> stage.result().samples().stream())
                .toList();
    }

    /// How figures of this name are written; a name that was compared but never estimated is written as values.
    Scale scale(Comparison comparison) {
        Scale known = scales.get(comparison.name());
        return known != null && known.percent() ? known : Scale.values(List.of(comparison.difference()));
    }

    /// How a finding's figure is written: as the comparison or estimate that it repeats; failing that, as a percentage
    /// if its own sentence writes one.
    Scale scale(Finding finding) {
        return source(finding).map(this::scale).orElseGet(() -> {
            for (Measurement measurement : measurements()) {
                if (measurement.rows().stream()
                        .anyMatch(row -> row.of().estimate().equals(finding.estimate()))) {
                    return measurement.scale();
                }
            }
            boolean percent = Math.abs(finding.estimate().value()) <= 1
                    && (finding.text().contains("%") || finding.text().contains("point"));
            return percent ? Scale.PERCENT : Scale.values(List.of(finding.estimate()));
        });
    }

    /// The comparison that a finding repeats, if it does.
    Optional<Comparison> source(Finding finding) {
        return comparisons().stream()
                .filter(c -> same(c.difference(), finding.estimate()))
                .findFirst();
    }

    /// Comparisons by pair of models: first the pair of the main finding, then those compared most often.
    List<List<Comparison>> pairs() {
        Map<List<String>, List<Comparison>> byPair = new LinkedHashMap<>();
        for (Comparison c : comparisons()) {
            byPair.computeIfAbsent(List.of(c.left(), c.right()), pair -> new ArrayList<>())
                    .add(c);
        }
        Optional<Comparison> main = findings.stream().findFirst().flatMap(this::source);
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

    private static boolean same(Estimate a, Estimate b) {
        return a.value() == b.value() && a.low() == b.low() && a.high() == b.high();
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
