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
                        "audit",
                        AuditStage.Options.class,
                        "Puts the same Harbor questions to several models, grades every answer, and compares two of"
                                + " them.",
                        new AuditStage()),
                new StageKind<>(
                        "eval",
                        EvalStage.Options.class,
                        "Puts a suite or a task to one model, behind a URL or of this study, with a log that outlives"
                                + " a kill.",
                        new EvalStage()),
                new StageKind<>(
                        "worlds",
                        WorldsStage.Options.class,
                        "Solves a small world exactly, trains agents in it, and shows what was rewarded beside what"
                                + " was meant.",
                        new WorldsStage()));
    }
}
