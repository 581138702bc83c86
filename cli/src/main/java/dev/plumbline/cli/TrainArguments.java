package dev.plumbline.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// What `plumbline train` may be told of model, data, rewards and walk; empty where nothing was said.
final class TrainArguments {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "What is trained: harbor, harbor:small, a checkpoint folder, or RUN/models/NAME. Default: harbor;"
                            + " for reward-model, a small one learned from the data.")
    String model = "";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "FILE",
            description =
                    "JSONL, also .gz: demonstrations, comparisons, judged answers, judged solutions or prompts, as the"
                            + " method needs; its form is detected and printed.")
    String data = "";

    @Option(
            names = "--reward",
            paramLabel = "REWARD",
            description =
                    "A reward model (a folder, or RUN/models/NAME), or several, each with its own --reward, which are"
                            + " then an ensemble; exact, contains or pattern, which hold answers against a field of the"
                            + " data; or harbor, the gold utility of Harbor's own prompts.")
    List<String> reward = new ArrayList<>();

    @Option(
            names = "--reward-command",
            paramLabel = "COMMAND",
            description =
                    "A program that gets answers as JSON lines {prompt, completion, finished} and writes a reward for"
                            + " each, a number a line. Words are parted at spaces; quotes hold them together.")
    String rewardCommand = "";

    @Option(
            names = "--environment-command",
            paramLabel = "COMMAND",
            description =
                    "A program that replies to the model's turns, a tool or a user: gets JSON lines {prompt, turns} and"
                            + " writes for each {content, role}, or null to end the answer. What it says is read and"
                            + " never learned.")
    String environmentCommand = "";

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "The field that exact, contains and pattern hold answers against (default: answer).")
    String field = "";

    @Option(names = "--teacher", paramLabel = "MODEL", description = "distil, gkd: whose distributions are learned.")
    String teacher = "";

    @Option(
            names = "--reference",
            paramLabel = "MODEL",
            description = "What the policy is held against (default: the model as it starts).")
    String reference = "";

    @Option(names = "--steps", paramLabel = "N", description = "How many updates.")
    String steps = "";

    @Option(names = "--batch", paramLabel = "N", description = "Rows, pairs, answers or, on-policy, prompts at a time.")
    String batch = "";

    @Option(names = "--rate", paramLabel = "RATE", description = "The peak learning rate.")
    String rate = "";

    @Option(
            names = "--lora",
            paramLabel = "RANK",
            description = "Train low-rank changes of this rank alone; more with --set lora.alpha and lora.targets.")
    String lora = "";

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            description = "Hold out this share of the data, by prompt, and measure on it while learning.")
    String heldOut = "";

    @Option(
            names = "--eval-every",
            paramLabel = "N",
            description = "Updates between measurements on what is held out (default: ten measurements).")
    String evalEvery = "";

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            description = "Which weights become the model: last (the default) or best; the others are kept beside it.")
    String keep = "";

    @Option(names = "--seed", paramLabel = "SEED", description = "From which all draws derive.")
    String seed = "";

    @Option(names = "--town", paramLabel = "SIZE", description = "The Harbor town: standard, small or large.")
    String town = "";

    @Option(names = "--audit", description = "Audit the model before and after with Harbor's questions.")
    boolean audit;
}
