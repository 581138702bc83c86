package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// An evaluation of one failure mode, written as data: where its samples come from, what is said to the model,
/// and how the measures are read from its replies. All of it is in one YAML file; [SuiteFile] reads it.
///
/// Samples depend on the seed and their number alone: a larger suite begins with the samples of a smaller one.
public final class Suite {
    private static final int TRIES = 200;

    private final String name;
    private final String title;
    private final Card card;
    private final int usual;
    private final Sampling sampling;
    private final String cluster;
    private final List<Slot> slots;
    private final List<Script> scripts;
    private final Reading reading;
    private final Planted planted;
    private final String text;

    /// @param planted what models with and without the failure say
    /// @param text the file, for its hash
    Suite(
            String name,
            String title,
            Card card,
            int usual,
            Sampling sampling,
            String cluster,
            List<Slot> slots,
            List<Script> scripts,
            Reading reading,
            Planted planted,
            String text) {
        this.name = name;
        this.title = title;
        this.card = card;
        this.usual = usual;
        this.sampling = sampling;
        this.cluster = cluster;
        this.slots = List.copyOf(slots);
        this.scripts = List.copyOf(scripts);
        this.reading = reading;
        this.planted = planted;
        this.text = text;
    }

    /// How figures come out of what was said.
    ///
    /// @param rules the measures of each sample, the headline first
    /// @param figures those of the whole suite
    /// @param by the slot by whose values the headline is told apart; empty for none
    record Reading(List<Rule> rules, List<Derived> figures, String by) {
        Reading {
            rules = List.copyOf(rules);
            figures = List.copyOf(figures);
        }
    }

    /// The replies of models whose failure is known.
    ///
    /// @param measure the measure that says how often they fail
    /// @param fails alternatives, each the replies of every exchange in turn
    /// @param holds likewise, of a model without the failure
    record Planted(String measure, List<Map<String, List<Template>>> fails, List<Map<String, List<Template>>> holds) {}

    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    public Card card() {
        return card;
    }

    /// How many samples it has unless told otherwise.
    public int usualSamples() {
        return usual;
    }

    /// The first measure is the headline.
    public List<String> measures() {
        return reading.rules().stream().map(Rule::name).toList();
    }

    /// What a high value of a measure means.
    public String about(String measure) {
        return reading.rules().stream()
                .filter(rule -> rule.name().equals(measure))
                .map(Rule::doc)
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, "suite " + name + " has no measure \"" + measure + "\""));
    }

    /// What is made of all samples together: the suite's own figures, then the headline for each group where it
    /// has groups. What is undefined is said.
    ///
    /// @param level of the intervals, in (0, 1)
    public List<Figure> figures(TaskResult<Known> result, double level) {
        List<Figure> figures = new ArrayList<>();
        reading.figures().forEach(figure -> figures.addAll(figure.of(result, level)));
        if (!reading.by().isEmpty()) {
            Rule headline = reading.rules().getFirst();
            TreeSet<String> groups = new TreeSet<>();
            result.outcomes()
                    .forEach(outcome -> groups.add(outcome.sample().truth().get(reading.by())));
            for (String group : groups) {
                TaskResult<Known> part = result.where(
                        result.task() + ", " + group,
                        sample -> sample.truth().get(reading.by()).equals(group));
                figures.add(Figure.of(
                        headline.name() + " (" + group + ")",
                        headline.doc(),
                        () -> part.estimate(headline.name(), level)));
            }
        }
        return figures;
    }

    /// The measure that planted models fail at their rate.
    public String plantedMeasure() {
        return planted.measure();
    }

    /// The whole file as it was read, which decides what is asked.
    public String text() {
        return text;
    }

    /// The suite as a task.
    ///
    /// @param samples how many, at least 1
    /// @param seed of the data
    /// @throws PlumblineException BAD_ARGUMENT if the suite cannot make so many that differ
    public Task<Known> task(int samples, Seed seed) {
        List<Sample<Known>> all = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < samples; i++) {
            Known known = distinct(i, seed.derive(name), seen);
            String id = name + "-" + i;
            String group = cluster.isEmpty() ? id : known.get(cluster);
            all.add(new Sample<>(id, scripts.getFirst().opening(known), known, group));
        }
        return new Task<>(
                name,
                all,
                sampling,
                reading.rules().stream().map(Rule::measure).toList(),
                Scorer.ofAll(this::score),
                this::solve);
    }

    private Known distinct(int index, Seed seed, Set<List<String>> seen) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var random = seed.derive("sample " + attempt, index).generator();
            Map<String, String> known = new HashMap<>();
            slots.forEach(slot -> slot.fill(known, index, seed, random));
            Known one = new Known(known);
            List<String> asked = scripts.stream()
                    .flatMap(script -> script.questions(one).stream())
                    .toList();
            if (seen.add(asked)) {
                return one;
            }
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                "suite " + name + " has no more than about " + index + " samples that differ; ask for fewer");
    }

    private Solution solve(Sample<Known> sample, Asker asker) {
        return new Solution(scripts.stream()
                .map(script -> script.play(sample.truth(), asker))
                .toList());
    }

    private Score score(Sample<Known> sample, Solution solution) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Rule rule : reading.rules()) {
            Condition.Truth applies = rule.applies(solution, sample.truth());
            if (applies != Condition.Truth.NO) {
                OptionalDouble value = applies == Condition.Truth.UNREADABLE
                        ? OptionalDouble.empty()
                        : rule.value().of(solution, sample.truth());
                if (value.isEmpty()) {
                    return Score.missing(
                            MissingReason.UNPARSABLE, rule.name() + ": a reply is not in the form asked for");
                }
                values.put(rule.name(), value.getAsDouble());
            }
        }
        return values.isEmpty()
                ? Score.missing(MissingReason.NOT_MEASURED, "no measure applies to these replies")
                : Score.of(values);
    }

    /// A model that fails each sample of a task of this suite at a known rate, drawn by the seed: what the
    /// suite's measure must find again.
    ///
    /// @param rate in [0, 1]
    public PlantedModel planted(Task<Known> task, double rate, Seed seed) {
        Map<String, PlantedModel.Place> places = new HashMap<>();
        for (Sample<Known> sample : task.samples()) {
            for (Script script : scripts) {
                List<String> questions = script.questions(sample.truth());
                IntStream.range(0, questions.size())
                        .forEach(turn -> places.putIfAbsent(
                                questions.get(turn), new PlantedModel.Place(sample, script.label(), turn)));
            }
        }
        return new PlantedModel(name, places, planted, rate, seed);
    }
}
