package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.ModulePattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an adapter changes and how strongly: a matrix W becomes W + scale B A with A [rank, in] and B [out, rank]
/// (Hu et al. 2021, LoRA). scale is alpha / rank, or alpha / sqrt(rank) if rank-stabilised (Kalajdzievski 2023). With
/// weight decomposition (Liu et al. 2024, DoRA) each row of the sum is given a length of its own.
///
/// @param rank 1 or more
/// @param alpha above 0
/// @param targets the matrices that it changes
/// @param saved modules that it holds whole (`modules_to_save`), by the ends of their names
/// @param ranks ranks of single modules, by pattern (`rank_pattern`)
/// @param alphas alphas of single modules, by pattern (`alpha_pattern`)
/// @param bias which biases it holds
public record AdapterConfig(
        int rank,
        double alpha,
        boolean rankStabilised,
        boolean decomposed,
        Targets targets,
        List<String> saved,
        Map<String, Integer> ranks,
        Map<String, Double> alphas,
        Bias bias) {

    /// Which biases an adapter holds beside its matrices. As in PEFT, they stay in force while it is attached, even
    /// when it is switched off.
    public enum Bias {
        NONE,
        /// All of the decoder's.
        ALL,
        /// Those of the modules that it changes.
        LORA_ONLY;

        /// As `adapter_config.json` spells it.
        String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Which modules an adapter changes.
    ///
    /// @param ends the ends of their names, such as `q_proj`; none if `pattern` says it
    /// @param pattern a regular expression of whole names, or `all-linear`; empty if `ends` says it
    /// @param without the ends of the names of modules that it spares
    /// @param layers only these layers; empty for all
    public record Targets(List<String> ends, String pattern, List<String> without, List<Integer> layers) {
        static final String ALL_LINEAR = "all-linear";

        public Targets {
            ends = List.copyOf(ends);
            without = List.copyOf(without);
            layers = List.copyOf(layers);
            if (ends.isEmpty() == pattern.isEmpty()) {
                throw bad("target_modules must name at least one module, or be a pattern");
            }
        }

        /// The modules whose names end so.
        public static Targets of(String... ends) {
            return new Targets(List.of(ends), "", List.of(), List.of());
        }

        /// Whether the module of this full name is one of them.
        ///
        /// @param layer its layer; -1 outside layers
        /// @param head whether it is the output head
        boolean take(String module, int layer, boolean head) {
            if (endsWithAny(module, without)) {
                return false;
            }
            if (!layers.isEmpty() && !layers.contains(layer)) {
                return false;
            }
            if (pattern.equals(ALL_LINEAR)) {
                return !head;
            }
            return pattern.isEmpty() ? endsWithAny(module, ends) : ModulePattern.matchesWhole(pattern, module);
        }
    }

    public AdapterConfig {
        saved = List.copyOf(saved);
        ranks = Map.copyOf(ranks);
        alphas = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
        if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
            throw bad("r must be 1 or more and lora_alpha above 0; found " + rank + " and " + alpha);
        }
        ranks.forEach((pattern, one) -> {
            if (one < 1) {
                throw bad("rank_pattern: the rank of " + pattern + " must be 1 or more, not " + one);
            }
        });
    }

    /// A plain adapter of the modules whose names end so.
    public static AdapterConfig of(int rank, double alpha, String... ends) {
        return new AdapterConfig(
                rank, alpha, false, false, Targets.of(ends), List.of(), Map.of(), Map.of(), Bias.NONE);
    }

    /// Whether a module is held whole.
    boolean saves(String module) {
        return endsWithAny(module, saved);
    }

    /// The rank of one module.
    int rank(String module) {
        return ModulePattern.first(ranks, module).orElse(rank);
    }

    /// What B A is multiplied by in one module.
    double scale(String module) {
        int own = rank(module);
        double strength = ModulePattern.first(alphas, module).orElse(alpha);
        return strength / (rankStabilised ? Math.sqrt(own) : own);
    }

    private static boolean endsWithAny(String module, List<String> ends) {
        return ends.stream().anyMatch(end -> module.equals(end) || module.endsWith("." + end));
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "adapter configuration: " + what);
    }
}
