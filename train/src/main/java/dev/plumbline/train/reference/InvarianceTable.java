package dev.plumbline.train.reference;

import dev.plumbline.core.ReferenceCase;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What the recorded library itself keeps when micro-batches, order or padding change: differences between its own
/// runs, which are nothing to be reproduced. Ours keep everything of this kind, and tests say so.
final class InvarianceTable {
    private InvarianceTable() {}

    static void report(String name, JsonNode root, Consumer<ReferenceCase> report) {
        Json.only(root, "the table", "case", "source", "columns", "table");
        for (JsonNode row : root.path("table")) {
            Json.only(
                    row, "a row", "method", "change", "loss", "grad_norm", "first_step_loss", "parameters_l2", "kept");
            boolean kept = row.path("kept").asBoolean(false);
            report.accept(new ReferenceCase(
                    name + "/" + Json.text(row, "method") + ", " + Json.text(row, "change"),
                    "invariance",
                    Json.number(row, "loss"),
                    1e-4,
                    ReferenceCase.Result.NOT_IMITATED,
                    kept
                            ? "a difference between two runs of the library, which keeps it"
                            : "the library does not keep it"));
        }
    }
}
