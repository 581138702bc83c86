package dev.plumbline.cli;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.study.stages.ModelSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which model speaks, and what it is told before all else: shared by the commands that let a model speak.
final class SpeakingModel {
    @Mixin
    private ModelName model = new ModelName();

    @Mixin
    private ComputeArguments compute = new ComputeArguments();

    @Option(names = "--system", paramLabel = "TEXT", description = "A system message that opens the conversation.")
    private String system = "";

    String name() {
        return model.name();
    }

    /// The conversation as it begins.
    Conversation opening() {
        return system.isEmpty() ? new Conversation(List.of()) : Conversation.of(Message.system(system));
    }

    /// Loads the model; the caller closes it.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if it is one that writes no text
    CheckpointModel open(Shell shell) {
        return open(shell, name(), name(), compute);
    }

    /// As [#open(Shell)], for a model that is called otherwise than it is found.
    static CheckpointModel open(Shell shell, String model, String called, ComputeArguments compute) {
        compute.configure();
        CheckpointModel opened = ModelSource.open(source(shell, model), called);
        String silent = silent(opened.decoder().config().head());
        if (!silent.isEmpty()) {
            opened.close();
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    called + ": " + silent + " and writes none; name a language model, such as the one that it was made"
                            + " from");
        }
        compute.settle(opened);
        return opened;
    }

    /// What a model does that does not write; empty for one that does.
    private static String silent(DecoderConfig.Head head) {
        return switch (head) {
            case LANGUAGE -> "";
            case REWARD -> "a reward model, which scores answers";
            case STEP -> "a process reward model, which scores the steps of answers";
        };
    }

    /// A model's name as the stages understand it, wherever the shell stands.
    static String source(Shell shell, String name) {
        return ModelSource.isShipped(name) ? name : shell.path(name).toString();
    }

    /// A remark about words that the model's vocabulary lacks, empty if it has them all.
    static String unknownWords(CheckpointModel model, int[] prompt) {
        OptionalInt unknown = model.format().tokenizer().special().unk();
        long count = unknown.isEmpty()
                ? 0
                : Arrays.stream(prompt).filter(id -> id == unknown.getAsInt()).count();
        return count == 0
                ? ""
                : count + (count == 1 ? " word of the prompt is" : " words of the prompt are")
                        + " not in this model's vocabulary; it reads a blank there";
    }
}
