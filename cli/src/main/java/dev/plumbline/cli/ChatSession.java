package dev.plumbline.cli;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.TokenStream;
import dev.plumbline.model.Sampling;
import java.util.List;

/// A conversation in progress; prints each answer word by word as it comes.
///
/// The n-th answer since the beginning draws from a seed of its own, so that the same lines give the same answers.
final class ChatSession {
    /// @param opening what the conversation begins with
    /// @param seed from which each answer's is derived
    record Rules(Conversation opening, Sampling sampling, long seed) {}

    private final CheckpointModel model;
    private final Rules rules;
    private final Shell shell;
    private Conversation conversation;
    private long answers;

    ChatSession(CheckpointModel model, Rules rules, Shell shell) {
        this.model = model;
        this.rules = rules;
        this.shell = shell;
        this.conversation = rules.opening();
    }

    /// Forgets what was said.
    void reset() {
        conversation = rules.opening();
    }

    /// Says something to the model and prints its answer on a line of its own. What has no room in the model's
    /// context is not said.
    void say(String text) {
        Conversation asked = conversation.with(Message.user(text));
        int[] prompt = model.format().prompt(asked);
        int context = model.decoder().config().context();
        if (prompt.length >= context) {
            shell.err()
                    .println("no room: the conversation would take " + prompt.length + " of the model's " + context
                            + " tokens and leave none for the answer; say it shorter, or begin anew with /reset");
            return;
        }
        String remark = SpeakingModel.unknownWords(model, prompt);
        if (!remark.isEmpty()) {
            shell.err().println(remark);
        }
        Generator.Continuation answer = answer(prompt);
        if (answer.finish() == FinishReason.LENGTH) {
            shell.err()
                    .println(
                            prompt.length + answer.ids().length >= context
                                    ? "cut off: the model's context of " + context
                                            + " tokens is full; begin anew with /reset"
                                    : "cut off after " + answer.ids().length + " tokens (--max-tokens)");
        }
        conversation = asked.with(Message.assistant(model.format().text(answer.ids())));
    }

    private Generator.Continuation answer(int[] prompt) {
        TokenStream words = model.format().stream();
        Generator.Prompt request = new Generator.Prompt(
                prompt, rules.sampling(), new Seed(rules.seed()).derive("answer", answers), written -> {
                    show(words.next(written[written.length - 1]));
                    return shell.cancellation().requested();
                });
        answers++;
        Generator.Continuation answer =
                Engine.call(() -> new Generator(model.decoder(), model.format().endTokens(), 1)
                        .generate(List.of(request), (done, figures) -> {})
                        .getFirst());
        show(words.finish());
        shell.out().println();
        return answer;
    }

    private void show(String text) {
        shell.out().print(TerminalText.lines(text));
        shell.out().flush();
    }
}
