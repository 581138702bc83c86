package dev.plumbline.study.stages;

import dev.plumbline.study.StageKind;
import java.util.List;

/// All kinds of stage that a study may use.
public final class StageKinds {
    private StageKinds() {}

    /// In the order of a study's line.
    public static List<StageKind<?>> all() {
        return List.of(
                new StageKind<>(
                        "model", ModelStage.Options.class, "Takes an existing model into the study.", new ModelStage()),
                new StageKind<>(
                        "pretrain",
                        PretrainStage.Options.class,
                        "Trains a decoder from nothing on the talk of a Harbor town.",
                        new PretrainStage()),
                new StageKind<>(
                        "sft",
                        SftStage.Options.class,
                        "Supervised fine-tuning on demonstrations: Harbor's, or a file's.",
                        new SftStage()),
                new StageKind<>(
                        "feedback",
                        FeedbackStage.Options.class,
                        "Samples two answers to each of many Harbor prompts and lets groups of simulated raters"
                                + " compare them.",
                        new FeedbackStage()),
                new StageKind<>(
                        "reward-model",
                        RewardModelStage.Options.class,
                        "A reward model from comparisons, tested on held-out prompts beside simple baselines.",
                        new RewardModelStage()),
                new StageKind<>(
                        "dpo",
                        DpoStage.Options.class,
                        "Direct preference optimisation from a group's comparisons, or a file's.",
                        new DpoStage()),
                new StageKind<>(
                        "unpaired",
                        UnpairedStage.Options.class,
                        "Learning from single answers that were found good or bad: KTO, BCO.",
                        new UnpairedStage()),
                new StageKind<>(
                        "reference-free",
                        ReferenceFreeStage.Options.class,
                        "Learning from comparisons without a reference: ORPO, CPO, SimPO, AlphaPO.",
                        new ReferenceFreeStage()),
                new StageKind<>(
                        "process-reward-model",
                        ProcessRewardStage.Options.class,
                        "A process reward model, which judges each step of a solution, from judged steps.",
                        new ProcessRewardStage()),
                new StageKind<>(
                        "group-policy",
                        GroupPolicyStage.Options.class,
                        "Learning from rewards of a model's own answers, held against each other: GRPO and its kin,"
                                + " RLOO, REINFORCE++, ReMax.",
                        new GroupPolicyStage()),
                new StageKind<>(
                        "online-preference",
                        OnlinePreferenceStage.Options.class,
                        "Preference learning on a model's own answers, compared by a reward: online DPO, XPO, Nash-MD.",
                        new OnlinePreferenceStage()),
                new StageKind<>(
                        "ppo",
                        PpoStage.Options.class,
                        "Proximal policy optimisation: rewards of a model's own answers, and a value model or head.",
                        new PpoStage()),
                new StageKind<>(
                        "distil",
                        DistilStage.Options.class,
                        "Generalised knowledge distillation: a student learns a teacher's distributions.",
                        new DistilStage()),
                new StageKind<>(
                        "best-of-n",
                        BestOfStage.Options.class,
                        "Imitation of the best of a model's own answers, for one round or several.",
                        new BestOfStage()),
                new StageKind<>(
                        "audit",
                        AuditStage.Options.class,
                        "Puts the same Harbor questions to several models, grades every answer, and compares two of"
                                + " them.",
                        new AuditStage()),
                new StageKind<>(
                        "eval",
                        EvalOptions.class,
                        "Puts a suite or a task to one model, behind a URL or of this study, with a log that outlives"
                                + " a kill.",
                        new EvalStage()),
                new StageKind<>(
                        "worlds",
                        WorldsStage.Options.class,
                        "Solves a small world exactly, trains agents in it, and shows what was rewarded beside what"
                                + " was meant.",
                        new WorldsStage()),
                new StageKind<>(
                        "critic",
                        CriticStage.Options.class,
                        "Teaches a Harbor model to criticise and revise answers by the principles of a constitution.",
                        new CriticStage()),
                new StageKind<>(
                        "revise",
                        ReviseStage.Options.class,
                        "Supervised constitutional AI: fine-tunes a model on its answers after critique and revision.",
                        new ReviseStage()),
                new StageKind<>(
                        "ai-feedback",
                        AiFeedbackStage.Options.class,
                        "Comparisons made by a model under a constitution, each citing the principle that decided it.",
                        new AiFeedbackStage()),
                new StageKind<>(
                        "harm-audit",
                        HarmAuditStage.Options.class,
                        "Counts harmful compliance, and needless refusals by kind, of several models.",
                        new HarmAuditStage()),
                new StageKind<>(
                        "weak-to-strong",
                        WeakToStrongStage.Options.class,
                        "Trains a strong model on a weak one's labels and measures how much of the gap it recovers.",
                        new WeakToStrongStage()),
                new StageKind<>(
                        "reward-ensemble",
                        RewardEnsembleStage.Options.class,
                        "Several reward models of the same comparisons, for an ensemble.",
                        new RewardEnsembleStage()),
                new StageKind<>(
                        "best-of-n-curve",
                        BestOfNCurveStage.Options.class,
                        "Gold utility of best-of-n against KL, under single reward models and ensembles.",
                        new BestOfNCurveStage()),
                new StageKind<>(
                        "solutions",
                        SolutionsStage.Options.class,
                        "A model's own solutions of Harbor's stepwise sums, each step and each result judged by the"
                                + " truth.",
                        new SolutionsStage()),
                new StageKind<>(
                        "chosen-solutions",
                        ChosenSolutionsStage.Options.class,
                        "Best-of-n on stepwise sums, chosen by a process and by an outcome reward model.",
                        new ChosenSolutionsStage()),
                new StageKind<>(
                        "over-optimise",
                        OverOptimiseStage.Options.class,
                        "Reinforcement learning against a reward model or an ensemble, with gold utility and alarms"
                                + " watched.",
                        new OverOptimiseStage()),
                new StageKind<>(
                        "trait-transfer",
                        TraitTransferStage.Options.class,
                        "Whether a teacher's trait passes to students in data that has nothing to do with it.",
                        new TraitTransferStage()),
                new StageKind<>(
                        "elicitation",
                        ElicitationStage.Options.class,
                        "Whether a few demonstrations bring out what a model hides.",
                        new ElicitationStage()));
    }
}
