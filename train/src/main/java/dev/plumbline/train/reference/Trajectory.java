package dev.plumbline.train.reference;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Holds what our trainer did against what was recorded, at the tolerances that came with the recordings: the
/// rounding that another implementation was seen to need.
final class Trajectory {
    static final double TABLE = 1e-5;
    private static final double FIRST_ABSOLUTE = 2e-6;
    private static final double FIRST_RELATIVE = 1e-5;
    private static final double LOSS_ABSOLUTE = 1e-5;
    private static final double LOSS_RELATIVE = 1e-4;
    private static final double NORM = 2e-4;
    private static final double RATE = 1e-6;
    private static final double PARAMETER = 1e-5;
    private static final double PROBE = 1e-3;

    private final Recording recording;
    private final Findings findings;

    Trajectory(Recording recording, Findings findings) {
        this.recording = recording;
        this.findings = findings;
    }

    /// Trains our way from the recorded start.
    @FunctionalInterface
    interface Training {
        TrainingCurves run(Decoder policy);
    }

    /// Runs the training on a fresh copy of the recorded policy and compares every step and the end.
    void follow(Training training) {
        Engine.run(() -> {
            try (Decoder policy = recording.decoder("policy")) {
                compare(training.run(policy));
                end(policy);
            }
        });
    }

    /// Trains our way from the recorded start, held to the recorded reference.
    @FunctionalInterface
    interface HeldTraining {
        TrainingCurves run(Decoder policy, Decoder reference);
    }

    /// As above with the recorded reference; an adapter's policy is its own, the adapter switched off.
    void followWithReference(HeldTraining training) {
        if (recording.hasModel("adapter")) {
            follow(policy -> training.run(policy, policy));
            return;
        }
        Engine.run(() -> {
            try (Decoder reference = recording.decoder("reference")) {
                follow(policy -> training.run(policy, reference));
            }
        });
    }

    static TrainingContext context() {
        return TrainingContext.silent(new Seed(1));
    }

    private void compare(TrainingCurves curves) {
        Map<String, List<TrainingCurves.Point>> named = curves.byName();
        for (int i = 0; i < recording.steps().size(); i++) {
            step(i, value(named, "loss", i), value(named, "grad-norm", i), value(named, "rate", i));
        }
    }

    private static double value(Map<String, List<TrainingCurves.Point>> curves, String name, int step) {
        List<TrainingCurves.Point> points = curves.getOrDefault(name, List.of());
        return step < points.size() ? points.get(step).value() : Double.NaN;
    }

    /// Compares one update, counted from 0.
    void step(int index, double loss, double norm, double rate) {
        Recording.Step step = recording.steps().get(index);
        String place = "step " + (index + 1);
        loss(index, place, loss, step.loss());
        norm(place, norm, step.norm());
        findings.compare("learning rate", place, rate, step.rate(), 0, RATE);
    }

    void loss(int index, String place, double found, double recorded) {
        if (index == 0) {
            findings.compare("first loss", place, found, recorded, FIRST_ABSOLUTE, FIRST_RELATIVE);
        } else {
            findings.compare("loss", place, found, recorded, LOSS_ABSOLUTE, LOSS_RELATIVE);
        }
    }

    void norm(String place, double found, double recorded) {
        findings.compare("gradient norm", place, found, recorded, 0, NORM);
    }

    /// Compares the final weights and what the final model says.
    void end(Decoder policy) {
        parameters(policy, "");
        probe(policy);
    }

    /// @param prefix what recorded names have in front of the model's own
    void parameters(Decoder model, String prefix) {
        Map<String, Double> found = new LinkedHashMap<>();
        norms(model.parameters(), found);
        boolean adapted = recording.hasModel("adapter");
        if (adapted) {
            norms(model.adapters().named(Recording.ADAPTER).parameters(), found);
        }
        int met = 0;
        for (Map.Entry<String, Double> recorded : recording.norms().entrySet()) {
            if (!recorded.getKey().startsWith(prefix)) {
                continue;
            }
            String name =
                    adapted ? adaptedName(recorded.getKey()) : recorded.getKey().substring(prefix.length());
            Double norm = found.get(name);
            if (norm == null) {
                findings.absent("parameters", recorded.getKey() + " is recorded, and there is no such weight here");
                continue;
            }
            met++;
            findings.compare("parameters", recorded.getKey(), norm, recorded.getValue(), 0, PARAMETER);
        }
        if (met != found.size()) {
            findings.absent("parameters", "recorded " + met + " tensors, found " + found.size());
        }
    }

    private static void norms(Parameters parameters, Map<String, Double> norms) {
        for (Parameters.Weight weight : parameters.weights()) {
            double squares = 0;
            for (double x : parameters.value(weight).toDoubles()) {
                squares += x * x;
            }
            norms.put(weight.name(), Math.sqrt(squares));
        }
    }

    /// PEFT's name of a weight in memory as checkpoints have it: the adapter's own keep PEFT's prefix, the base's do
    /// not.
    private static String adaptedName(String inMemory) {
        boolean learned = inMemory.contains(".lora_") || inMemory.contains(".modules_to_save.");
        return learned
                ? inMemory.replace(".modules_to_save", "")
                        .replace("." + Recording.ADAPTER, "")
                        .replaceFirst("\\.lora_magnitude_vector\\.weight$", ".lora_magnitude_vector")
                : inMemory.replaceFirst("^base_model\\.model\\.", "")
                        .replace(".base_layer", "")
                        .replace(".original_module", "");
    }

    void probe(Decoder model) {
        TokenBatch prompt = TokenBatch.of(List.of(recording.probe()));
        double[] found;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor hidden = model.hidden(prompt); // [1, tokens, width]
            Tensor last = hidden.select(1, prompt.longest() - 1L);
            found = switch (model.config().head()) {
                case LANGUAGE -> model.logits(last).toDoubles();
                case REWARD -> model.scores(last).toDoubles();
                case STEP -> model.scores(hidden).toDoubles();
            };
        }
        findings.compare("probe", "logit ", found, recording.probeLogits(), PROBE);
    }

    /// The sentence that says of which head a model is; used where a recording names a model of the wrong kind.
    static void requireHead(Decoder model, DecoderConfig.Head head, String role) {
        if (model.config().head() != head) {
            throw new UnknownFixture(
                    "a " + role + " with the head " + model.config().head());
        }
    }
}
