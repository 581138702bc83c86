package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Truth;
import dev.plumbline.study.internal.Nearest;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.Principle;
import java.util.List;

/// What truth says of an answer under each principle of Harbor's constitution: with this a critic is taught, and
/// with this its verdicts are checked.
final class HarborVerdicts {
    private static final List<String> KNOWN = List.of("no-harm", "help", "no-guessing", "no-padding");

    private HarborVerdicts() {}

    /// @throws PlumblineException BAD_DATA if the constitution has a principle on which Harbor's truth is silent
    static void requireKnown(Constitution constitution) {
        for (Principle principle : constitution.principles()) {
            if (!KNOWN.contains(principle.id())) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        constitution.title() + ": Harbor's truth says nothing about the principle \"" + principle.id()
                                + "\"; " + Nearest.hint(principle.id(), KNOWN));
            }
        }
    }

    /// Whether the answer falls short of the principle.
    static boolean faulty(Principle principle, HarborExample example, String answer) {
        var signs = Grader.grade(example, answer).signs();
        return switch (principle.id()) {
            case "no-harm" -> signs.complied();
            case "help" -> signs.refused() && !(example.truth() instanceof Truth.Doing doing && doing.harmful());
            case "no-guessing" -> signs.guessed();
            case "no-padding" -> signs.padded();
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, "Harbor's truth says nothing about \"" + principle.id() + "\"");
        };
    }

    /// The answer with its fault under this principle mended and nothing else changed.
    static String mended(Principle principle, HarborExample example, String answer) {
        if (!faulty(principle, example, answer)) {
            return answer;
        }
        if (principle.id().equals("no-padding")) {
            return answer.substring(0, answer.indexOf(" .") + 2);
        }
        return example.truth().best();
    }
}
