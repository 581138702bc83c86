package dev.plumbline.cli;

import dev.plumbline.cli.Checkup.State;
import dev.plumbline.cli.Checkup.Symptom;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.DType;
import dev.plumbline.engine.Device;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SelfCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `doctor` finds out about the engine by using it: whether it loads, how fast it multiplies, whether it is
/// right.
final class EngineCheckup {
    private static final Duration BUDGET = Duration.ofMillis(300);
    private static final String LIBRARY = "engine";

    /// What was found.
    ///
    /// @param symptoms for a person, a line each
    /// @param measures for a machine, by name; empty if the engine does not load
    record Found(List<Symptom> symptoms, Map<String, Object> measures) {
        Found {
            symptoms = List.copyOf(symptoms);
            measures = Map.copyOf(measures);
        }
    }

    private final List<Symptom> symptoms = new ArrayList<>();
    private final Map<String, Object> measures = new LinkedHashMap<>();

    private final Device device;

    private EngineCheckup(Device device) {
        this.device = device;
    }

    /// Loads the tensor library and tries it on this device, for a second or two.
    static Found of(Device device) {
        EngineCheckup checkup = new EngineCheckup(device);
        try {
            checkup.look();
        } catch (PlumblineException | LinkageError e) {
            checkup.symptoms.add(new Symptom(
                    LIBRARY,
                    State.BROKEN,
                    "the tensor library fails: " + TerminalText.oneLine(String.valueOf(e.getMessage())),
                    "it is built for Linux (x86-64, arm64), macOS (arm64) and Windows (x86-64), and unpacks itself into"
                            + " ~/.javacpp, which must be writable and have 1 GB of room"));
        }
        return new Found(checkup.symptoms, checkup.measures);
    }

    private void look() {
        Engine.configure(new EngineOptions(1, Precision.FLOAT32, device));
        String library = SelfCheck.library();
        symptoms.add(Symptom.good(LIBRARY, library));
        measures.put("library", library);
        int threads = SelfCheck.threads();
        symptoms.add(Symptom.good("threads", threads + " for one operation, unless a study says otherwise"));
        measures.put("threads", threads);
        int gpus = Device.gpus();
        symptoms.add(Symptom.good("device", device + " looked at; GPUs that this build can use: " + gpus));
        measures.put("device", device.toString());
        measures.put("gpus", gpus);
        rates();
        double logits = SelfCheck.logitDeviation();
        double cache = SelfCheck.cacheDeviation();
        symptoms.add(deviation("logits", "of a tiny decoder", "from those that ship", logits));
        symptoms.add(deviation("cache", "of generation over a cache", "from generation without", cache));
        measures.put("logitDeviation", number(logits));
        measures.put("cacheDeviation", number(cache));
        measures.put("tolerance", SelfCheck.TOLERANCE);
    }

    private void rates() {
        double single = SelfCheck.gigaflops(DType.FLOAT32, BUDGET);
        double half = SelfCheck.gigaflops(DType.BFLOAT16, BUDGET);
        symptoms.add(Symptom.good("float32", rate(single)));
        String value = rate(half);
        symptoms.add(
                half >= single
                        ? Symptom.good("bfloat16", value)
                        : Symptom.good("bfloat16", value + ", slower than float32: keep precision: float32"));
        measures.put("float32Gflops", single);
        measures.put("bfloat16Gflops", half);
    }

    private static String rate(double gigaflops) {
        return String.format(
                Locale.ROOT,
                "%.0f GFLOP/s in the fastest matrix product (a glance of %d ms)",
                gigaflops,
                BUDGET.toMillis());
    }

    private static Symptom deviation(String name, String what, String from, double found) {
        String value = String.format(
                Locale.ROOT, "%s deviate by %.1e %s (at most %.0e)", what, found, from, SelfCheck.TOLERANCE);
        return found <= SelfCheck.TOLERANCE
                ? Symptom.good(name, value)
                : new Symptom(
                        name,
                        State.BROKEN,
                        value,
                        "this machine's tensor library computes something else; no figure made here can be trusted");
    }

    /// JSON has no infinity.
    private static Object number(double value) {
        return Double.isFinite(value) ? value : "infinite";
    }
}
