package dev.plumbline.evaluate.compare;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A file of gates in YAML (or JSON): a list `gates`, each with `measure`, optionally `task` and `model`, and
/// one or more of `below`, `above`, `difference-below`, `difference-above`.
public final class GateFile {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> NAMES = names();

    private GateFile() {}

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of("measure", "task", "model"));
        Arrays.stream(Gate.Kind.values()).forEach(kind -> names.add(kind.word()));
        return names;
    }

    /// The gates of a file's text.
    ///
    /// @param file its name, for errors
    /// @throws PlumblineException BAD_DATA if it is malformed or holds no gate
    public static List<Gate> parse(String file, String text) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JacksonException e) {
            throw bad(file, "not YAML: " + e.getOriginalMessage());
        }
        JsonNode list = root.path("gates");
        if (!list.isArray() || list.isEmpty() || root.size() != 1) {
            throw bad(file, "it must hold one list named \"gates\" with at least one gate");
        }
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            gates.addAll(gates(file + " gate " + (i + 1), list.get(i)));
        }
        return gates;
    }

    private static List<Gate> gates(String place, JsonNode node) {
        for (String name : node.propertyNames()) {
            if (!NAMES.contains(name)) {
                throw bad(place, "there is no \"" + name + "\"; there are " + String.join(", ", NAMES));
            }
        }
        String measure = node.path("measure").asString("");
        if (measure.isBlank()) {
            throw bad(place, "\"measure\" is missing");
        }
        List<Gate> gates = new ArrayList<>();
        for (Gate.Kind kind : Gate.Kind.values()) {
            JsonNode threshold = node.path(kind.word());
            if (!threshold.isMissingNode()) {
                if (!threshold.isNumber() || !Double.isFinite(threshold.doubleValue())) {
                    throw bad(place, "\"" + kind.word() + "\" must be a number, not " + threshold);
                }
                gates.add(new Gate(
                        node.path("task").asString(""),
                        node.path("model").asString(""),
                        measure,
                        kind,
                        threshold.doubleValue()));
            }
        }
        if (gates.isEmpty()) {
            throw bad(
                    place,
                    "it has no threshold; give one of "
                            + Arrays.stream(Gate.Kind.values())
                                    .map(Gate.Kind::word)
                                    .collect(Collectors.joining(", ")));
        }
        return gates;
    }

    private static PlumblineException bad(String place, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, place + ": " + what);
    }
}
