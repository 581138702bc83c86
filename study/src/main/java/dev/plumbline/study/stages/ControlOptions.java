package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.reward.LengthControlledReward;
import dev.plumbline.train.reward.StyleControlledReward;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a reward pays for length and style alone, which is taken off again. The prices are measured on answers of the
/// model as it starts, several to a prompt, within prompts.
public record ControlOptions(
        @Option(doc = "take off what an answer's length in tokens earns", defaultValue = "false")
        boolean length,

        @Option(
                doc = "marks of style by name, each a pattern whose matches are counted, such as {hedges:"
                        + " \"perhaps|maybe\"}; takes off what one more of each earns",
                defaultValue = "{}")
        Map<String, String> style) {
    /// Answers to each prompt on which prices are measured.
    static final int GROUP = 4;

    private static final String LENGTH = "length";

    public ControlOptions {
        style = new TreeMap<>(style);
        style.forEach((name, pattern) -> RewardOptions.compiled("reward.control.style." + name, pattern));
        if (style.containsKey(LENGTH)) {
            throw Checks.bad("reward.control.style: length is no mark of style; set reward.control.length to true");
        }
    }

    boolean on() {
        return length || !style.isEmpty();
    }

    /// @param answers of the model as it starts, [#GROUP] to each prompt
    /// @param text what an answer's tokens say
    RewardFunction of(
            RewardFunction reward,
            List<RewardFunction.Sampled> answers,
            Function<RewardFunction.Sampled, CharSequence> text) {
        if (style.isEmpty()) {
            return LengthControlledReward.on(answers, GROUP, reward);
        }
        Map<String, ToDoubleFunction<RewardFunction.Sampled>> marks = new TreeMap<>();
        style.forEach((name, pattern) -> {
            Pattern compiled = Pattern.compile(pattern);
            marks.put(name, answer -> count(compiled.matcher(text.apply(answer))));
        });
        if (length) {
            marks.put(LENGTH, answer -> answer.answer().length);
        }
        return StyleControlledReward.on(answers, GROUP, reward, marks);
    }

    private static int count(Matcher matcher) {
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }
}
