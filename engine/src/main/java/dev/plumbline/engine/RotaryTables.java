package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rotary tables of a decoder, made when first needed and kept from pass to pass.
///
/// Those of the first positions, where no scaling changes them, are the same for every reader of a decoder, and are
/// made once for all of them.
final class RotaryTables implements AutoCloseable {
    private static final int FIRST_ROOM = 4096;

    private record Held(Rotary table, int positions, int regime) {}

    private final int context;
    private final Common common;
    private final boolean owner;
    private final Map<RotaryConfig, Held> tables = new HashMap<>();

    /// @param context positions that a decoder was made for
    RotaryTables(int context) {
        this(context, new Common(Math.min(context, FIRST_ROOM)), true);
    }

    private RotaryTables(int context, Common common, boolean owner) {
        this.context = context;
        this.common = common;
        this.owner = owner;
    }

    /// The tables once more, for another thread. Close them before these.
    RotaryTables reader() {
        return new RotaryTables(context, common, false);
    }

    /// What all readers have in common, if tables of so many positions are among it; null if not.
    @Nullable
    Object common(int positions) {
        return positions <= common.room ? common : null;
    }

    /// The table of positions 0 to at least `positions` - 1.
    ///
    /// @param longest tokens of the longest row of the batch
    Rotary of(RotaryConfig config, int positions, int longest) {
        if (config.scaling().changes()) {
            Recording.spoil();
        } else if (positions <= common.room) {
            return common.of(config);
        }
        Held held = tables.get(config);
        int regime = config.scaling().regime(longest);
        if (held != null && held.positions >= positions && held.regime == regime) {
            return held.table;
        }
        if (held != null) {
            close(held.table);
        }
        int room = Math.max(positions, Math.min(context, FIRST_ROOM));
        Rotary table = kept(Rotary.of(config, room, longest));
        tables.put(config, new Held(table, room, regime));
        return table;
    }

    @Override
    public void close() {
        tables.values().forEach(held -> close(held.table));
        tables.clear();
        if (owner) {
            common.close();
        }
    }

    private static Rotary kept(Rotary table) {
        table.cos().raw().retainReference();
        table.sin().raw().retainReference();
        return table;
    }

    private static void close(Rotary table) {
        table.cos().close();
        table.sin().close();
    }

    /// Tables of the first positions; safe for several threads.
    private static final class Common implements AutoCloseable {
        private final int room;
        private final Map<RotaryConfig, Rotary> tables = new HashMap<>();

        private Common(int room) {
            this.room = room;
        }

        private synchronized Rotary of(RotaryConfig config) {
            return tables.computeIfAbsent(config, one -> kept(Rotary.of(one, room, room)));
        }

        @Override
        public synchronized void close() {
            List<Rotary> all = new ArrayList<>(tables.values());
            tables.clear();
            all.forEach(RotaryTables::close);
        }
    }
}
