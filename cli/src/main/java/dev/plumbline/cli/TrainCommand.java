package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline train`: one training, as a study of its own.
@Command(
        name = "train",
        description = {
            "Train a model by one method:",
            "  sft           on demonstrations: a file's, or Harbor's",
            "  dpo           on a file's comparisons, directly",
            "  reward-model  a model that scores answers, from a file's comparisons",
            "  pretrain      from nothing, on the talk of a Harbor town",
            "It writes a small study and runs it: the result is a run folder with the model, its evidence and a report."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline train sft --data demonstrations.jsonl --steps 200",
            "  plumbline train dpo --model my-checkpoint --data pairs.jsonl.gz",
            "  plumbline train dpo --data pairs.jsonl --set beta=0.2 --audit",
            "  plumbline train reward-model --data pairs.jsonl   learns its words, too",
            "  plumbline train pretrain --steps 2000 --town small --audit",
            "  plumbline train sft --steps 200 --resume          goes on where it stopped"
        })
final class TrainCommand implements Callable<Integer> {
    private static final String SFT = "sft";
    private static final String DPO = "dpo";
    private static final String REWARD_MODEL = "reward-model";
    private static final String PRETRAIN = "pretrain";
    private static final int USUAL_BATCH = 32;

    private final Shell shell;
    private final Workbench workbench;

    @Parameters(index = "0", paramLabel = "METHOD", description = "sft, dpo, reward-model or pretrain")
    private String method = SFT;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "What is trained: harbor, harbor:small, a checkpoint folder, or RUN/models/NAME. Default: harbor;"
                            + " for reward-model, a small one learned from the data.")
    private String model = "";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "FILE",
            description = "JSONL, also .gz: demonstrations for sft, comparisons for dpo and reward-model.")
    private String data = "";

    @Option(names = "--steps", paramLabel = "N", description = "How many updates.")
    private String steps = "";

    @Option(names = "--batch", paramLabel = "N", description = "Rows or pairs of one update.")
    private String batch = "";

    @Option(names = "--rate", paramLabel = "RATE", description = "The peak learning rate.")
    private String rate = "";

    @Option(names = "--seed", paramLabel = "SEED", description = "From which all draws derive.")
    private String seed = "";

    @Option(names = "--town", paramLabel = "SIZE", description = "The Harbor town: standard, small or large.")
    private String town = "";

    @Option(names = "--audit", description = "Audit the model before and after with Harbor's questions.")
    private boolean audit;

    @Mixin
    private RunOptions options = new RunOptions();

    TrainCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        ShortStudy study = switch (method) {
            case SFT, DPO -> tuning();
            case REWARD_MODEL -> rewardModel();
            case PRETRAIN -> pretraining();
            default ->
                throw bad("there is no method \"" + method + "\"; the methods are: sft, dpo, reward-model, pretrain");
        };
        study.set("seed", seed, "--seed");
        study.set("stages." + method + ".batch", batch, "--batch");
        study.set("stages." + method + ".rate", rate, "--rate");
        return options.run(shell, workbench, study.study("train " + method, workbench, options.settings()));
    }

    private ShortStudy tuning() {
        if (method.equals(DPO)) {
            requireData();
        }
        String start = model.isEmpty() ? "harbor" : model;
        String size = HarborStages.town(town, start);
        ShortStudy study = new ShortStudy(method + " of " + start);
        HarborStages.model(study, shell, start);
        study.stage(method, method, "from: " + HarborStages.BASE);
        study.set("stages." + method + ".steps", steps, "--steps");
        setData(study);
        if (method.equals(SFT)) {
            HarborStages.town(study, SFT, size);
        }
        if (audit) {
            HarborStages.audit(study, List.of(HarborStages.BASE, method), HarborStages.plantedBase(start), size);
        }
        return study;
    }

    private ShortStudy rewardModel() {
        requireData();
        if (audit) {
            throw bad("--audit: a reward model scores answers and writes none; leave it out");
        }
        ShortStudy study = new ShortStudy("A reward model from " + (data.isEmpty() ? "comparisons" : data));
        List<String> lines = new ArrayList<>();
        if (!model.isEmpty()) {
            HarborStages.model(study, shell, model);
            lines.add("from: " + HarborStages.BASE);
        }
        study.stage(REWARD_MODEL, REWARD_MODEL, lines.toArray(String[]::new));
        study.set("stages." + REWARD_MODEL + ".steps", steps, "--steps");
        setData(study);
        return study;
    }

    private ShortStudy pretraining() {
        if (!model.isEmpty() || !data.isEmpty()) {
            throw bad((model.isEmpty() ? "--data" : "--model")
                    + ": pretrain begins with nothing and reads Harbor's talk;" + " leave it out, or train sft");
        }
        if (steps.isEmpty() && !options.sets("rows")) {
            throw bad("pretrain needs to know how much to read; give --steps N, or --set rows=N");
        }
        ShortStudy study = new ShortStudy("A Harbor model from nothing");
        study.stage(PRETRAIN, PRETRAIN);
        if (!steps.isEmpty()) {
            long rows = whole("--steps", steps) * (batch.isEmpty() ? USUAL_BATCH : whole("--batch", batch));
            study.set("stages." + PRETRAIN + ".rows", Long.toString(rows), "--steps " + steps + ": rows");
        }
        HarborStages.town(study, PRETRAIN, town);
        if (audit) {
            HarborStages.audit(study, List.of(PRETRAIN), PRETRAIN, town);
        }
        return study;
    }

    private void setData(ShortStudy study) {
        if (!data.isEmpty()) {
            study.text("stages." + method + ".data", shell.path(data).toString(), "--data");
        }
    }

    private void requireData() {
        if (data.isEmpty() && !options.sets("data")) {
            throw bad(method + " learns from comparisons; give a file of them with --data FILE");
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
