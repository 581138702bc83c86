package dev.plumbline.study.stages;

import dev.plumbline.core.Message;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.train.Environment;
import dev.plumbline.train.RewardFunction.Sampled;
import dev.plumbline.train.reward.EnvironmentProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An environment whose replies a program gives. It sees the prompt and the model's turns as text; what it replies
/// becomes tokens by the model's own chat template.
final class CommandedEnvironment implements Environment {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final EnvironmentOptions options;
    private final EnvironmentProgram program;
    private final Map<List<Integer>, Prompts.Prompt> prompts;
    private final ChatFormat format;

    CommandedEnvironment(EnvironmentOptions options, Map<List<Integer>, Prompts.Prompt> prompts, ChatFormat format) {
        this.options = options;
        this.program = new EnvironmentProgram(options.command(), options.time());
        this.prompts = prompts;
        this.format = format;
    }

    @Override
    public int turns() {
        return options.turns();
    }

    @Override
    public List<Reply> replies(List<Sampled> open) {
        List<Optional<Message>> said =
                program.replies(open.stream().map(this::record).toList());
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Prompts.Prompt asked = Prompts.asked(prompts, open.get(i));
            replies.add(said.get(i)
                    .map(reply -> Reply.of(format.reply(asked.conversation(), reply)))
                    .orElse(Reply.END));
        }
        return replies;
    }

    /// The program has a limit of its own, which ends it.
    @Override
    public List<Reply> checked(List<Sampled> open, Duration limit) {
        return Environment.super.checked(open, options.time().plus(GRACE));
    }

    private String record(Sampled answer) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("prompt", Prompts.asked(prompts, answer).messages());
        record.put("turns", turns(answer, format));
        return CanonicalJson.write(record);
    }

    /// The texts that the policy itself wrote in an answer, turn after turn; at least one.
    static List<String> turns(Sampled answer, ChatFormat format) {
        List<String> turns = new ArrayList<>();
        int from = 0;
        for (int t = 0; t <= answer.answer().length; t++) {
            boolean own = t < answer.answer().length && answer.own()[t];
            if (!own) {
                if (t > from) {
                    turns.add(format.text(Arrays.copyOfRange(answer.answer(), from, t)));
                }
                from = t + 1;
            }
        }
        return turns.isEmpty() ? List.of("") : turns;
    }
}
