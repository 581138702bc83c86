package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipe.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The study that one training method stands for, with what a command line says.
final class TrainingStudy {
    private static final String PRETRAIN = "pretrain";
    private static final String REWARD_MODEL = "reward-model";
    private static final String PROCESS_REWARD_MODEL = "process-reward-model";
    private static final int USUAL_BATCH = 32;
    private static final Set<String> RULES = Set.of("exact", "contains", "pattern", "harbor");
    /// Kinds whose answers may have several turns.
    private static final Set<String> ACTING = Set.of("group-policy", "ppo");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private final Shell shell;
    private final Recipe recipe;
    private final TrainArguments given;
    private final RunOptions options;

    TrainingStudy(Shell shell, Recipe recipe, TrainArguments given, RunOptions options) {
        this.shell = shell;
        this.recipe = recipe;
        this.given = given;
        this.options = options;
    }

    /// The study, without what `--set` says.
    ShortStudy study() {
        requireFitting();
        if (recipe.kind().equals(PRETRAIN)) {
            return pretraining();
        }
        String start = given.model.isEmpty() ? "harbor" : given.model;
        boolean fresh = recipe.kind().equals(REWARD_MODEL) && given.model.isEmpty();
        ShortStudy study = new ShortStudy(recipe.name() + (fresh ? "" : " of " + start));
        List<String> lines = new ArrayList<>();
        if (!fresh) {
            HarborStages.model(study, shell, start);
            lines.add("from: " + HarborStages.BASE);
        }
        if (recipe.needs() == Needs.REWARD) {
            List<String> models = rewardModels();
            for (int i = 0; i < models.size(); i++) {
                other(study, rewardStage(i), models.get(i), "--reward");
            }
        }
        other(study, "teacher", given.teacher, "--teacher");
        other(study, "reference", given.reference, "--reference");
        if (recipe.needs() == Needs.REWARD) {
            lines.add("reward: {}");
        }
        if (recipe.needs() == Needs.TEACHER) {
            lines.add("teacher: teacher");
        }
        if (!given.reference.isEmpty()) {
            lines.add("reference: reference");
        }
        if (recipe.needs() == Needs.SOLUTIONS) {
            lines.add("data: \"\"");
        }
        study.stage(recipe.stage(), recipe.kind(), lines.toArray(String[]::new));
        recipe.settings().forEach((path, value) -> set(study, path, value, recipe.name() + ": " + path));
        data(study);
        rewards(study);
        walk(study);
        String size = HarborStages.town(given.town, start);
        if (given.data.isEmpty()) {
            town(study, size);
        }
        if (given.audit) {
            HarborStages.audit(
                    study, List.of(HarborStages.BASE, recipe.stage()), HarborStages.plantedBase(start), size);
        }
        return study;
    }

    private ShortStudy pretraining() {
        ShortStudy study = new ShortStudy("A Harbor model from nothing");
        study.stage(PRETRAIN, PRETRAIN);
        if (!given.steps.isEmpty()) {
            long rows = whole("--steps", given.steps)
                    * (given.batch.isEmpty() ? USUAL_BATCH : whole("--batch", given.batch));
            set(study, "rows", Long.toString(rows), "--steps " + given.steps + ": rows");
        }
        HarborStages.town(study, PRETRAIN, given.town);
        set(study, "batch", given.batch, "--batch");
        set(study, "rate", given.rate, "--rate");
        study.set("seed", given.seed, "--seed");
        if (given.audit) {
            HarborStages.audit(study, List.of(PRETRAIN), PRETRAIN, given.town);
        }
        return study;
    }

    /// Refuses what the method cannot use, and asks for what it needs.
    private void requireFitting() {
        String name = recipe.name();
        if (recipe.kind().equals(PRETRAIN)) {
            if (!given.model.isEmpty() || !given.data.isEmpty()) {
                throw bad((given.model.isEmpty() ? "--data" : "--model")
                        + ": pretrain begins with nothing and reads Harbor's talk; leave it out, or train sft");
            }
            refuse("--lora", given.lora, "pretrain trains every weight");
            refuse("--held-out", given.heldOut, "pretrain reads talk that never comes again");
            if (given.steps.isEmpty() && !options.sets("rows")) {
                throw bad("pretrain needs to know how much to read; give --steps N, or --set rows=N");
            }
        }
        boolean scores = recipe.kind().equals(REWARD_MODEL) || recipe.kind().equals(PROCESS_REWARD_MODEL);
        if (given.audit && scores) {
            throw bad("--audit: a reward model scores answers and writes none; leave it out");
        }
        switch (recipe.needs()) {
            case COMPARISONS, JUDGEMENTS, SOLUTIONS -> requireData();
            case REWARD -> requireReward();
            case TEACHER -> {
                if (given.teacher.isEmpty()) {
                    throw bad(name + " learns from a teacher's distributions; name one with --teacher MODEL");
                }
            }
            case DEMONSTRATIONS, NOTHING -> {}
        }
        if (recipe.needs() != Needs.REWARD) {
            refuse(
                    "--reward",
                    String.join("", given.reward) + given.rewardCommand + given.field,
                    name + " learns without rewards");
        }
        if (!ACTING.contains(recipe.kind())) {
            refuse(
                    "--environment-command",
                    given.environmentCommand,
                    name + " learns from answers of one turn; take grpo, one of its kin, or ppo");
        }
        if (recipe.needs() != Needs.TEACHER) {
            refuse("--teacher", given.teacher, name + " has no teacher");
        }
        Set<String> held = Set.of("dpo", "unpaired", "group-policy", "ppo", "online-preference");
        if (!held.contains(recipe.kind())) {
            refuse("--reference", given.reference, name + " is held against no reference");
        }
    }

    private void requireData() {
        if (given.data.isEmpty() && !options.sets("data")) {
            throw bad(recipe.name() + " learns from " + recipe.needs().words()
                    + "; give a file of them with --data FILE");
        }
    }

    private void requireReward() {
        boolean set = options.settings().stream().anyMatch(one -> one.path().contains("reward."));
        if (given.reward.isEmpty() && given.rewardCommand.isEmpty() && !set) {
            throw bad(
                    recipe.name() + " learns from rewards; say where they come from with --reward MODEL, --reward exact"
                            + " (contains, pattern, harbor), or --reward-command COMMAND");
        }
        if (!given.reward.isEmpty() && !given.rewardCommand.isEmpty()) {
            throw bad("--reward and --reward-command exclude each other; give one");
        }
        if (given.reward.size() > 1 && given.reward.stream().anyMatch(RULES::contains)) {
            throw bad("--reward: only reward models make an ensemble; give "
                    + String.join(" and ", RULES.stream().sorted().toList()) + " alone");
        }
    }

    private List<String> rewardModels() {
        return given.reward.stream().filter(one -> !RULES.contains(one)).toList();
    }

    private static String rewardStage(int index) {
        return index == 0 ? "reward" : "reward-" + (index + 1);
    }

    private void other(ShortStudy study, String stage, String model, String option) {
        if (!model.isEmpty()) {
            study.stage(stage, "model");
            study.text("stages." + stage + ".model", SpeakingModel.source(shell, model), option);
        }
    }

    private void data(ShortStudy study) {
        if (!given.data.isEmpty()) {
            String path = recipe.needs() == Needs.REWARD ? "prompts.data" : "data";
            study.text(path(path), shell.path(given.data).toString(), "--data");
        }
    }

    private void rewards(ShortStudy study) {
        int models = rewardModels().size();
        if (models > 0) {
            study.set(path("reward.model"), rewardStage(0), "--reward");
        } else if (!given.reward.isEmpty()) {
            set(study, "reward.rule", given.reward.getFirst(), "--reward");
        }
        if (models > 1) {
            List<String> further = IntStream.range(1, models)
                    .mapToObj(TrainingStudy::rewardStage)
                    .toList();
            study.set(path("reward.ensemble.models"), Json.line(further), "--reward");
        }
        if (!given.rewardCommand.isEmpty()) {
            study.set(path("reward.command"), words(given.rewardCommand), "--reward-command");
        }
        if (!given.environmentCommand.isEmpty()) {
            study.set(path("environment.command"), words(given.environmentCommand), "--environment-command");
        }
        if (!given.field.isEmpty()) {
            study.text(path("reward.field"), given.field, "--field");
        }
    }

    private static String words(String command) {
        return Json.line(
                WORD.matcher(command).results().map(TrainingStudy::word).toList());
    }

    private static String word(MatchResult found) {
        for (int group = 1; group <= found.groupCount(); group++) {
            String text = found.group(group);
            if (text != null) {
                return text;
            }
        }
        return found.group();
    }

    private void walk(ShortStudy study) {
        study.set("seed", given.seed, "--seed");
        set(study, "steps", given.steps, "--steps");
        set(study, onPolicy() ? "sampling.prompts" : "batch", given.batch, "--batch");
        set(study, "rate", given.rate, "--rate");
        set(study, "lora.rank", given.lora, "--lora");
        String within = recipe.kind().equals(REWARD_MODEL) ? "" : "evaluation.";
        set(study, within + "held-out", given.heldOut, "--held-out");
        set(study, within + "every", given.evalEvery, "--eval-every");
        set(study, within + "keep", given.keep, "--keep");
    }

    private boolean onPolicy() {
        return Set.of("group-policy", "ppo", "online-preference").contains(recipe.kind());
    }

    private void town(ShortStudy study, String size) {
        switch (recipe.needs()) {
            case DEMONSTRATIONS, TEACHER -> HarborStages.town(study, recipe.stage(), size);
            case REWARD -> set(study, "prompts.town.size", size, "--town");
            case NOTHING, COMPARISONS, JUDGEMENTS, SOLUTIONS -> {}
        }
    }

    private void set(ShortStudy study, String option, String value, String said) {
        study.set(path(option), value, said);
    }

    private String path(String option) {
        return "stages." + recipe.stage() + "." + option;
    }

    private static void refuse(String option, String value, String why) {
        if (!value.isEmpty()) {
            throw bad(option + ": " + why + "; leave it out");
        }
    }

    private static long whole(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, option + " " + text + ": write a whole number, such as 100", e);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
