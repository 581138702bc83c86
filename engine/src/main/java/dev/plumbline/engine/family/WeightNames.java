package dev.plumbline.engine.family;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// What a family calls its modules in a checkpoint, and how their matrices lie there.
///
/// @param base the trunk's own name with a full stop, such as `model.`; folders saved without a head lack it
/// @param layers what comes before a layer's number, such as `model.layers.`
/// @param modules the modules that are not called as in Llama: full names of those outside layers, names within the
/// layer for
///     the others. A family that names [Part#QUERY_KEY_VALUE] or [Part#GATE_UP] stores them joined
/// @param transposed parts stored as [in, out]
/// @param perHead whether joined queries, keys and values lie head by head: q of head 0, k of head 0, v of head 0, q of
///     head 1, …
public record WeightNames(
        String base, String layers, Map<Part, String> modules, Set<Part> transposed, boolean perHead) {
    public WeightNames {
        modules = Map.copyOf(modules);
        transposed = Set.copyOf(transposed);
    }

    /// Llama's names.
    public static WeightNames llama() {
        return new WeightNames("model.", "model.layers.", Map.of(), Set.of(), false);
    }

    /// These names with one part called otherwise.
    public WeightNames with(Part part, String module) {
        Map<Part, String> more = new EnumMap<>(Part.class);
        more.putAll(modules);
        more.put(part, module);
        return new WeightNames(base, layers, more, transposed, perHead);
    }

    /// These names below another base.
    public WeightNames below(String otherBase, String otherLayers) {
        return new WeightNames(otherBase, otherLayers, modules, transposed, perHead);
    }

    /// These names with parts stored as [in, out].
    public WeightNames withTransposed(Set<Part> parts) {
        return new WeightNames(base, layers, modules, parts, perHead);
    }

    /// These names with joined queries, keys and values stored head by head.
    public WeightNames withHeadsInterleaved() {
        return new WeightNames(base, layers, modules, transposed, true);
    }

    /// Whether this family stores a joined part as one tensor.
    public boolean stores(Part joined) {
        return modules.containsKey(joined);
    }

    /// The module's full name in a checkpoint.
    ///
    /// @param layer ignored for parts outside layers
    public String module(Part part, int layer) {
        String name = modules.getOrDefault(part, part.module());
        return part.place() == Part.Place.LAYER ? layers + layer + "." + name : name;
    }
}
