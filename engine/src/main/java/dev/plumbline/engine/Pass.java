package dev.plumbline.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the blocks of one forward pass share.
final class Pass {
    private final DecoderConfig config;
    private final RotaryTables tables;
    private final Span span;
    private final DType compute;
    private final @Nullable Hook hook;
    private final Map<RotaryConfig, Rotary> turns = new HashMap<>();
    private final Map<Integer, @Nullable Tensor> masks = new HashMap<>();
    private final @Nullable RowsApart apart;

    Pass(DecoderConfig config, RotaryTables tables, Span span, DType compute, @Nullable Hook hook) {
        this.config = config;
        this.tables = tables;
        this.span = span;
        this.compute = compute;
        this.hook = hook;
        this.apart = span.apart();
    }

    /// How rows are put together for attention; null where they lie as attention wants them.
    @Nullable
    RowsApart apart() {
        return apart;
    }

    Span span() {
        return span;
    }

    DType compute() {
        return compute;
    }

    /// The cache that grows by this pass; null for a batch that is read at one go.
    @Nullable
    KeyValueCache cache() {
        return span instanceof Span.Cached cached ? cached.cache() : null;
    }

    /// Whether one token of each row of a cache is read, in the way that is fastest for it. Nobody looks on then.
    boolean steps() {
        return span instanceof Span.Cached cached && cached.cache().steps() && hook == null;
    }

    /// Whether a text is being written: its prompt is read, or a step of it. Nobody looks on then.
    boolean writes() {
        return span instanceof Span.Cached && hook == null;
    }

    /// The element type in which queries, keys and values meet.
    DType attending() {
        return steps() ? DType.FLOAT32 : compute;
    }

    /// What a layer's queries and keys are turned by; null where positions are learned.
    @Nullable
    Rotary turns(int layer) {
        if (!(config.positions() instanceof PositionConfig.Rotary rotary)) {
            return null;
        }
        return turns.computeIfAbsent(rotary.layers().get(layer), one -> {
            Rotary table = tables.of(one, Math.max(span.room(), span.longest()), span.longest());
            return span.turns(table).to(attending());
        });
    }

    /// What is added to a layer's attention scores; null where a causal mask alone does.
    @Nullable
    Tensor mask(int layer) {
        int window = config.attention().windows().get(layer);
        if (!masks.containsKey(window)) {
            Tensor mask = span.mask(window, compute);
            masks.put(window, mask == null ? null : mask.to(attending()));
        }
        return masks.get(window);
    }

    /// Whether somebody looks at the passing values.
    boolean watched() {
        return hook != null;
    }

    /// Whether somebody looks at this point of a layer.
    boolean watched(int layer, String point) {
        return hook != null && hook.wants(name(layer, point));
    }

    /// Whether somebody looks at this point outside the layers.
    boolean watched(String point) {
        return hook != null && hook.wants(point);
    }

    /// Shows a value of a layer to whoever looks at it, and gives what they make of it.
    Tensor at(int layer, String point, Tensor value) {
        return hook == null ? value : at(name(layer, point), value);
    }

    /// As above, outside the layers.
    Tensor at(String point, Tensor value) {
        return hook != null && hook.wants(point) ? hook.at(point, value) : value;
    }

    private static String name(int layer, String point) {
        return "blocks." + layer + "." + point;
    }
}
