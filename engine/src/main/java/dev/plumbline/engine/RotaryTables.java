package dev.plumbline.engine;

import java.util.HashMap;
import java.util.Map;

/// The rotary tables of a decoder, made when first needed and kept from pass to pass.
final class RotaryTables implements AutoCloseable {
    private static final int FIRST_ROOM = 4096;

    private record Held(Rotary table, int positions, int regime) {}

    private final int context;
    private final Map<RotaryConfig, Held> tables = new HashMap<>();

    /// @param context positions that a decoder was made for
    RotaryTables(int context) {
        this.context = context;
    }

    /// The table of positions 0 to at least `positions` - 1.
    ///
    /// @param longest tokens of the longest row of the batch
    Rotary of(RotaryConfig config, int positions, int longest) {
        Held held = tables.get(config);
        if (config.scaling().changes()) {
            Recording.spoil();
        }
        int regime = config.scaling().regime(longest);
        if (held != null && held.positions >= positions && held.regime == regime) {
            return held.table;
        }
        if (held != null) {
            close(held);
        }
        int room = Math.max(positions, Math.min(context, FIRST_ROOM));
        Rotary table = Rotary.of(config, room, longest);
        table.cos().raw().retainReference();
        table.sin().raw().retainReference();
        tables.put(config, new Held(table, room, regime));
        return table;
    }

    @Override
    public void close() {
        tables.values().forEach(RotaryTables::close);
        tables.clear();
    }

    private static void close(Held held) {
        held.table.cos().close();
        held.table.sin().close();
    }
}
