package dev.plumbline.study.stages;

import dev.plumbline.engine.AdapterConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.study.Option;
import java.util.List;
import java.util.Map;

/// Whether a training changes every weight, or low-rank changes of some matrices alone (LoRA, Hu et al. 2021).
public record LoraOptions(
        @Option(doc = "rank of the changes; 0 trains every weight", range = ">= 0", defaultValue = "0")
        int rank,

        @Option(doc = "strength; changes are multiplied by alpha / rank", range = "> 0", defaultValue = "32.0")
        double alpha,

        @Option(
                doc = "which matrices, by the ends of their names, such as q_proj; all-linear takes all within layers",
                defaultValue = "[all-linear]")
        List<String> targets,

        @Option(doc = "multiply by alpha / sqrt(rank) instead", defaultValue = "false")
        boolean rankStabilised) {
    private static final String ALL = "all-linear";

    public LoraOptions {
        Checks.atLeast("rank", rank, 0);
        Checks.positive("alpha", alpha);
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw Checks.bad("targets must name at least one module, such as q_proj, or be [all-linear]");
        }
        if (targets.contains(ALL) && targets.size() > 1) {
            throw Checks.bad("targets: all-linear takes all others in; name it alone");
        }
    }

    boolean on() {
        return rank > 0;
    }

    /// The adapter's configuration; a head of its own is trained whole.
    AdapterConfig config(DecoderConfig model) {
        boolean all = targets.equals(List.of(ALL));
        return new AdapterConfig(
                rank,
                alpha,
                rankStabilised,
                false,
                new AdapterConfig.Targets(all ? List.of() : targets, all ? ALL : "", List.of(), List.of()),
                model.head() == DecoderConfig.Head.LANGUAGE ? List.of() : List.of("score"),
                Map.of(),
                Map.of(),
                AdapterConfig.Bias.NONE);
    }
}
