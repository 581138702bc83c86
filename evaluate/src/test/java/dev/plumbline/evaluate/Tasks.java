package dev.plumbline.evaluate;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.stream.IntStream;

/// Tasks and models whose truth is known.
final class Tasks {
    static final Seed SEED = new Seed(7);

    static final Measure YES = Measure.rate("yes");

    private Tasks() {}

    /// Samples `q000`, `q001`, ... to be answered `yes` or `no`; anything else cannot be read.
    static Task<String> yesOrNo(int samples) {
        return yesOrNo(samples, samples);
    }

    /// The same in this many clusters.
    static Task<String> yesOrNo(int samples, int clusters) {
        List<Sample<String>> all = IntStream.range(0, samples)
                .mapToObj(i -> {
                    String id = "q%03d".formatted(i);
                    String cluster = clusters == samples ? id : "c" + i % clusters;
                    return new Sample<>(id, Conversation.ask("Question " + id + "?"), "yes", cluster);
                })
                .toList();
        return new Task<>("yes-or-no", all, Sampling.greedy(4), List.of(YES), Tasks::score);
    }

    static Score score(Sample<String> sample, dev.plumbline.core.Completion answer) {
        return switch (answer.text()) {
            case "yes" -> Score.of("yes", true);
            case "no" -> Score.of("yes", false);
            case "declined" -> Score.missing(MissingReason.REFUSED, "the judge declined");
            default -> Score.missing(MissingReason.UNPARSABLE, answer.text());
        };
    }

    /// Says yes at this rate, by the request's own seed.
    static LanguageModel saysYes(double rate) {
        return new ScriptedModel(
                "yes-" + rate, request -> request.seed().generator().nextDouble() < rate ? "yes" : "no");
    }

    static String questionOf(dev.plumbline.model.CompletionRequest request) {
        return request.conversation().lastContent().replace("Question ", "").replace("?", "");
    }
}
