package dev.plumbline.train.reference;

import dev.plumbline.engine.Adafactor;
import dev.plumbline.engine.Adam;
import dev.plumbline.engine.AdamW;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.RmsProp;
import dev.plumbline.engine.Sgd;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Given gradients, the weights after every step of each optimiser, and clipping by the joint norm.
final class OptimiserTable {
    private static final double RATE = .01;
    private static final Pattern SETTING =
            Pattern.compile("(lr|decay|eps|momentum|betas) ([0-9.e-]+)(?: ([0-9.e-]+))?");

    private final JsonNode root;
    private final Findings findings;

    OptimiserTable(JsonNode root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    void check() {
        Json.only(root, "the table", "case", "source", "start", "gradients", "after_step", "clip_first_gradient");
        root.path("after_step").properties().forEach(entry -> path(entry.getKey(), entry.getValue()));
        for (JsonNode clip : root.path("clip_first_gradient")) {
            Json.only(clip, "a clipping", "max_norm", "norm", "grad");
            clip(clip);
        }
    }

    private void path(String name, JsonNode recorded) {
        Engine.run(() -> {
            try (Parameters parameters = start()) {
                parameters.trainable();
                try (Optimizer optimizer = optimizer(name, parameters)) {
                    for (int step = 0; step < recorded.size(); step++) {
                        setGradient(parameters, root.path("gradients").path(step));
                        optimizer.step(1);
                        findings.compare(
                                name,
                                "step " + (step + 1) + " ",
                                parameters.values().toDoubles(),
                                Json.flat(recorded.path(step), name),
                                Trajectory.TABLE);
                    }
                }
            }
        });
    }

    private void clip(JsonNode clip) {
        Engine.run(() -> {
            try (Parameters parameters = start()) {
                parameters.trainable();
                setGradient(parameters, root.path("gradients").path(0));
                double norm = Optimizer.clip(parameters, Json.number(clip, "max_norm"));
                String place = "at " + Json.number(clip, "max_norm") + " ";
                findings.compare("clipping", place, norm, Json.number(clip, "norm"), Trajectory.TABLE, 0);
                findings.compare(
                        "clipping",
                        place,
                        parameters.gradients().toDoubles(),
                        Json.flat(clip.path("grad"), "grad"),
                        Trajectory.TABLE);
            }
        });
    }

    private Parameters start() {
        JsonNode start = root.path("start");
        double[] values = Json.flat(start, "start");
        long[] shape = start.path(0).isArray()
                ? new long[] {start.size(), start.path(0).size()}
                : new long[] {values.length};
        return Parameters.single("start", floats(values), shape);
    }

    private static void setGradient(Parameters parameters, JsonNode gradient) {
        float[] values = floats(Json.flat(gradient, "gradients"));
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            parameters.gradients().copyInPlace(Tensor.of(values, values.length));
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /// An optimiser and its settings, written like `adamw betas .9 .95 eps 1e-5`.
    private static Optimizer optimizer(String name, Parameters parameters) {
        String words = name.replaceFirst(" \\(.*", "");
        double rate = RATE;
        double decay = 0;
        double epsilon = 1e-8;
        double momentum = 0;
        double beta1 = .9;
        double beta2 = .999;
        Matcher matcher = SETTING.matcher(words);
        while (matcher.find()) {
            double value = Double.parseDouble(matcher.group(2));
            switch (matcher.group(1)) {
                case "lr" -> rate = value;
                case "decay" -> decay = value;
                case "eps" -> epsilon = value;
                case "momentum" -> momentum = value;
                default -> {
                    beta1 = value;
                    beta2 = Double.parseDouble(matcher.group(3));
                }
            }
        }
        AdamW.Options options = new AdamW.Options(rate, beta1, beta2, epsilon, decay);
        return switch (words.replaceAll(SETTING.pattern(), "").strip()) {
            case "adamw" -> new AdamW(parameters, options);
            case "adam" -> new Adam(parameters, options, Adam.Epsilon.PYTORCH);
            case "adam tensorflow" -> new Adam(parameters, options, Adam.Epsilon.TENSORFLOW);
            case "sgd" -> new Sgd(parameters, rate, momentum, decay);
            case "rmsprop" -> new RmsProp(parameters, rate, decay);
            case "adafactor" -> new Adafactor(parameters, new Adafactor.Options(rate, false, decay));
            case "adafactor relative" -> new Adafactor(parameters, new Adafactor.Options(rate, true, decay));
            default -> throw new UnknownFixture("optimiser \"" + name + "\"");
        };
    }
}
