package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.harbor.Sum;
import dev.plumbline.harbor.Truth;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A model's own worked solutions of Harbor's sums of two steps or more, each step judged by the truth.
final class WorkedSums {
    /// Harbor ends every sentence, and so every step, with it.
    private static final String END = " .";

    private WorkedSums() {}

    /// One solution.
    ///
    /// @param text as it was written
    /// @param steps its sentences, each with its full stop; at least one
    /// @param right of each step, whether it and all before it are those of the right working
    /// @param outcome whether it ends with the right result, by whatever way
    record Worked(HarborExample example, String text, List<String> steps, List<Boolean> right, boolean outcome) {
        private static final Pattern RESULT = Pattern.compile("it is \\d+ \\.");

        /// Whether it ends with a result, right or wrong: one that does not answers nothing.
        boolean answers() {
            return RESULT.matcher(steps.getLast()).matches();
        }
    }

    /// Sums from the half of the town that is for teaching.
    static List<HarborExample> taught(TownOptions town, Seed seed, int count) {
        // sums of one step are drawn, too, and left out
        List<HarborExample> drawn =
                Lessons.feedbackPrompts(town.world(), new FamilyMix(Map.of(Family.STEPS, 1.0)), seed, 4 * count);
        return several(drawn, count);
    }

    /// Sums from the half that is kept for audits, each once; fewer than asked for where there are no more.
    static List<HarborExample> audited(TownOptions town, Seed seed, int count) {
        return several(
                HarborAudit.of(town.world(), seed, Math.max(8, 4 * count)).examples(Family.STEPS), count);
    }

    private static List<HarborExample> several(List<HarborExample> drawn, int count) {
        List<HarborExample> several = drawn.stream()
                .filter(example -> sum(example).steps().size() > 1)
                .limit(count)
                .toList();
        if (several.size() < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "this town has no sums of two steps; take the standard or the large one");
        }
        return several;
    }

    /// `each` solutions of every sum, one sum after the other.
    static List<Worked> sample(
            StageContext stage,
            CheckpointModel model,
            List<HarborExample> examples,
            int each,
            double temperature,
            int maxTokens,
            Seed seed) {
        List<CompletionRequest> requests = new ArrayList<>();
        for (int e = 0; e < examples.size(); e++) {
            for (int s = 0; s < each; s++) {
                requests.add(new CompletionRequest(
                        examples.get(e).prompt(),
                        Sampling.at(temperature, maxTokens),
                        seed.derive("solution", (long) e * each + s)));
            }
        }
        List<Completion> written = model.completeAll(requests, stage.progress());
        List<Worked> all = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            all.add(of(examples.get(i / each), written.get(i).text()));
        }
        return all;
    }

    /// A solution with its steps judged.
    static Worked of(HarborExample example, String text) {
        Sum sum = sum(example);
        List<String> wanted = new ArrayList<>(sum.work());
        wanted.add("it is " + sum.value());
        List<String> steps = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        boolean all = true;
        for (String sentence : (text + " ").split(" \\. ")) {
            if (!sentence.isBlank()) {
                int place = steps.size();
                all &= place < wanted.size() && sentence.strip().equals(wanted.get(place));
                steps.add(sentence.strip() + END);
                right.add(all);
            }
        }
        if (steps.isEmpty()) {
            steps.add(END.strip());
            right.add(false);
        }
        boolean outcome = steps.getLast().equals(wanted.getLast() + END);
        return new Worked(example, text, List.copyOf(steps), List.copyOf(right), outcome);
    }

    private static Sum sum(HarborExample example) {
        if (example.truth() instanceof Truth.Worked worked) {
            return worked.sum();
        }
        throw new IllegalArgumentException("no sum to be worked: " + example.id());
    }
}
