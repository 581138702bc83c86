package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plumbline chat`: a conversation with a model, turn by turn.
@Command(
        name = "chat",
        description = {
            "Talk with a model.",
            "Each line is a turn; the model sees the whole conversation. /reset begins anew, /help says "
                    + "what else there is, /exit or Ctrl-D ends it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline chat",
            "  plumbline chat --model runs/NAME/models/dpo-flattered --temperature 0",
            "  printf 'hello\\n/reset\\nhello\\n' | plumbline chat --seed 3"
        })
final class ChatCommand implements Callable<Integer> {
    private static final String HELP =
            "/reset begins anew, /exit or Ctrl-D ends it; everything else is said to the model";

    private final Shell shell;

    @Mixin
    private SpeakingModel speaker = new SpeakingModel();

    @Mixin
    private SamplingArguments draw = new SamplingArguments();

    ChatCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        ChatSession.Rules rules = new ChatSession.Rules(speaker.opening(), draw.options(Set.of()), draw.seed());
        try (CheckpointModel model = speaker.open(shell);
                TypedLines lines = TypedLines.of(shell)) {
            shell.err().println(ComputeArguments.said(model));
            shell.err().println(TerminalText.oneLine(speaker.name()) + ": " + HELP);
            ChatSession session = new ChatSession(model, rules, shell);
            Optional<String> line = lines.next();
            while (line.isPresent() && obeyed(line.get().strip(), session)) {
                if (shell.cancellation().requested()) {
                    throw new PlumblineException(ErrorCode.CANCELLED, "the conversation was interrupted");
                }
                line = lines.next();
            }
        }
        return ExitStatus.OK;
    }

    /// Does what a line asks for; gives whether the conversation goes on.
    private boolean obeyed(String line, ChatSession session) {
        switch (line) {
            case "" -> {}
            case "/exit", "/quit" -> {
                return false;
            }
            case "/reset" -> {
                session.reset();
                shell.err().println("the conversation begins anew");
            }
            case "/help" -> shell.err().println(HELP);
            default -> {
                if (line.startsWith("/")) {
                    shell.err().println("there is no command " + TerminalText.oneLine(line) + "; " + HELP);
                } else {
                    session.say(line);
                }
            }
        }
        return true;
    }
}
