package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.stages.Recipe.Needs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All training methods by name.
public final class Recipes {
    private static final List<Recipe> ALL =
            all(supervised(), rewardModels(), pairs(), unpaired(), referenceFree(), OwnAnswerRecipes.all());

    private Recipes() {}

    /// In the order in which they are listed.
    public static List<Recipe> all() {
        return ALL;
    }

    /// The method of this name.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none, with the names that there are
    public static Recipe named(String name) {
        return ALL.stream()
                .filter(recipe -> recipe.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "there is no method \"" + name + "\"; the methods are: "
                                + ALL.stream().map(Recipe::name).collect(Collectors.joining(", "))));
    }

    private static List<Recipe> supervised() {
        return List.of(
                recipe("pretrain", "pretrain", Needs.NOTHING, "a Harbor model from nothing", ""),
                recipe("sft", "sft", Needs.DEMONSTRATIONS, "supervised fine-tuning", ""),
                recipe(
                        "dft",
                        "sft",
                        Needs.DEMONSTRATIONS,
                        "dynamic fine-tuning: tokens weigh as much as they are likely",
                        "arXiv 2508.05629",
                        "dynamic=true"));
    }

    private static List<Recipe> rewardModels() {
        return List.of(
                recipe(
                        "reward-model",
                        "reward-model",
                        Needs.COMPARISONS,
                        "a Bradley-Terry reward model",
                        "arXiv 2009.01325"),
                recipe(
                        "prm",
                        "process-reward-model",
                        Needs.SOLUTIONS,
                        "a process reward model, of each step",
                        "arXiv 2305.20050"),
                recipe(
                        "orm",
                        "process-reward-model",
                        Needs.SOLUTIONS,
                        "an outcome reward model, of the last step alone",
                        "arXiv 2110.14168",
                        "last-step-only=true"));
    }

    private static List<Recipe> pairs() {
        return List.of(
                pair("dpo", "direct preference optimisation", "arXiv 2305.18290"),
                pair(
                        "cdpo",
                        "conservative DPO, for labels of which some are wrong",
                        "Mitchell 2023",
                        "loss=conservative",
                        "label-smoothing=0.1"),
                pair(
                        "robust-dpo",
                        "DPO that is unbiased under flipped labels",
                        "arXiv 2403.00409",
                        "loss=robust",
                        "label-smoothing=0.1"),
                pair("slic", "hinge loss (SLiC, RSO)", "arXiv 2305.10425", "loss=hinge"),
                pair("ipo", "identity preference optimisation, per token", "arXiv 2310.12036", "loss=ipo"),
                pair("ipo-sum", "the same on whole answers", "arXiv 2310.12036", "loss=ipo-sum"),
                pair("exo", "efficient exact optimisation", "arXiv 2402.00856", "loss=exo", "label-smoothing=0.001"),
                pair("nca", "noise contrastive alignment", "arXiv 2402.05369", "loss=nca"),
                pair("bco-pair", "binary classifier optimisation on pairs", "arXiv 2404.04656", "loss=bco"),
                pair("sppo", "self-play preference optimisation, hard labels", "arXiv 2405.00675", "loss=sppo"),
                pair("aot", "alignment via optimal transport, paired", "arXiv 2406.05882", "loss=aot"),
                pair("aot-unpaired", "the same with answers unpaired", "arXiv 2406.05882", "loss=aot-unpaired"),
                pair(
                        "apo-zero",
                        "anchored preference optimisation, chosen better than the model",
                        "arXiv 2408.06266",
                        "loss=apo-zero"),
                pair("apo-down", "the same, chosen worse than the model", "arXiv 2408.06266", "loss=apo-down"),
                pair("discopop", "the loss that a search found", "arXiv 2406.08414", "loss=discopop"),
                pair("dpo-norm", "length-normalised DPO", "arXiv 2411.15124", "loss=length-normalised", "beta=5"),
                pair(
                        "rpo",
                        "DPO with the chosen answers' likelihood",
                        "arXiv 2404.19733",
                        "extras.mix={likelihood: 1.0}"),
                pair(
                        "mpo",
                        "mixed preference optimisation",
                        "arXiv 2411.10442",
                        "extras.weight=0.8",
                        "extras.mix={bco: 0.2, likelihood: 1.0}"),
                pair(
                        "ld-dpo",
                        "DPO that counts the tail of longer answers half",
                        "arXiv 2409.06411",
                        "extras.tail-weight=0.5"),
                pair(
                        "wpo",
                        "DPO that weighs pairs by the policy's own likelihood",
                        "arXiv 2406.11827",
                        "extras.weighted=true"),
                pair(
                        "tr-dpo",
                        "DPO whose reference follows the policy",
                        "arXiv 2404.09656",
                        "extras.follow-every=64",
                        "extras.follow-share=0.6"),
                pair(
                        "f-dpo-forward",
                        "DPO under the forward KL divergence",
                        "arXiv 2309.16240",
                        "extras.divergence=forward-kl"),
                pair(
                        "f-dpo-js",
                        "DPO under the Jensen-Shannon divergence",
                        "arXiv 2309.16240",
                        "extras.divergence=jensen-shannon"),
                pair(
                        "f-dpo-alpha",
                        "DPO under an alpha divergence",
                        "arXiv 2309.16240",
                        "extras.divergence=alpha",
                        "extras.alpha=0.5"));
    }

    private static List<Recipe> unpaired() {
        return List.of(
                recipe(
                        "kto",
                        "unpaired",
                        Needs.JUDGEMENTS,
                        "Kahneman-Tversky optimisation",
                        "arXiv 2402.01306",
                        "method=kto"),
                recipe(
                        "bco",
                        "unpaired",
                        Needs.JUDGEMENTS,
                        "binary classifier optimisation",
                        "arXiv 2404.04656",
                        "method=bco"),
                recipe(
                        "apo-zero-unpaired",
                        "unpaired",
                        Needs.JUDGEMENTS,
                        "KTO without its KL term",
                        "arXiv 2408.06266",
                        "method=apo-zero"));
    }

    private static List<Recipe> referenceFree() {
        return List.of(
                recipe(
                        "orpo",
                        "reference-free",
                        Needs.COMPARISONS,
                        "odds-ratio preference optimisation",
                        "arXiv 2403.07691",
                        "loss=orpo",
                        "likelihood-of=prompts-and-answers"),
                recipe(
                        "cpo",
                        "reference-free",
                        Needs.COMPARISONS,
                        "contrastive preference optimisation",
                        "arXiv 2401.08417",
                        "loss=cpo"),
                recipe(
                        "simpo",
                        "reference-free",
                        Needs.COMPARISONS,
                        "simple preference optimisation, per token",
                        "arXiv 2405.14734",
                        "loss=simpo",
                        "beta=2",
                        "gamma=1",
                        "likelihood=0"),
                recipe(
                        "alphapo",
                        "reference-free",
                        Needs.COMPARISONS,
                        "SimPO with a bent reward",
                        "arXiv 2501.03884",
                        "loss=simpo",
                        "beta=2.5",
                        "gamma=0.25",
                        "alpha=0.25",
                        "likelihood=0"));
    }

    private static Recipe pair(String name, String doc, String source, String... settings) {
        return recipe(name, "dpo", Needs.COMPARISONS, doc, source, settings);
    }

    /// One method.
    ///
    /// @param settings of its kind, as `path=value`
    static Recipe recipe(String name, String kind, Needs needs, String doc, String source, String... settings) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return new Recipe(name, kind, needs, doc, source, all);
    }

    @SafeVarargs
    static List<Recipe> all(List<Recipe>... parts) {
        List<Recipe> all = new ArrayList<>();
        for (List<Recipe> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
