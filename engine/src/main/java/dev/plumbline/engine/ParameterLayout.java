package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Parameters.Weight;
import dev.plumbline.engine.family.Families;
import dev.plumbline.engine.family.Part;
import dev.plumbline.engine.family.WeightNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where every leaf and every weight lies in the flat vector.
///
/// @param leaves what the forward pass uses, covering the vector without gap or overlap
/// @param weights what checkpoints name, covering it likewise
/// @param modules the parts of each leaf's module, by the leaf's own module name
/// @param storage of the weights that a checkpoint lays out otherwise, by name
record ParameterLayout(
        List<Weight> leaves,
        List<Weight> weights,
        Map<String, List<Module>> modules,
        Map<String, Storage> storage,
        long elements) {
    /// One module of a checkpoint within a leaf.
    ///
    /// @param name its name in checkpoints, without `.weight`
    /// @param part what it is
    /// @param layer its layer; -1 outside layers
    /// @param first its first row in the leaf
    /// @param rows how many
    /// @param columns what it multiplies
    record Module(String name, Part part, int layer, long first, long rows, long columns) {}

    ParameterLayout {
        leaves = List.copyOf(leaves);
        weights = List.copyOf(weights);
        modules = Map.copyOf(modules);
        storage = Map.copyOf(storage);
    }

    /// How a checkpoint lays this weight out.
    Storage storage(String weight) {
        return storage.getOrDefault(weight, new Storage.Plain());
    }

    /// The output layer that shares a table, by its own name.
    static Module tiedHead(DecoderConfig config, Module table) {
        String name = Families.named(config.family()).orElseThrow().names().module(Part.LANGUAGE_HEAD, 0);
        return new Module(name, Part.LANGUAGE_HEAD, -1, 0, table.rows(), table.columns());
    }

    /// The layout of a decoder of this shape.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if there are more weights than numbers to count them
    static ParameterLayout of(DecoderConfig config) {
        WeightNames names = Families.named(config.family())
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT, "decoder configuration: no family is named " + config.family()))
                .names();
        try {
            Builder builder = new Builder(config, names);
            builder.all();
            return new ParameterLayout(
                    builder.leaves, builder.weights, builder.modules, builder.storage, builder.offset);
        } catch (ArithmeticException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    "decoder configuration: its sizes ask for more weights than can be counted; the configuration is"
                            + " damaged",
                    e);
        }
    }

    private static final class Builder {
        private final DecoderConfig c;
        private final WeightNames names;
        private final List<Weight> leaves = new ArrayList<>();
        private final List<Weight> weights = new ArrayList<>();
        private final Map<String, List<Module>> modules = new HashMap<>();
        private final Map<String, Storage> storage = new HashMap<>();
        private long offset;

        Builder(DecoderConfig config, WeightNames names) {
            this.c = config;
            this.names = names;
        }

        void all() {
            int width = c.width();
            int narrow = c.embedding().width();
            table(Part.EMBEDDING, c.vocabulary(), narrow);
            if (c.positions() instanceof PositionConfig.Learned learned) {
                table(Part.POSITIONS, (long) c.context() + learned.offset(), width);
            }
            if (narrow != width) {
                matrix(Part.PROJECT_IN, 0, false, narrow, width);
            }
            for (int i = 0; i < c.layers(); i++) {
                layer(i);
            }
            if (c.finalNorm()) {
                norm(Part.FINAL_NORM, 0, width);
            }
            if (narrow != width) {
                matrix(Part.PROJECT_OUT, 0, false, width, narrow);
            }
            switch (c.head()) {
                case LANGUAGE -> {
                    if (!c.tied()) {
                        table(Part.LANGUAGE_HEAD, c.vocabulary(), narrow);
                    }
                }
                case REWARD -> table(Part.REWARD_HEAD, c.output().labels(), narrow);
                case STEP -> {
                    table(Part.TOKEN_HEAD, c.output().labels(), narrow);
                    add(Part.TOKEN_HEAD, 0, ".bias", false, false, c.output().labels());
                }
            }
        }

        private void layer(int i) {
            AttentionConfig a = c.attention();
            int queries = Math.multiplyExact(a.heads(), a.headWidth());
            int keys = Math.multiplyExact(a.keyHeads(), a.headWidth());
            if (c.residual().before || c.residual().afterSum) {
                norm(Part.ATTENTION_NORM, i, c.width());
            }
            Part[] each = names.stores(Part.QUERY_KEY_VALUE)
                    ? new Part[] {Part.QUERY_KEY_VALUE}
                    : new Part[] {Part.QUERY, Part.KEY, Part.VALUE};
            long[] rows = each.length == 1
                    ? new long[] {queries + 2L * keys}
                    : new long[] {queries, keys, keys};
            join(Part.QUERY_KEY_VALUE, i, a.inputBias(), c.width(), each, rows);
            switch (a.queryKeyNorm()) {
                case NONE -> {}
                case PER_HEAD -> queryKeyNorms(i, a.headWidth(), a.headWidth());
                case ALL_HEADS -> queryKeyNorms(i, queries, keys);
            }
            matrix(Part.ATTENTION_OUTPUT, i, a.outputBias(), queries, c.width());
            if (c.residual().afterBranch) {
                norm(Part.ATTENTION_POST_NORM, i, c.width());
            }
            if (c.residual().before || c.residual().afterSum) {
                norm(Part.FEED_FORWARD_NORM, i, c.width());
            }
            feedForward(i);
            if (c.residual().afterBranch) {
                norm(Part.FEED_FORWARD_POST_NORM, i, c.width());
            }
        }

        private void feedForward(int i) {
            FeedForwardConfig f = c.feedForward();
            if (f.gated()) {
                boolean joined = names.stores(Part.GATE_UP);
                Part[] each = joined ? new Part[] {Part.GATE_UP} : new Part[] {Part.GATE, Part.UP};
                long[] rows = joined ? new long[] {2L * f.inner()} : new long[] {f.inner(), f.inner()};
                join(Part.GATE_UP, i, f.bias(), c.width(), each, rows);
            } else {
                matrix(Part.UP, i, f.bias(), c.width(), f.inner());
            }
            matrix(Part.DOWN, i, f.bias(), f.inner(), c.width());
        }

        private void queryKeyNorms(int i, int query, int key) {
            add(Part.QUERY_NORM, i, ".weight", false, false, query);
            add(Part.KEY_NORM, i, ".weight", false, false, key);
        }

        private void norm(Part part, int i, int width) {
            if (c.norm().kind().weighted()) {
                add(part, i, ".weight", false, false, width);
            }
            if (c.norm().kind() == NormConfig.Kind.LAYER) {
                add(part, i, ".bias", false, false, width);
            }
        }

        private void table(Part part, long rows, long columns) {
            module(part.module(0), List.of(new Module(names.module(part, 0), part, -1, 0, rows, columns)));
            add(part, 0, ".weight", false, true, rows, columns);
        }

        private void matrix(Part part, int i, boolean bias, long columns, long rows) {
            join(part, i, bias, columns, new Part[] {part}, rows);
        }

        private void add(Part part, int i, String ending, boolean matrix, boolean decays, long... shape) {
            leaves.add(weight(part.module(i) + ending, matrix, decays, shape));
            Weight weight = weight(names.module(part, i) + ending, matrix, decays, shape);
            weights.add(weight);
            offset = Math.addExact(offset, weight.elements());
        }

        /// Matrices [rows_k, columns] that lie one after the other, and so are one matrix to the forward pass.
        private void join(Part leaf, int i, boolean bias, long columns, Part[] parts, long... rows) {
            long all = Arrays.stream(rows).reduce(0, Math::addExact);
            leaves.add(weight(leaf.module(i) + ".weight", true, true, all, columns));
            List<Module> within = new ArrayList<>();
            long first = 0;
            for (int k = 0; k < rows.length; k++) {
                String name = names.module(parts[k], i);
                int layer = leaf.place() == Part.Place.LAYER ? i : -1;
                within.add(new Module(name, parts[k], layer, first, rows[k], columns));
                Weight weight = weight(name + ".weight", true, true, rows[k], columns);
                weights.add(weight);
                store(parts[k], name);
                offset = Math.addExact(offset, weight.elements());
                first += rows[k];
            }
            module(leaf.module(i), within);
            if (bias) {
                leaves.add(weight(leaf.module(i) + ".bias", false, false, all));
                for (int k = 0; k < rows.length; k++) {
                    weights.add(weight(names.module(parts[k], i) + ".bias", false, false, rows[k]));
                    offset = Math.addExact(offset, rows[k]);
                }
            }
        }

        private void store(Part part, String name) {
            if (part == Part.QUERY_KEY_VALUE && names.perHead()) {
                Storage perHead = new Storage.PerHead(c.attention().heads());
                storage.put(name + ".weight", perHead);
                storage.put(name + ".bias", perHead);
            } else if (names.transposed().contains(part)) {
                storage.put(name + ".weight", new Storage.Transposed());
            }
        }

        private void module(String leaf, List<Module> within) {
            modules.put(leaf, List.copyOf(within));
        }

        private Weight weight(String name, boolean matrix, boolean decays, long... shape) {
            return new Weight(name, offset, Arrays.stream(shape).boxed().toList(), matrix, decays);
        }
    }
}
