package dev.plumbline.cli;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.BatchLimits;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.GenerationListener;
import dev.plumbline.engine.GenerationOptions;
import dev.plumbline.engine.GenerationRequest;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.TokenStream;
import dev.plumbline.engine.WrittenToken;
import java.util.ArrayList;
import java.util.List;

/// A conversation in progress; prints each answer word by word as it comes.
///
/// The n-th answer since the beginning draws from a seed of its own, so that the same lines give the same answers.
final class ChatSession {
    /// @param opening what the conversation begins with
    /// @param options how answers are written; the model's own end tokens are added
    /// @param seed from which each answer's is derived
    record Rules(Conversation opening, GenerationOptions options, long seed) {}

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

    /// Says something to the model and prints its answer on a line of its own. What has no room in the model's context
    /// is
    /// not said.
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
        Answer answer = answer(prompt);
        if (answer.reason == FinishReason.LENGTH) {
            shell.err()
                    .println(
                            prompt.length + answer.ids.size() >= context
                                    ? "cut off: the model's context of " + context
                                            + " tokens is full; begin anew with /reset"
                                    : "cut off after " + answer.ids.size() + " tokens (--max-tokens)");
        }
        conversation = asked.with(Message.assistant(model.format().text(answer.tokens())));
    }

    /// What was said, token by token, and why it ended.
    private final class Answer implements GenerationListener {
        private final TokenStream words = model.format().stream();
        private final List<Integer> ids = new ArrayList<>();
        private FinishReason reason = FinishReason.CANCELLED;

        @Override
        public boolean wrote(WrittenToken token) {
            ids.add(token.id());
            show(words.next(token.id()));
            return !shell.cancellation().requested();
        }

        @Override
        public void ended(FinishReason why) {
            reason = why;
        }

        private int[] tokens() {
            return ids.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private Answer answer(int[] prompt) {
        Answer answer = new Answer();
        GenerationOptions own = rules.options();
        GenerationOptions options = new GenerationOptions(
                own.draw(), own.constraints(), own.maxTokens(), model.format().endTokens(), 0);
        GenerationRequest request =
                new GenerationRequest(prompt, options, new Seed(rules.seed()).derive("answer", answers), answer);
        answers++;
        Engine.run(
                () -> Generator.write(model.decoder(), List.of(request), BatchLimits.rows(1), (done, figures) -> {}));
        show(answer.words.finish());
        shell.out().println();
        return answer;
    }

    private void show(String text) {
        shell.out().print(TerminalText.lines(text));
        shell.out().flush();
    }
}
