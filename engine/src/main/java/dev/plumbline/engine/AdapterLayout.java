package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Which weights an adapter of a decoder has, and what each of them changes.
///
/// @param parameters its weights, by PEFT's names
/// @param targets the matrices that it changes, those of one leaf from the first row on
/// @param whole by leaf of the decoder: the weight that takes its place
/// @param biases the biases that it holds, those of one leaf from the first row on
/// @param copies by weight of the adapter: the weight of the decoder that it begins as
record AdapterLayout(
        ParameterLayout parameters,
        List<Target> targets,
        Map<String, String> whole,
        List<HeldBias> biases,
        Map<String, String> copies) {
    /// One matrix that is changed.
    ///
    /// @param module its name in checkpoints
    /// @param leaf the module of the forward pass that it is a part of
    /// @param first its first row there
    /// @param count its rows
    /// @param storage how a checkpoint orders its rows
    record Target(String module, String leaf, long first, long count, long columns, int rank, Storage storage) {
        String a() {
            return Adapter.PREFIX + module + ".lora_A.weight";
        }

        String b() {
            return Adapter.PREFIX + module + ".lora_B.weight";
        }

        String magnitude() {
            return Adapter.PREFIX + module + ".lora_magnitude_vector";
        }

        /// Its rows of the leaf's matrix.
        Tensor rows(Tensor leaf) {
            return leaf.narrow(0, first, count);
        }
    }

    /// A bias that an adapter holds.
    record HeldBias(String weight, String leaf, long first, long rows, Storage storage) {}

    /// The layout of an adapter of this decoder.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if the configuration names no module of the decoder, or one that
    ///     cannot be changed so
    static AdapterLayout of(Decoder decoder, AdapterConfig config) {
        return new Builder(decoder.config(), decoder.parameters().layout(), config).build();
    }

    private static final class Builder {
        private final DecoderConfig decoder;
        private final ParameterLayout base;
        private final AdapterConfig config;
        private final List<Parameters.Weight> weights = new ArrayList<>();
        private final List<Target> targets = new ArrayList<>();
        private final Map<String, String> whole = new LinkedHashMap<>();
        private final List<HeldBias> biases = new ArrayList<>();
        private final Map<String, String> copies = new LinkedHashMap<>();
        private long offset;

        Builder(DecoderConfig decoder, ParameterLayout base, AdapterConfig config) {
            this.decoder = decoder;
            this.base = base;
            this.config = config;
        }

        AdapterLayout build() {
            new TreeMap<>(base.modules()).forEach((leaf, modules) -> {
                for (ParameterLayout.Module module : modules) {
                    module(leaf, module, modules.size() > 1);
                }
            });
            if (decoder.tied()) {
                module(Part.LANGUAGE_HEAD.module(), ParameterLayout.tiedHead(decoder, table(base)), false);
            }
            if (config.bias() == AdapterConfig.Bias.ALL) {
                normBiases();
            }
            if (targets.isEmpty() && whole.isEmpty()) {
                throw bad("target_modules names no module of this model");
            }
            targets.sort(Comparator.comparing(Target::leaf).thenComparingLong(Target::first));
            biases.sort(Comparator.comparing(HeldBias::leaf).thenComparingLong(HeldBias::first));
            return new AdapterLayout(
                    new ParameterLayout(weights, weights, Map.of(), Map.of(), offset), targets, whole, biases, copies);
        }

        /// Biases of norms, which belong to no module that is multiplied with.
        private void normBiases() {
            for (Parameters.Weight leaf : base.leaves()) {
                if (!leaf.name().endsWith(".bias")) {
                    continue;
                }
                String module = leaf.name().substring(0, leaf.name().length() - ".bias".length());
                if (base.modules().containsKey(module)) {
                    continue;
                }
                String own = base.weights().stream()
                        .filter(w -> w.offset() == leaf.offset())
                        .findFirst()
                        .orElseThrow()
                        .name();
                String mine = add(Adapter.PREFIX + own, leaf.elements());
                copies.put(mine, own);
                biases.add(new HeldBias(mine, module, 0, leaf.elements(), new Storage.Plain()));
            }
        }

        private void module(String leaf, ParameterLayout.Module module, boolean joined) {
            boolean saved = config.saves(module.name());
            boolean head = module.part().place() == Part.Place.HEAD;
            boolean table = module.part() == Part.EMBEDDING || module.part() == Part.POSITIONS;
            boolean targeted = !saved && config.targets().take(module.name(), module.layer(), head);
            String bias = module.name() + ".bias";
            boolean biased = base.weights().stream().anyMatch(w -> w.name().equals(bias));
            if (saved) {
                if (joined) {
                    throw bad("modules_to_save: " + module.name() + " cannot be held whole");
                }
                hold(module.name() + ".weight", leaf + ".weight", module.rows(), module.columns());
                if (biased) {
                    hold(bias, leaf + ".bias", module.rows());
                }
                return;
            }
            if (targeted && table) {
                if (config.targets().pattern().equals(AdapterConfig.Targets.ALL_LINEAR)) {
                    return;
                }
                throw bad("target_modules: " + module.name() + " is a table of embeddings, which cannot be changed so");
            }
            if (targeted) {
                target(leaf, module);
            }
            boolean held = config.bias() == AdapterConfig.Bias.ALL
                    || config.bias() == AdapterConfig.Bias.LORA_ONLY && targeted;
            if (held && biased) {
                // PEFT wraps the modules that it changes, and names what they had before accordingly.
                String mine =
                        add(Adapter.PREFIX + (targeted ? module.name() + ".base_layer.bias" : bias), module.rows());
                copies.put(mine, bias);
                biases.add(new HeldBias(mine, leaf, module.first(), module.rows(), base.storage(bias)));
            }
        }

        private void hold(String weight, String leaf, long... shape) {
            String mine = add(Adapter.PREFIX + weight, base.storage(weight).shape(shape));
            if (!(base.storage(weight) instanceof Storage.Plain)) {
                throw bad("modules_to_save: " + weight + " is stored in another order and cannot be held whole");
            }
            copies.put(
                    mine,
                    decoder.tied() && leaf.startsWith(Part.LANGUAGE_HEAD.module())
                            ? table(base).name() + ".weight"
                            : weight);
            whole.put(leaf, mine);
        }

        private void target(String leaf, ParameterLayout.Module module) {
            int rank = config.rank(module.name());
            Storage storage = base.storage(module.name() + ".weight") instanceof Storage.PerHead perHead
                    ? perHead
                    : new Storage.Plain();
            Target target =
                    new Target(module.name(), leaf, module.first(), module.rows(), module.columns(), rank, storage);
            add(target.a(), rank, module.columns());
            add(target.b(), module.rows(), rank);
            if (config.decomposed()) {
                add(target.magnitude(), module.rows());
            }
            targets.add(target);
        }

        private String add(String name, long... shape) {
            boolean matrix = shape.length == 2;
            Parameters.Weight weight = new Parameters.Weight(
                    name, offset, Arrays.stream(shape).boxed().toList(), matrix, matrix);
            weights.add(weight);
            offset = Math.addExact(offset, weight.elements());
            return name;
        }

        private static PlumblineException bad(String what) {
            return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "adapter configuration: " + what);
        }
    }

    /// The token embedding, which every layout has.
    private static ParameterLayout.Module table(ParameterLayout base) {
        return Objects.requireNonNull(base.modules().get(Part.EMBEDDING.module()))
                .getFirst();
    }
}
