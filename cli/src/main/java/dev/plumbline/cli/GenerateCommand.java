package dev.plumbline.cli;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.GenerationOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline generate`: a model's answers to one prompt.
@Command(
        name = "generate",
        description = {
            "Let a model answer a prompt, once or many times.",
            "The same seed gives the same answers, however many are asked for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline generate --prompt \"what is 2 plus 3 ?\"",
            "  plumbline generate -m runs/NAME/models/sft -p \"hello\" --n 8 --seed 3",
            "  plumbline generate -m my-checkpoint -p - --temperature 0 < prompt.txt",
            "  plumbline generate -p \"hello\" --min-p 0.1 --repetition-penalty 1.1 --stop \"\\n\"",
            "  plumbline generate -m my-checkpoint -p \"hello\" --precision auto",
            "  plumbline generate -p \"hello\" --json     the answers for a machine"
        })
final class GenerateCommand implements Callable<Integer> {
    /// Beyond what any context holds, and little enough to keep at once.
    private static final int MAX_ANSWERS = 10_000;

    private final Shell shell;

    @Mixin
    private SpeakingModel speaker = new SpeakingModel();

    @Mixin
    private SamplingArguments draw = new SamplingArguments();

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            required = true,
            description = "What the user says; - reads it from standard input.")
    private String prompt = "";

    @Option(
            names = {"-n", "--n"},
            paramLabel = "N",
            defaultValue = "1",
            description = "How many answers (default: ${DEFAULT-VALUE}).")
    private int count = 1;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "End an answer where this text appears. May be repeated.")
    private List<String> stop = new ArrayList<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    GenerateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        draw.options(Set.of()); // refused before a model is read
        if (count < 1 || count > MAX_ANSWERS) {
            throw bad("--n must lie in [1, " + MAX_ANSWERS + "], not " + count);
        }
        if (stop.contains("")) {
            throw bad("--stop must not be empty: every answer holds the empty text; name the text that ends an answer");
        }
        String asked = prompt.equals("-") ? StandardInput.text(shell.in()) : prompt;
        Conversation conversation = speaker.opening().with(Message.user(asked));
        try (CheckpointModel model = speaker.open(shell)) {
            if (!quiet) {
                shell.err().println(ComputeArguments.said(model));
            }
            String remark = SpeakingModel.unknownWords(model, model.format().prompt(conversation));
            if (!remark.isEmpty() && !quiet) {
                shell.err().println(remark);
            }
            Seed seed = new Seed(draw.seed());
            List<Seed> seeds = LongStream.range(0, count)
                    .mapToObj(i -> seed.derive("answer", i))
                    .toList();
            GenerationOptions options = draw.options(model.format().endTokens());
            print(asked, model.answers(conversation, options, stop, seeds, shell.progress(quiet)));
        }
        return ExitStatus.OK;
    }

    private void print(String asked, List<Completion> answers) {
        if (json) {
            shell.out().println(Json.line(object(asked, answers)));
        } else {
            String between = answers.stream().anyMatch(a -> a.text().contains("\n")) ? "\n\n" : "\n";
            shell.out()
                    .println(TerminalText.lines(String.join(
                            between, answers.stream().map(Completion::text).toList())));
        }
    }

    private Map<String, Object> object(String asked, List<Completion> answers) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", speaker.name());
        object.put("prompt", asked);
        object.put("seed", draw.seed());
        object.putAll(ComputeArguments.fields());
        object.put("promptTokens", answers.getFirst().promptTokens());
        object.put("answers", answers.stream().map(GenerateCommand::object).toList());
        return object;
    }

    private static Map<String, Object> object(Completion answer) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("text", answer.text());
        object.put("finish", answer.finish().name().toLowerCase(Locale.ROOT));
        object.put("tokens", answer.tokens());
        return object;
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
