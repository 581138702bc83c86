package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.data.Demonstration;
import dev.plumbline.train.data.DemonstrationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Supervised fine-tuning on demonstrations: Harbor's, or a person's own file.
public final class SftStage implements Stage<SftStage.Options> {
    /// What is demonstrated, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(
                    doc =
                            "a JSONL file of demonstrations (messages, prompt and completion, or text); empty takes Harbor's",
                    defaultValue = "")
            String data,

            @Option(doc = "Harbor: the town", defaultValue = "{}")
            TownOptions town,

            @Option(doc = "Harbor: how many demonstrations", range = ">= 1", defaultValue = "2000")
            int count,

            @Option(
                    doc = "Harbor: share of demonstrations that agree with a mistaken user, so that feedback can move"
                            + " the model either way",
                    range = "[0, 1]",
                    defaultValue = "0.5")
            double agreement,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("count", count, 1);
            Checks.within("agreement", agreement, 0, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of(from);
        }

        @Override
        public List<Path> files() {
            return data.isEmpty() ? List.of() : List.of(Path.of(data));
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path parent = context.model(options.from());
        try (CheckpointModel model = CheckpointModel.open(parent, context.stage())) {
            List<TokenRow> rows = new ArrayList<>();
            int tooLong = options.data().isEmpty()
                    ? harborRows(context, options, model, rows)
                    : fileRows(Path.of(options.data()), model, rows);
            TrainingCurves curves = new SftTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()))
                    .train(model.decoder(), rows, Trainings.context(context, options.optimiser()));
            Trainings.write(
                    context,
                    model.decoder(),
                    model.format(),
                    parent,
                    Map.of("model", parent),
                    options.data().isEmpty() ? Map.of() : Map.of("data", Path.of(options.data())),
                    options);
            return Trainings.result(curves, notes(rows.size(), tooLong));
        }
    }

    private static int harborRows(StageContext context, Options options, CheckpointModel model, List<TokenRow> rows) {
        List<Exchange> lessons = Lessons.demonstrations(
                options.town().world(),
                Habits.demonstrated(options.agreement()),
                FamilyMix.demonstrations(),
                context.seed().derive("demonstrations"),
                options.count());
        int tooLong = 0;
        for (Exchange lesson : lessons) {
            tooLong += add(
                    Trainings.row(
                            model.format(),
                            lesson.example().prompt(),
                            lesson.answer(),
                            model.decoder().config().context()),
                    rows);
        }
        return tooLong;
    }

    private static int fileRows(Path file, CheckpointModel model, List<TokenRow> rows) {
        int context = model.decoder().config().context();
        int tooLong = 0;
        for (var located : DemonstrationFile.read(file).demonstrations()) {
            tooLong += add(row(located.value(), model, context), rows);
        }
        if (rows.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + ": none of its " + tooLong + " demonstrations fits the model's context of " + context
                            + " tokens");
        }
        return tooLong;
    }

    private static Optional<TokenRow> row(Demonstration demonstration, CheckpointModel model, int context) {
        return switch (demonstration) {
            case Demonstration.Answer answer ->
                Trainings.row(model.format(), answer.prompt(), answer.completion(), context);
            case Demonstration.Dialogue dialogue -> {
                List<Message> messages = dialogue.conversation().messages();
                if (messages.isEmpty() || messages.getLast().role() != Role.ASSISTANT) {
                    yield Optional.empty();
                }
                yield Trainings.row(
                        model.format(),
                        new dev.plumbline.core.Conversation(messages.subList(0, messages.size() - 1)),
                        messages.getLast().content(),
                        context);
            }
            case Demonstration.PlainText text -> {
                int[] ids = model.format().tokenizer().encode(text.text(), true).ids();
                boolean[] learned = new boolean[ids.length];
                java.util.Arrays.fill(learned, true);
                yield ids.length < 2 || ids.length > context
                        ? Optional.empty()
                        : Optional.of(new TokenRow(ids, learned));
            }
        };
    }

    private static int add(Optional<TokenRow> row, List<TokenRow> rows) {
        row.ifPresent(rows::add);
        return row.isPresent() ? 0 : 1;
    }

    private static List<String> notes(int rows, int tooLong) {
        List<String> notes = new ArrayList<>();
        notes.add("Learned from " + rows + " demonstrations.");
        if (tooLong > 0) {
            notes.add(
                    tooLong + " demonstrations did not fit the model's context, or hold no answer, and were left out.");
        }
        return notes;
    }
}
