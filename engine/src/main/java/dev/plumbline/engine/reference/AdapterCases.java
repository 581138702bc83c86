package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterFolder;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.SafeTensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Adapters: logits with the adapter on, off, merged, and after it was taken out again.
final class AdapterCases {
    private static final String NAME = "adapter";

    private AdapterCases() {}

    static void run(Path adapters, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path folder : Fixtures.folders(adapters)) {
            Findings findings = new Findings(settings.place(folder));
            findings.guarded("", "adapter", () -> {
                JsonNode expected = Fixtures.json(folder.resolve("expected.json"));
                Path base = adapters.resolveSibling("models")
                        .resolve(expected.path("base").asString(""));
                Arithmetic.inEach(
                        settings,
                        () -> findings.guarded("", "adapter", () -> values(folder, base, expected, findings)));
            });
            findings.to(out);
        }
    }

    private static void values(Path folder, Path base, JsonNode expected, Findings findings) {
        try (Decoder decoder = Checkpoint.read(base);
                SafeTensorsFile tensors = SafeTensorsFile.open(folder.resolve("expected.safetensors"));
                NoGradient off = NoGradient.open()) {
            List<JsonNode> cases = new ArrayList<>();
            expected.path("cases").forEach(cases::add);
            List<int[]> rows =
                    cases.stream().map(one -> Fixtures.ints(one.path("ids"))).toList();
            List<float[]> before =
                    rows.stream().map(row -> Passes.logits(decoder, row)).toList();
            Adapter adapter = AdapterFolder.read(folder, decoder, NAME);
            decoder.adapters().attach(adapter);
            decoder.adapters().activate(NAME);
            each(decoder, cases, rows, tensors, "on", findings);
            decoder.adapters().activate();
            for (int i = 0; i < rows.size(); i++) {
                off(cases.get(i), Passes.logits(decoder, rows.get(i)), before.get(i), tensors, findings);
            }
            decoder.adapters().merge(NAME);
            each(decoder, cases, rows, tensors, "merged", findings);
            decoder.adapters().unmerge();
            decoder.adapters().detach(NAME).close();
            for (int i = 0; i < rows.size(); i++) {
                float[] after = Passes.logits(decoder, rows.get(i));
                findings.judged(
                        "taken_out." + cases.get(i).path("prompt").asInt(),
                        "adapter",
                        Fixtures.difference(after, before.get(i)),
                        0);
            }
        }
    }

    private static void each(
            Decoder decoder,
            List<JsonNode> cases,
            List<int[]> rows,
            SafeTensorsFile tensors,
            String state,
            Findings findings) {
        for (int i = 0; i < rows.size(); i++) {
            String name = state + "." + cases.get(i).path("prompt").asInt();
            float[] found = Passes.logits(decoder, rows.get(i));
            double difference = Fixtures.difference(found, Fixtures.floats(tensors, name));
            findings.judged(name, "adapter", difference, ModelCases.TOLERANCE);
        }
    }

    /// Switched off, an adapter leaves the base exactly as it was, unless it holds biases.
    private static void off(JsonNode one, float[] found, float[] base, SafeTensorsFile tensors, Findings findings) {
        String name = "off." + one.path("prompt").asInt();
        if (one.path("off_equals_base").asBoolean(true)) {
            findings.judged(name, "adapter", Fixtures.difference(found, base), 0);
        } else {
            double difference = Fixtures.difference(found, Fixtures.floats(tensors, name));
            findings.judged(name, "adapter", difference, ModelCases.TOLERANCE);
        }
    }
}
