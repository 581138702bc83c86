package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Hook;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The values inside a forward pass: `raw.PROMPT.POINT` tensors of `activations/MODEL.safetensors`, for the
/// prompts of `analysis/MODEL.json` and the checkpoint `models/MODEL`.
final class ActivationCases {
    /// Relative to max(1, largest |value|) in float 32; logits and what is as long a sum may be further off.
    private static final double TOLERANCE = 2e-5;

    private static final double LOGIT_TOLERANCE = 1e-4;

    private ActivationCases() {}

    static boolean recognises(Path folder) {
        return Fixtures.entries(folder.resolve("activations")).stream()
                .anyMatch(file -> file.toString().endsWith(".safetensors"));
    }

    static void run(Path activations, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path file : Fixtures.entries(activations)) {
            Findings findings = new Findings(settings.place(file));
            String name = file.getFileName().toString().replace(".safetensors", "");
            Path model = activations.resolveSibling("models").resolve(name);
            Path analysis = activations.resolveSibling("analysis").resolve(name + ".json");
            if (Files.isDirectory(model) && Files.isRegularFile(analysis)) {
                JsonNode prompts = Fixtures.json(analysis).path("prompts");
                Arithmetic.inEach(
                        settings,
                        () -> findings.guarded("", "activations", () -> values(file, model, prompts, findings)));
            } else {
                findings.unknown("", "activations");
            }
            findings.to(out);
        }
    }

    private static void values(Path file, Path model, JsonNode prompts, Findings findings) {
        try (SafeTensorsFile tensors = SafeTensorsFile.open(file);
                Decoder decoder = Checkpoint.read(model);
                NoGradient off = NoGradient.open()) {
            for (int i = 0; i < prompts.size(); i++) {
                Seen seen = new Seen();
                try (TensorScope scope = TensorScope.open()) {
                    TokenBatch batch = TokenBatch.of(List.of(Fixtures.ints(prompts.get(i))));
                    seen.values.put("logits", decoder.logits(batch, seen).toFloats());
                }
                String prefix = "raw." + i + ".";
                for (String name : tensors.names()) {
                    if (name.startsWith(prefix)) {
                        String point = name.substring(prefix.length());
                        float[] found = seen.values.getOrDefault(point, new float[0]);
                        judge(name, point, found, Fixtures.floats(tensors, name), findings);
                    }
                }
            }
            for (String mode : modes(tensors)) {
                if (!mode.equals("raw")) {
                    findings.unknown(mode, "activations");
                }
            }
        }
    }

    private static TreeSet<String> modes(SafeTensorsFile tensors) {
        TreeSet<String> modes = new TreeSet<>();
        tensors.names().forEach(name -> modes.add(name.substring(0, Math.max(0, name.indexOf('.')))));
        return modes;
    }

    private static void judge(String name, String point, float[] found, float[] wanted, Findings findings) {
        double largest = 1;
        for (float value : wanted) {
            if (Float.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        boolean logits = point.equals("logits") || point.equals("unembed.hook_out");
        double tolerance = logits ? LOGIT_TOLERANCE : TOLERANCE;
        findings.judged(name, "activations", Fixtures.difference(found, wanted) / largest, tolerance);
    }

    /// Keeps every value.
    private static final class Seen implements Hook {
        private final Map<String, float[]> values = new HashMap<>();

        @Override
        public boolean wants(String point) {
            return !point.endsWith("_input") && !point.endsWith("hook_attn_in");
        }

        @Override
        public Tensor at(String point, Tensor value) {
            values.put(point, value.toFloats());
            return value;
        }
    }
}
