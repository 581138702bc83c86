package dev.plumbline.train.reward;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A program of the user's that gives rewards. It is started for every batch, without a shell, and runs as the
/// person who started the training. It reads one JSON object a line, and writes one line for each, in their order:
/// a number, or `{"reward": 0.5}`; `null` where it has nothing to say. What it writes on standard error is shown if
/// it fails.
public final class RewardProgram {
    private static final String FORM = "a number, null, or {\"reward\": number}";

    private final LineProgram program;

    /// @param command program and arguments
    /// @param limit how long it may take for a batch
    public RewardProgram(List<String> command, Duration limit) {
        this.program = new LineProgram("reward command", command, limit, "reward.limit");
    }

    /// The reward of each record, a JSON object without line breaks; NaN where the program has nothing to say.
    ///
    /// @throws PlumblineException ENDPOINT if the command cannot be started, ends with an error, takes too long, or
    /// writes anything but a number for each answer; the message holds the line and what it wrote to its error
    /// output
    public double[] rewards(List<String> records) {
        List<JsonNode> lines = program.ask(records, FORM);
        double[] rewards = new double[lines.size()];
        for (int i = 0; i < rewards.length; i++) {
            rewards[i] = reward(lines.get(i), i + 1);
        }
        return rewards;
    }

    private double reward(JsonNode line, int number) {
        JsonNode value = line.isObject() ? line.path("reward") : line;
        if (value.isNull()) {
            return Double.NaN;
        }
        double reward = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(reward)) {
            throw program.bad(number, line, "holds no finite number; write " + FORM);
        }
        return reward;
    }
}
