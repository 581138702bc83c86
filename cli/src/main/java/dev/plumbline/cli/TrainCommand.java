package dev.plumbline.cli;

import dev.plumbline.study.Study;
import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipes;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline train`: one training, as a study of its own.
@Command(
        name = "train",
        description = {
            "Train a model by one method. list names them all, each with what it learns from; --explain "
                    + "prints the whole configuration that a method stands for.",
            "It writes a small study and runs it: the result is a run folder with the model, its card, "
                    + "its evidence and a report."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline train list                              the methods",
            "  plumbline train dapo --reward harbor --explain    all that dapo stands for",
            "  plumbline train sft --data demonstrations.jsonl --steps 200 --held-out 0.1",
            "  plumbline train dpo --model my-checkpoint --data pairs.jsonl.gz --lora 16",
            "  plumbline train dpo --data pairs.jsonl --set beta=0.2 --audit",
            "  plumbline train kto --data judged.jsonl --held-out 0.1 --keep best",
            "  plumbline train reward-model --data pairs.jsonl   learns its words, too",
            "  plumbline train prm --data solutions.jsonl        prm800k's form, or prompt, completions, labels",
            "  plumbline train grpo --data sums.jsonl --reward exact --field answer",
            "  plumbline train ppo --reward runs/NAME/models/reward-model --audit",
            "  plumbline train grpo --reward RM1 --reward RM2 --set stages.grpo.reward.ensemble.combination=worst-case",
            "  plumbline train grpo --reward RM --set stages.grpo.reward.control.length=true",
            "  plumbline train grpo --data prompts.jsonl --reward-command \"python3 score.py\"",
            "  plumbline train ppo --data prompts.jsonl --reward exact --environment-command \"python3 tool.py\"",
            "  plumbline train gkd --model small --teacher large --data demonstrations.jsonl",
            "  plumbline train best-of-n --reward harbor --set answers=16",
            "  plumbline train pretrain --steps 2000 --town small --audit",
            "  plumbline train sft --steps 200 --resume          goes on where it stopped",
            "  plumbline train dpo --data pairs.jsonl --processes 2",
            "  plumbline train sft --runs /shared --rendezvous 10.0.0.1:29500 --rank 0 --world 2",
            "                                                    and the same with --rank 1 elsewhere"
        })
final class TrainCommand implements Callable<Integer> {
    private static final String LIST = "list";

    private final Shell shell;
    private final Workbench workbench;

    @Parameters(index = "0", paramLabel = "METHOD", description = "A method's name, or list.")
    private String method = LIST;

    @Mixin
    private TrainArguments arguments = new TrainArguments();

    @Option(names = "--explain", description = "Print the study with every default written out, and run nothing.")
    private boolean explain;

    @Mixin
    private RankArguments ranks = new RankArguments();

    @Mixin
    private RunOptions options = new RunOptions();

    TrainCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (method.equals(LIST)) {
            Recipes.all().forEach(recipe -> shell.out().println(line(recipe)));
            return ExitStatus.OK;
        }
        Recipe recipe = Recipes.named(method);
        Study study = new TrainingStudy(shell, recipe, arguments, options)
                .study()
                .study("train " + recipe.stage(), workbench, options.settings());
        if (explain) {
            shell.out().println("# " + recipe.name() + ": " + about(recipe));
            String settings = recipe.settings().entrySet().stream()
                    .map(setting -> setting.getKey() + ": " + setting.getValue())
                    .collect(Collectors.joining(", "));
            shell.out()
                    .println("# It is kind " + recipe.kind()
                            + (settings.isEmpty() ? " with its defaults." : " with " + settings + "."));
            shell.out().print(TerminalText.lines(study.commentedYaml()));
            return ExitStatus.OK;
        }
        return options.run(shell, workbench, study, ranks);
    }

    private static String line(Recipe recipe) {
        return String.format(
                Locale.ROOT, "%-20s %-44s %s", recipe.name(), recipe.needs().words(), about(recipe));
    }

    private static String about(Recipe recipe) {
        return recipe.doc() + (recipe.source().isEmpty() ? "" : " (" + recipe.source() + ")");
    }
}
