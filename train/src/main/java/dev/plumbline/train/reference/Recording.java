package dev.plumbline.train.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.AdapterFolder;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// One recorded run with `steps`: what a trainer that starts from the same weights and sees the same batches must
/// reproduce.
///
/// @param folder the folder of the recordings, which holds `models` and `batches`
/// @param name the case, such as `sft_full`
/// @param root everything in the case's file
/// @param settings of optimiser and trainer
/// @param steps optimiser steps in order
/// @param batches what the loss received
/// @param nudge 0, or the number of one way to move each weight by at most one unit in its last place
record Recording(
        Path folder,
        String name,
        JsonNode root,
        Settings settings,
        List<Step> steps,
        List<JsonNode> batches,
        int nudge) {
    /// @param loss as logged: the sum of the micro-batch losses after division for accumulation
    /// @param norm of the gradients before clipping
    /// @param clipped norm after clipping
    /// @param rate used by this update
    /// @param micro indices into the batches
    /// @param items label tokens of the whole accumulated batch; 0 where the trainer has no such number
    record Step(double loss, double norm, double clipped, double rate, List<Integer> micro, int items) {}

    /// How the adapter that learns is called.
    static final String ADAPTER = "default";

    static Recording of(Path folder, String name, JsonNode root, int nudge) {
        Json.only(
                root,
                name,
                "case",
                "source",
                "note",
                "models",
                "config",
                "steps",
                "probe",
                "parameters",
                "batches",
                "reference_logps",
                "rollouts");
        List<JsonNode> batches = new ArrayList<>();
        JsonNode file = Json.read(inside(folder, Json.text(root, "batches")));
        Json.only(file, "the batches", "batches");
        file.path("batches").forEach(batches::add);
        List<Step> steps = new ArrayList<>();
        root.path("steps").forEach(step -> steps.add(step(step, batches.size())));
        if (steps.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, name + ": records no step");
        }
        return new Recording(folder, name, root, new Settings(root.path("config")), steps, batches, nudge);
    }

    /// A run of rounds: PPO records what it sampled in place of batches.
    static Recording ofRounds(Path folder, String name, JsonNode root, int nudge) {
        Json.only(root, name, "case", "source", "note", "models", "config", "rounds", "probe", "parameters");
        return new Recording(folder, name, root, new Settings(root.path("config")), List.of(), List.of(), nudge);
    }

    private static Step step(JsonNode node, int batches) {
        Json.only(node, "a step", "step", "loss", "grad_norm", "grad_norm_clipped", "lr", "micro", "metrics");
        List<Integer> micro = new ArrayList<>();
        int items = 0;
        for (JsonNode one : node.path("micro")) {
            Json.only(one, "a micro-batch", "batch", "loss", "num_items_in_batch");
            int batch = Json.integer(one, "batch");
            if (batch < 0 || batch >= batches) {
                throw new PlumblineException(ErrorCode.BAD_DATA, "batch " + batch + " of " + batches + " is not there");
            }
            micro.add(batch);
            items = one.hasNonNull("num_items_in_batch") ? Json.integer(one, "num_items_in_batch") : 0;
        }
        if (micro.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a step holds no micro-batch");
        }
        return new Step(
                Json.number(node, "loss"),
                Json.number(node, "grad_norm"),
                Json.number(node, "grad_norm_clipped"),
                Json.number(node, "lr"),
                micro,
                items);
    }

    /// A path below the folder.
    static Path inside(Path folder, String relative) {
        Path path = folder.resolve(relative).normalize();
        if (!path.startsWith(folder.normalize())) {
            throw new PlumblineException(ErrorCode.BAD_DATA, relative + ": lies outside of " + folder);
        }
        return path;
    }

    /// The checkpoint folder of a role. A reference that is a copy of the initial policy has the policy's folder.
    Path model(String role) {
        String model = Json.text(root.path("models"), role);
        return inside(folder.resolve("models"), model.replaceFirst(" \\(.*", ""));
    }

    /// The model in this role, which attends as the recorded run did ("eager"); a policy that learned through
    /// an adapter has it switched on. Runs on the engine thread.
    Decoder decoder(String role) {
        Decoder decoder = Checkpoint.read(model(role));
        decoder.attendOpenly();
        nudge(decoder.parameters(), model(role).toString());
        if (role.equals("policy") && hasModel("adapter")) {
            decoder.adapters().attach(AdapterFolder.read(model("adapter"), decoder, ADAPTER));
            decoder.adapters().activate(ADAPTER);
        }
        return decoder;
    }

    /// Moves each weight to a neighbouring float or leaves it; models that begin alike stay alike.
    private void nudge(Parameters parameters, String model) {
        if (nudge == 0) {
            return;
        }
        float[] values = parameters.values().toFloats();
        RandomGenerator random = new Seed(nudge).derive(model).generator();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (random.nextInt(3)) {
                case 0 -> Math.nextUp(values[i]);
                case 1 -> Math.nextDown(values[i]);
                default -> values[i];
            };
        }
        try (NoGradient off = NoGradient.open()) {
            parameters.values().copyInPlace(Tensor.of(values, values.length));
        }
    }

    /// Whether the run has a model in this role.
    boolean hasModel(String role) {
        return root.path("models").hasNonNull(role);
    }

    /// Refuses a run with models in roles beyond these.
    void onlyModels(String... roles) {
        JsonNode models = root.path("models");
        List<String> known = List.of(roles);
        for (String role : models.propertyNames()) {
            if (models.hasNonNull(role) && !known.contains(role)) {
                throw new UnknownFixture("a model in the role \"" + role + "\"");
            }
        }
    }

    /// The micro-batches in the order in which the run saw them.
    List<JsonNode> seen() {
        List<JsonNode> seen = new ArrayList<>();
        steps.forEach(step -> step.micro().forEach(batch -> seen.add(batches.get(batch))));
        return seen;
    }

    /// Micro-batches of one update, at most.
    int accumulation() {
        return steps.stream().mapToInt(step -> step.micro().size()).max().orElseThrow();
    }

    /// The final L2 norm of each tensor by name.
    Map<String, Double> norms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        root.path("parameters").properties().forEach(entry -> {
            Json.only(entry.getValue(), entry.getKey(), "sum", "l2");
            norms.put(entry.getKey(), Json.number(entry.getValue(), "l2"));
        });
        return norms;
    }

    int[] probe() {
        Json.only(root.path("probe"), "the probe", "prompt_ids", "logits");
        return Json.integers(root.path("probe").path("prompt_ids"), "prompt_ids");
    }

    double[] probeLogits() {
        return Json.flat(root.path("probe").path("logits"), "logits");
    }
}
