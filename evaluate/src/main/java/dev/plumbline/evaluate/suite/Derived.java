package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.Auroc;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.PairedComparison;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;

/// A figure of a whole suite, made of its measures.
sealed interface Derived permits Derived.Product, Derived.Gap, Derived.Ranks, Pluralism {
    String name();

    /// What a high value means, in a sentence.
    String doc();

    /// The figures, one or several; what is undefined is said.
    List<Figure> of(TaskResult<Known> result, double level);

    /// The product of two rates, such as g-mean^2 = TPR TNR. Each end is the product of the rates' ends at a
    /// level of 1 - (1 - level) / 2 (Bonferroni), so that it covers at least as often as it says.
    record Product(String name, String doc, String left, String right) implements Derived {
        @Override
        public List<Figure> of(TaskResult<Known> result, double level) {
            return List.of(Figure.of(name, doc, () -> product(result, level)));
        }

        private Estimate product(TaskResult<Known> result, double level) {
            double each = 1 - (1 - level) / 2;
            Estimate one = result.estimate(left, each);
            Estimate two = result.estimate(right, each);
            return new Estimate(
                    one.value() * two.value(),
                    one.low() * two.low(),
                    one.high() * two.high(),
                    level,
                    "product, Bonferroni",
                    Math.min(one.n(), two.n()),
                    one.missing());
        }
    }

    /// One measure less another on the same samples.
    record Gap(String name, String doc, String left, String right) implements Derived {
        private static final String VALUE = "value";

        @Override
        public List<Figure> of(TaskResult<Known> result, double level) {
            return List.of(Figure.of(
                    name,
                    doc,
                    () -> PairedComparison.of(only(result, left), only(result, right), VALUE, level)
                            .difference()));
        }

        /// The result with one measure alone, under a name that both sides share.
        private static TaskResult<Known> only(TaskResult<Known> result, String measure) {
            Measure kind = result.measures().stream()
                    .filter(one -> one.name().equals(measure))
                    .findFirst()
                    .orElseThrow();
            List<Outcome<Known>> outcomes = result.outcomes().stream()
                    .map(outcome -> only(outcome, measure))
                    .toList();
            return new TaskResult<>(
                    result.task() + ", " + measure,
                    result.model(),
                    List.of(new Measure(VALUE, kind.low(), kind.high(), kind.rate())),
                    outcomes,
                    result.watched());
        }

        private static Outcome<Known> only(Outcome<Known> outcome, String measure) {
            Sample<Known> sample = outcome.sample();
            if (outcome.score() instanceof Score.Values scored) {
                Double value = scored.values().get(measure);
                Score score = value == null
                        ? Score.missing(dev.plumbline.evaluate.MissingReason.NOT_MEASURED, measure)
                        : Score.of(VALUE, value);
                return new Outcome.Logged<>(sample, score, outcome::answer);
            }
            return outcome;
        }
    }

    /// How well a measure tells the samples of which a fact holds from the others: the area under its ROC
    /// curve, DeLong's interval.
    record Ranks(String name, String doc, String score, String fact) implements Derived {
        @Override
        public List<Figure> of(TaskResult<Known> result, double level) {
            return List.of(Figure.of(name, doc, () -> auroc(result, level)));
        }

        private Estimate auroc(TaskResult<Known> result, double level) {
            NavigableMap<String, Double> scores = result.values(score);
            NavigableMap<String, Double> facts = result.values(fact);
            List<String> ids =
                    scores.keySet().stream().filter(facts::containsKey).toList();
            double[] values = ids.stream()
                    .mapToDouble(id -> Objects.requireNonNull(scores.get(id)))
                    .toArray();
            boolean[] holds = new boolean[values.length];
            int yes = 0;
            for (int i = 0; i < values.length; i++) {
                holds[i] = Objects.requireNonNull(facts.get(ids.get(i))) == 1;
                yes += holds[i] ? 1 : 0;
            }
            if (yes < 2 || values.length - yes < 2) {
                throw new PlumblineException(
                        ErrorCode.UNDEFINED,
                        name + " needs two samples of which \"" + fact + "\" holds and two of which it does not, not "
                                + yes + " and " + (values.length - yes));
            }
            return Auroc.of(values, holds).interval(level).withMissing(result.missing(score));
        }
    }
}
