package dev.plumbline.train.reward;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A [RewardProgram] that is given each answer as `{"prompt": "...", "answer": "...", "finished": true}`.
///
/// @param program what is asked
public record CommandReward(RewardProgram program) implements TextReward {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param command program and arguments
    /// @param limit how long it may take for a batch
    public CommandReward(List<String> command, Duration limit) {
        this(new RewardProgram(command, limit));
    }

    @Override
    public double[] rewards(List<Answer> answers) {
        return program.rewards(answers.stream().map(CommandReward::record).toList());
    }

    private static String record(Answer answer) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("prompt", answer.prompt())
                .put("answer", answer.text())
                .put("finished", answer.finished()));
    }
}
