package dev.plumbline.study.stages;

import dev.plumbline.study.stages.Recipe.Needs;
import java.util.List;

/// The training methods that sample answers: from rewards of a model's own, from comparisons of them, by imitating the
/// best, and from a teacher's distributions.
final class OwnAnswerRecipes {
    private OwnAnswerRecipes() {}

    /// In the order in which they are listed.
    static List<Recipe> all() {
        return Recipes.all(critics(), online(), groups(), imitation());
    }

    private static List<Recipe> critics() {
        return List.of(Recipes.recipe(
                "ppo", "ppo", Needs.REWARD, "proximal policy optimisation", "arXiv 1909.08593", "sampling.epochs=4"));
    }

    private static List<Recipe> online() {
        return List.of(
                Recipes.recipe(
                        "online-dpo",
                        "online-preference",
                        Needs.REWARD,
                        "DPO on pairs of its own answers",
                        "arXiv 2402.04792",
                        "method=online-dpo"),
                Recipes.recipe(
                        "xpo",
                        "online-preference",
                        Needs.REWARD,
                        "online DPO that explores",
                        "arXiv 2405.21046",
                        "method=xpo"),
                Recipes.recipe(
                        "nash-md",
                        "online-preference",
                        Needs.REWARD,
                        "play against a mixture with the reference",
                        "arXiv 2312.00886",
                        "method=nash-md"));
    }

    private static List<Recipe> groups() {
        return List.of(
                group("grpo", "group relative policy optimisation", "arXiv 2402.03300"),
                group(
                        "dr-grpo",
                        "GRPO without its length and difficulty bias",
                        "arXiv 2503.20783",
                        "baseline=centred",
                        "loss.aggregation=constant-length"),
                group(
                        "dapo",
                        "clip-higher, token mean, dynamic sampling, overlong shaping",
                        "arXiv 2503.14476",
                        "loss.clip-high=0.28",
                        "loss.aggregation=token-mean",
                        "drawings=4",
                        "reward.overlong=8"),
                group(
                        "gspo",
                        "ratios of whole answers",
                        "arXiv 2507.18071",
                        "loss.level=sequence",
                        "loss.clip-low=0.0003",
                        "loss.clip-high=0.0004"),
                group(
                        "cispo",
                        "capped ratios that leave no token out",
                        "arXiv 2506.13585",
                        "loss.kind=cispo",
                        "loss.cap=5",
                        "loss.aggregation=token-mean"),
                group("sapo", "a clip without an edge", "arXiv 2511.20347", "loss.kind=sapo"),
                group(
                        "gmpo",
                        "geometric means of ratios",
                        "arXiv 2507.20673",
                        "loss.kind=gmpo",
                        "loss.clip-low=0.4",
                        "loss.clip-high=0.4"),
                group("vespo", "smooth weights of whole answers", "arXiv 2602.10693", "loss.kind=vespo"),
                group(
                        "two-sided-grpo",
                        "GRPO with a capped ratio where the advantage is negative",
                        "arXiv 2505.07291",
                        "loss.cap=4"),
                group(
                        "rloo",
                        "REINFORCE, leave one out",
                        "arXiv 2402.14740",
                        "baseline=leave-one-out",
                        "loss.kind=answer-clip",
                        "kl-in-reward=0.05",
                        "group=4"),
                group(
                        "reinforce++",
                        "REINFORCE, standardised over the round",
                        "arXiv 2501.03262",
                        "baseline=reinforce-plus-plus",
                        "loss.aggregation=token-mean",
                        "loss.kl=0.01",
                        "loss.kl-estimator=k2",
                        "loss.kl-gradient=plain"),
                group(
                        "remax",
                        "REINFORCE against the greedy answer",
                        "arXiv 2310.10505",
                        "baseline=greedy",
                        "group=1",
                        "loss.kind=reinforce",
                        "loss.aggregation=answer-sums"),
                group("pass-at-k", "only the best of a group learns", "arXiv 2503.19595", "baseline=best"),
                group(
                        "opo",
                        "the baseline of least variance: the group's mean, weighted by length",
                        "arXiv 2505.23585",
                        "baseline=least-variance",
                        "loss.kind=reinforce",
                        "loss.aggregation=token-mean"));
    }

    private static List<Recipe> imitation() {
        return List.of(
                Recipes.recipe("distil", "distil", Needs.TEACHER, "distillation on given answers", "arXiv 2306.13649"),
                Recipes.recipe(
                        "gkd",
                        "distil",
                        Needs.TEACHER,
                        "distillation, half of the batches on the student's own answers of that moment",
                        "arXiv 2306.13649",
                        "lambda=0.5",
                        "temperature=0.9"),
                Recipes.recipe(
                        "best-of-n",
                        "best-of-n",
                        Needs.REWARD,
                        "imitation of the best of n answers",
                        "arXiv 2112.09332"),
                Recipes.recipe(
                        "rejection-sampling",
                        "best-of-n",
                        Needs.REWARD,
                        "imitation of answers that a verifier accepts",
                        "arXiv 2307.09288",
                        "least=1"),
                Recipes.recipe(
                        "expert-iteration",
                        "best-of-n",
                        Needs.REWARD,
                        "the same over three rounds",
                        "arXiv 1705.08439",
                        "rounds=3"));
    }

    private static Recipe group(String name, String doc, String source, String... settings) {
        return Recipes.recipe(name, "group-policy", Needs.REWARD, doc, source, settings);
    }
}
