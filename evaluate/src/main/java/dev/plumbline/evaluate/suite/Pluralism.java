package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// How near a model's answers come to those that a group of people gave: 1 - JSD, with the Jensen-Shannon
/// divergence in bits (Lin 1991) between the shares of the options, for each group and as the mean over groups
/// (distributional pluralism, Sorensen and others 2024).
///
/// The divergence of a finite sample is above zero even for a model that draws exactly as the group does, and
/// the more so the smaller the group: each figure says what such a model would show. An interval holds the
/// similarity of every distribution whose shares all lie in Wilson intervals at Bonferroni's level; it covers
/// at least as often as it says.
///
/// @param options the measures that say which option was taken, 2 to 4
/// @param expected the slots with the group's shares, in the same order; any positive numbers, scaled to a sum
/// of 1
/// @param group the slot that names the group
record Pluralism(String name, String doc, List<String> options, List<String> expected, String group)
        implements Derived {
    private static final int STEPS = 60;
    private static final int DRAWS = 400;

    Pluralism {
        options = List.copyOf(options);
        expected = List.copyOf(expected);
        if (options.size() < 2 || options.size() > 4 || options.size() != expected.size()) {
            throw YamlFile.bad("figure " + name, "needs two to four options, each with an expected share");
        }
    }

    /// One group: how often each option was taken, and how often people take it.
    private static final class Group {
        private final String name;
        private final int[] taken;
        private final double[] people;

        Group(String name, int[] taken, double[] people) {
            this.name = name;
            this.taken = taken;
            this.people = people;
        }

        String name() {
            return name;
        }

        int[] taken() {
            return taken;
        }

        double[] people() {
            return people;
        }

        int n() {
            int n = 0;
            for (int one : taken) {
                n += one;
            }
            return n;
        }
    }

    @Override
    public List<Figure> of(TaskResult<Known> result, double level) {
        TreeSet<String> names = new TreeSet<>();
        result.outcomes().forEach(outcome -> names.add(outcome.sample().truth().get(group)));
        List<Group> groups = names.stream().map(one -> group(result, one)).toList();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(name, doc + " Mean over " + groups.size() + " groups.", () -> mean(groups, level)));
        for (Group one : groups) {
            figures.add(Figure.of(name + " (" + one.name() + ")", about(one), () -> similarity(one, level)));
        }
        return figures;
    }

    private String about(Group one) {
        return one.n() == 0
                ? doc
                : String.format(
                        Locale.ROOT,
                        "%s With %d answers, a model that draws exactly as this group does shows %.3f on average.",
                        doc,
                        one.n(),
                        ideal(one));
    }

    private Group group(TaskResult<Known> result, String named) {
        int[] taken = new int[options.size()];
        double[] people = new double[options.size()];
        int samples = 0;
        for (Outcome<Known> outcome : result.outcomes()) {
            Known known = outcome.sample().truth();
            if (known.get(group).equals(named) && outcome.score() instanceof Score.Values scored) {
                samples++;
                for (int i = 0; i < taken.length; i++) {
                    taken[i] += scored.values().getOrDefault(options.get(i), 0.0) == 1 ? 1 : 0;
                }
                add(people, known);
            }
        }
        for (int i = 0; i < people.length; i++) {
            people[i] /= Math.max(1, samples);
        }
        return new Group(named, taken, people);
    }

    private void add(double[] people, Known known) {
        double sum = 0;
        double[] shares = new double[people.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Double.parseDouble(known.get(expected.get(i)));
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            people[i] += shares[i] / sum;
        }
    }

    private Estimate mean(List<Group> groups, double level) {
        double[] sums = new double[3];
        int n = 0;
        for (Group one : groups) {
            Estimate each = similarity(one, level);
            sums[0] += each.value();
            sums[1] += each.low();
            sums[2] += each.high();
            n += each.n();
        }
        int many = groups.size();
        return new Estimate(
                sums[0] / many, sums[1] / many, sums[2] / many, level, "mean of 1 - JSD over groups", n, Map.of());
    }

    private static Estimate similarity(Group one, double level) {
        if (one.n() == 0) {
            throw new PlumblineException(ErrorCode.UNDEFINED, "group " + one.name() + " has no readable answer");
        }
        double[] shares = shares(one.taken(), one.n());
        double value = 1 - divergence(shares, one.people());
        double each = 1 - (1 - level) / shares.length;
        Estimate[] box = new Estimate[shares.length];
        for (int i = 0; i < box.length; i++) {
            box[i] = new Proportion(one.taken()[i], one.n()).wilson(each);
        }
        double[] ends = {value, value};
        widen(ends, one.people(), one.people(), box);
        visit(new double[shares.length], 0, STEPS, box, one.people(), ends);
        return new Estimate(value, ends[0], ends[1], level, "1 - JSD, Bonferroni region", one.n(), Map.of());
    }

    /// Walks over all distributions on a grid.
    private static void visit(double[] at, int option, int left, Estimate[] box, double[] people, double[] ends) {
        if (option == at.length - 1) {
            at[option] = (double) left / STEPS;
            widen(ends, at, people, box);
            return;
        }
        for (int part = 0; part <= left; part++) {
            at[option] = (double) part / STEPS;
            visit(at, option + 1, left - part, box, people, ends);
        }
    }

    private static void widen(double[] ends, double[] at, double[] people, Estimate[] box) {
        for (int i = 0; i < at.length; i++) {
            if (at[i] < box[i].low() || at[i] > box[i].high()) {
                return;
            }
        }
        double similarity = 1 - divergence(at, people);
        ends[0] = Math.min(ends[0], similarity);
        ends[1] = Math.max(ends[1], similarity);
    }

    /// What a model that draws as the group does shows on average at this size.
    private static double ideal(Group one) {
        RandomGenerator random = new Seed(1).derive(one.name()).generator();
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] taken = new int[one.people().length];
            for (int i = 0; i < one.n(); i++) {
                double u = random.nextDouble();
                int option = 0;
                while (option < taken.length - 1 && u >= one.people()[option]) {
                    u -= one.people()[option++];
                }
                taken[option]++;
            }
            sum += 1 - divergence(shares(taken, one.n()), one.people());
        }
        return sum / DRAWS;
    }

    private static double[] shares(int[] taken, int n) {
        double[] shares = new double[taken.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (double) taken[i] / n;
        }
        return shares;
    }

    /// Jensen-Shannon divergence in bits, in [0, 1].
    static double divergence(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += part(p[i], middle) + part(q[i], middle);
        }
        return Math.min(1, Math.max(0, sum / 2));
    }

    private static double part(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
    }
}
