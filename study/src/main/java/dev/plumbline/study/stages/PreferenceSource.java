package dev.plumbline.study.stages;

import dev.plumbline.study.StageContext;
import java.nio.file.Path;

/// Where a training stage takes its comparisons from: a group of a feedback stage, or a file.
final class PreferenceSource {
    private PreferenceSource() {}

    static void check(String feedback, String group, String data) {
        if (data.isEmpty() && feedback.isEmpty()) {
            throw Checks.bad("give a feedback stage and a group, or data: a file of preferences (--set data=FILE)");
        }
        if (!data.isEmpty() && !feedback.isEmpty()) {
            throw Checks.bad("feedback and data exclude each other; give one");
        }
        if (!feedback.isEmpty() && group.isEmpty()) {
            throw Checks.bad("group must name one of the raters of the feedback stage");
        }
    }

    static Path file(StageContext context, String feedback, String group, String data) {
        return data.isEmpty() ? FeedbackFiles.of(context.input(feedback), group) : Path.of(data);
    }
}
