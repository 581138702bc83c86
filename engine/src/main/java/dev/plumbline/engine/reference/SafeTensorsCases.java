package dev.plumbline.engine.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.TensorInfo;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// safetensors files: valid ones tensor by tensor, invalid ones refused with a coded error.
final class SafeTensorsCases {
    private static final String KIND = "safetensors";

    private SafeTensorsCases() {}

    static void run(Path folder, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        Findings findings = new Findings(settings.place(folder));
        findings.guarded("", KIND, () -> {
            for (JsonNode one : Fixtures.json(folder.resolve("cases.json")).path("cases")) {
                String name = one.path("file").asString("");
                findings.guarded(name, KIND, () -> file(folder.resolve(name), name, one, findings));
            }
        });
        findings.to(out);
    }

    private static void file(Path path, String name, JsonNode one, Findings findings) {
        boolean valid = one.path("valid").asBoolean(false);
        try (SafeTensorsFile file = SafeTensorsFile.open(path)) {
            if (!valid) {
                findings.failed(name, KIND, "wanted a refusal, but it was opened");
                return;
            }
            findings.equal(name, KIND, difference(file, one), "");
        } catch (PlumblineException e) {
            boolean may = !valid || one.path("may_refuse").asBoolean(false);
            boolean coded = e.code() == ErrorCode.BAD_CHECKPOINT || e.code() == ErrorCode.MISSING_FILE;
            findings.equal(
                    name, KIND, may && coded ? "refused" : e.code() + ": " + e.getMessage(), may ? "refused" : "opened");
        }
    }

    /// What differs first from the expected tensors; empty if nothing does.
    private static String difference(SafeTensorsFile file, JsonNode one) {
        Set<String> names = new TreeSet<>();
        for (JsonNode tensor : one.path("tensors")) {
            String name = tensor.path("name").asString("");
            names.add(name);
            if (!file.has(name)) {
                return "no tensor " + name;
            }
            TensorInfo found = file.tensor(name);
            long[] shape = new long[tensor.path("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = tensor.path("shape").get(i).asLong();
            }
            String bytes = HexFormat.of().formatHex(found.bytes().toArray(ValueLayout.JAVA_BYTE));
            if (!found.type().name().equals(tensor.path("dtype").asString(""))
                    || !Arrays.equals(found.shape(), shape)
                    || !bytes.equals(tensor.path("bytes").asString(""))) {
                return "tensor " + name + " is " + found + " " + bytes;
            }
        }
        for (Map.Entry<String, JsonNode> entry : one.path("metadata").properties()) {
            String found = file.metadata().get(entry.getKey());
            if (!entry.getValue().asString("").equals(found)) {
                return "metadata " + entry.getKey() + " is " + found;
            }
        }
        // Of files with very many tensors none are listed.
        boolean listed = !names.isEmpty() || file.names().isEmpty();
        return !listed || names.equals(new TreeSet<>(file.names())) ? "" : "tensors " + file.names();
    }
}
