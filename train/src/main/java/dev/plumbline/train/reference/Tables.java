package dev.plumbline.train.reference;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.RateCurve;
import dev.plumbline.train.loss.Advantages;
import dev.plumbline.train.loss.DistillationLoss;
import dev.plumbline.train.loss.WeakToStrongLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Recorded tables of plain functions: schedules, advantages, distillation and weak-to-strong losses with
/// gradients.
final class Tables {
    private static final Pattern SETTING = Pattern.compile("'(\\w+)': (?:'([^']*)'|([\\w.+-]+))");
    private static final Pattern EPSILON = Pattern.compile("eps ([0-9.e+-]+)");
    private static final Pattern WARMUP = Pattern.compile("warmup ([0-9.e+-]+) of (\\d+)");

    private final JsonNode root;
    private final Findings findings;

    Tables(JsonNode root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    void schedules() {
        Json.only(
                root,
                "the table",
                "case",
                "source",
                "warmup_steps",
                "total_steps",
                "lr",
                "schedules",
                "warmup_steps_below_1_are_a_fraction");
        int warmup = Json.integer(root, "warmup_steps");
        int total = Json.integer(root, "total_steps");
        double rate = Json.number(root, "lr");
        root.path("schedules").properties().forEach(entry -> {
            Json.only(entry.getValue(), entry.getKey(), "options", "lr");
            String name = entry.getKey().split(" ", 2)[0];
            RateCurve curve = Walk.curve(name, entry.getValue().path("options"), warmup, total, rate);
            double[] recorded = Json.numbers(entry.getValue().path("lr"), "lr");
            double[] found = new double[recorded.length];
            Arrays.setAll(found, step -> rate * curve.factor(step));
            findings.compare("schedule " + entry.getKey(), "update ", found, recorded, Trajectory.TABLE);
        });
        root.path("warmup_steps_below_1_are_a_fraction").properties().forEach(entry -> {
            Matcher parts = WARMUP.matcher(entry.getKey());
            if (!parts.matches()) {
                throw new UnknownFixture("\"" + entry.getKey() + "\"");
            }
            int found = RateCurve.warmupSteps(Double.parseDouble(parts.group(1)), Integer.parseInt(parts.group(2)));
            findings.compare("warm-up", entry.getKey(), found, entry.getValue().doubleValue(), 0, 0);
        });
    }

    void advantages() {
        Json.only(root, "the table", "case", "source", "group", "rewards", "table", "formulas");
        int group = Json.integer(root, "group");
        List<double[]> rewards = new ArrayList<>();
        List<double[]> complete = new ArrayList<>();
        root.path("rewards").forEach(row -> rewards.add(Json.numbers(row, "rewards")));
        rewards.stream()
                .filter(row -> Arrays.stream(row).noneMatch(Double::isNaN))
                .forEach(complete::add);
        root.path("table")
                .properties()
                .forEach(entry -> rows(entry.getKey(), entry.getValue(), rewards, trainer(entry.getKey(), group)));
        root.path("formulas")
                .properties()
                .forEach(entry -> rows(entry.getKey(), entry.getValue(), complete, formula(entry.getKey(), group)));
    }

    private void rows(String name, JsonNode recorded, List<double[]> rewards, Function<double[], double[]> rule) {
        for (int i = 0; i < rewards.size(); i++) {
            double[] expected = Json.numbers(recorded.path(i), name);
            findings.compare(name, "row " + i + " ", rule.apply(rewards.get(i)), expected, Trajectory.TABLE);
        }
    }

    /// A trainer and its settings, written like `grpo {'scale_rewards': 'group'}`.
    private static Function<double[], double[]> trainer(String name, int group) {
        Map<String, String> settings = new LinkedHashMap<>();
        Matcher matcher = SETTING.matcher(name);
        while (matcher.find()) {
            settings.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        if (name.startsWith("grpo ")) {
            refuseOthers(settings, "scale_rewards", "multi_objective_aggregation");
            String scale = settings.getOrDefault("scale_rewards", "group");
            String aggregation = settings.getOrDefault("multi_objective_aggregation", "sum_then_normalize");
            return rewards ->
                    RecordedAdvantages.grpo(new double[][] {rewards}, new double[] {1}, group, scale, aggregation);
        }
        if (name.startsWith("rloo ") && Double.parseDouble(settings.getOrDefault("beta", "0")) == 0) {
            refuseOthers(settings, "beta", "normalize_advantages");
            boolean normalised =
                    settings.getOrDefault("normalize_advantages", "False").equals("True");
            return rewards -> RecordedAdvantages.rloo(rewards, group, normalised);
        }
        throw new UnknownFixture("\"" + name + "\"");
    }

    private static void refuseOthers(Map<String, String> settings, String... known) {
        for (String name : settings.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new UnknownFixture("setting " + name);
            }
        }
    }

    private static Function<double[], double[]> formula(String name, int group) {
        Matcher matcher = EPSILON.matcher(name);
        double epsilon = matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
        if (name.startsWith("group, ") && !Double.isNaN(epsilon)) {
            Advantages.Deviation deviation =
                    name.contains("biased std") ? Advantages.Deviation.BIASED : Advantages.Deviation.UNBIASED;
            return rewards -> Advantages.grouped(rewards, group, Advantages.Scaling.GROUP, deviation, epsilon);
        }
        if (name.startsWith("REINFORCE++ baseline") && !Double.isNaN(epsilon)) {
            return rewards -> Advantages.reinforceBaseline(rewards, group, epsilon);
        }
        if (name.startsWith("pass@k")) {
            return rewards -> Advantages.bestOfGroup(rewards, group);
        }
        throw new UnknownFixture("\"" + name + "\"");
    }

    void distillation() {
        Json.only(root, "the table", "case", "source", "student_logits", "teacher_logits", "labels", "values");
        double[][] student = positions("student_logits");
        double[][] teacher = positions("teacher_logits");
        int[] labels = Arrays.stream(Json.flat(root.path("labels"), "labels"))
                .mapToInt(x -> (int) x)
                .toArray();
        int[] learned = java.util.stream.IntStream.range(0, labels.length)
                .filter(t -> labels[t] != -100)
                .toArray();
        for (JsonNode value : root.path("values")) {
            Json.only(value, "a value", "beta", "temperature", "loss", "student_grad");
            double beta = Json.number(value, "beta");
            double temperature = Json.number(value, "temperature");
            double[] found = lossAndGradient(
                    select(student, learned),
                    logits -> DistillationLoss.jensenShannon(
                                    logits, matrix(select(teacher, learned)), beta, temperature)
                            .mean());
            double[] recorded =
                    select(Json.flat(value.path("student_grad"), "student_grad"), learned, student[0].length);
            String place = "beta " + beta + ", temperature " + temperature + " ";
            findings.compare("loss", place, found[0], Json.number(value, "loss"), Trajectory.TABLE, 0);
            findings.compare("gradient", place, Arrays.copyOfRange(found, 1, found.length), recorded, Trajectory.TABLE);
        }
    }

    private double[][] positions(String name) {
        List<double[]> rows = new ArrayList<>();
        root.path(name).forEach(batch -> rows.addAll(Arrays.asList(Json.matrix(batch, name))));
        return rows.toArray(double[][]::new);
    }

    void weakToStrong() {
        Json.only(root, "the table", "case", "source", "logits", "weak_probabilities", "values");
        double[][] logits = Json.matrix(root.path("logits"), "logits");
        double[][] weak = Json.matrix(root.path("weak_probabilities"), "weak_probabilities");
        for (JsonNode value : root.path("values")) {
            Json.only(value, "a value", "loss_name", "step_fraction", "loss", "grad");
            String name = Json.text(value, "loss_name");
            double fraction = Json.number(value, "step_fraction");
            double[] found = lossAndGradient(logits, strong -> switch (name) {
                case "xent" -> WeakToStrongLosses.crossEntropy(strong, matrix(weak));
                case "logconf" -> WeakToStrongLosses.confidence(strong, matrix(weak), .5, fraction, .1);
                case "product" -> WeakToStrongLosses.product(strong, matrix(weak), 1, 1);
                default -> throw new UnknownFixture("loss_name \"" + name + "\"");
            });
            String place = name + " at " + fraction + " ";
            findings.compare("loss", place, found[0], Json.number(value, "loss"), Trajectory.TABLE, 0);
            findings.compare(
                    "gradient",
                    place,
                    Arrays.copyOfRange(found, 1, found.length),
                    Json.flat(value.path("grad"), "grad"),
                    Trajectory.TABLE);
        }
    }

    /// The loss, and behind it its gradient with respect to the logits in row-major order.
    private static double[] lossAndGradient(double[][] logits, Function<Tensor, Tensor> loss) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor leaf = matrix(logits).requireGradient();
                Tensor value = loss.apply(leaf);
                value.backward();
                double[] gradient = leaf.gradient().toDoubles();
                double[] all = new double[1 + gradient.length];
                all[0] = value.item();
                System.arraycopy(gradient, 0, all, 1, gradient.length);
                return all;
            }
        });
    }

    private static Tensor matrix(double[][] rows) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return Tensor.of(flat, rows.length, rows[0].length);
    }

    private static double[][] select(double[][] rows, int[] chosen) {
        return Arrays.stream(chosen).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    private static double[] select(double[] flat, int[] chosen, int width) {
        return Arrays.stream(chosen)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
