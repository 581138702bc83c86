package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.train.StepRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Solutions as tokens, each step with what stands behind it.
///
/// @param separator what stands behind each step
/// @param room longest problem and solution together, in tokens
record StepRows(ChatFormat format, String separator, int room) {
    /// One solution; nothing if it does not fit.
    ///
    /// @param where how errors name it
    /// @param right for each step the probability that it is right; NaN if nobody judged it
    /// @param from of the judged steps, the first that is kept
    Optional<StepRow> row(String where, Conversation prompt, List<String> steps, List<Double> right, int from) {
        List<Integer> ids = new ArrayList<>();
        IntStream.of(format.prompt(prompt)).forEach(ids::add);
        List<Integer> ends = new ArrayList<>();
        List<Double> labels = new ArrayList<>();
        for (int s = 0; s < steps.size(); s++) {
            int[] step =
                    format.tokenizer().encode(steps.get(s) + separator, false).ids();
            if (step.length == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        where + ": step " + (s + 1)
                                + " has no token in this model's vocabulary; leave it out, or take another model");
            }
            IntStream.of(step).forEach(ids::add);
            if (!Double.isNaN(right.get(s))) {
                ends.add(ids.size() - 1);
                labels.add(right.get(s));
            }
        }
        if (ids.size() > room) {
            return Optional.empty();
        }
        return Optional.of(new StepRow(
                ids.stream().mapToInt(Integer::intValue).toArray(),
                ends.stream().skip(from).mapToInt(Integer::intValue).toArray(),
                labels.stream().skip(from).mapToDouble(Double::doubleValue).toArray()));
    }
}
