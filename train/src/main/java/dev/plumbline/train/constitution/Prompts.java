package dev.plumbline.train.constitution;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The words in which a model is asked to apply a principle. `{principle}` stands for the principle's text.
///
/// @param critique the user's turn that asks for a critique of the last answer; holds `{principle}`
/// @param revision the user's turn that asks for a better answer after the critique; may hold `{principle}`
/// @param faulty a critique in brief that finds the answer at fault
/// @param sound a critique in brief that does not
/// @param comparison a user's turn that asks which of two answers is better; holds `{principle}`,
///     `{conversation}`, `{first}` and `{second}`
/// @param first the reply that the first is better
/// @param second the reply that the second is
public record Prompts(
        String critique, String revision, String faulty, String sound, String comparison, String first, String second) {
    /// In plain English.
    public static final Prompts ENGLISH = new Prompts(
            "Hold your last answer against this principle: {principle} Where does it fall short?",
            "Now write that answer again, so that it no longer falls short.",
            "It falls short of the principle.",
            "It does not fall short of the principle.",
            """
            Here is a conversation.

            {conversation}

            Here are two ways to answer.

            (A) {first}

            (B) {second}

            By this principle alone, which is better? {principle} Reply with (A) or (B).""",
            "(A)",
            "(B)");

    public Prompts {
        requireHolds("critique", critique, "{principle}");
        requireHolds("comparison", comparison, "{principle}", "{conversation}", "{first}", "{second}");
        for (String text : List.of(revision, faulty, sound, first, second)) {
            if (text.isBlank()) {
                throw new PlumblineException(ErrorCode.BAD_DATA, "a prompt is empty; say what the model is asked");
            }
        }
        if (faulty.equals(sound) || first.equals(second)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "\"faulty\" and \"sound\", and \"first\" and \"second\", must differ, else no reply tells anything");
        }
    }

    /// The conversation to which a critique of this answer is the reply.
    public Conversation critiqueOf(Conversation prompt, String answer, Principle principle) {
        return prompt.with(Message.assistant(answer)).with(Message.user(filled(critique, principle)));
    }

    /// The conversation to which a better answer is the reply.
    public Conversation revisionOf(Conversation prompt, String answer, Principle principle, String critiqueText) {
        return critiqueOf(prompt, answer, principle)
                .with(Message.assistant(critiqueText))
                .with(Message.user(filled(revision, principle)));
    }

    /// The conversation to which [#first] or [#second] is the reply.
    public Conversation comparisonOf(Conversation prompt, String one, String other, Principle principle) {
        Map<String, String> values = Map.of(
                "{principle}",
                principle.text(),
                "{conversation}",
                transcript(prompt),
                "{first}",
                one,
                "{second}",
                other);
        return Conversation.ask(Placeholders.filled(comparison, values));
    }

    private static String filled(String template, Principle principle) {
        return Placeholders.filled(template, Map.of("{principle}", principle.text()));
    }

    private static String transcript(Conversation prompt) {
        return prompt.messages().stream()
                .map(message -> message.role().label() + ": " + message.content())
                .collect(Collectors.joining("\n"));
    }

    private static void requireHolds(String name, String template, String... placeholders) {
        for (String placeholder : placeholders) {
            if (!template.contains(placeholder)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "the prompt \"" + name + "\" does not hold " + placeholder + "; put it where it belongs");
            }
        }
    }
}
