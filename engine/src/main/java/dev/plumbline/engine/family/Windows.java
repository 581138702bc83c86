package dev.plumbline.engine.family;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Options about windows and caps that several families share.
final class Windows {
    private static final int DEFAULT_WINDOW = 4096;
    private static final int DEFAULT_LAYERS = 28;

    private Windows() {}

    /// Windows in layers from `max_window_layers` on, and only if `use_sliding_window` asks for them.
    static List<Integer> upper(ConfigOptions o, int layers) {
        int window = o.flag("use_sliding_window", false) ? o.window("sliding_window", DEFAULT_WINDOW) : 0;
        int first = o.whole("max_window_layers", DEFAULT_LAYERS);
        return o.windows(layers, window, i -> window > 0 && i >= first);
    }

    static void writeUpper(List<Integer> windows, ObjectNode out) {
        int window = windows.stream().mapToInt(Integer::intValue).max().orElse(0);
        out.put("use_sliding_window", window > 0);
        write(window, out);
        writeTypes(windows, out);
    }

    /// The same window in all layers.
    static void write(int window, ObjectNode out) {
        if (window > 0) {
            out.put("sliding_window", window);
        } else {
            out.putNull("sliding_window");
        }
    }

    /// Which layers slide, and how far.
    static void writeTypes(List<Integer> windows, ObjectNode out) {
        ArrayNode types = out.putArray("layer_types");
        for (int window : windows) {
            types.add(window > 0 ? "sliding_attention" : "full_attention");
            if (window > 0) {
                out.put("sliding_window", window);
            }
        }
    }

    static void putOrNull(ObjectNode out, String key, double value) {
        if (value > 0) {
            out.put(key, value);
        } else {
            out.putNull(key);
        }
    }
}
