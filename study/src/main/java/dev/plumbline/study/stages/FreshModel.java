package dev.plumbline.study.stages;

import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import dev.plumbline.engine.ByteLevelBpe;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.SpecialTexts;
import dev.plumbline.study.Option;
import dev.plumbline.study.StageContext;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.data.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A tokenizer and a small language model learned from the comparisons themselves, where a person brings data but no
/// model.
public record FreshModel(
        @Option(doc = "size of the byte-level BPE vocabulary", range = ">= 300", defaultValue = "4096")
        int vocabulary,

        @Option(doc = "width of the residual stream", range = "a multiple of heads", defaultValue = "192")
        int width,

        @Option(doc = "blocks of the decoder", range = ">= 1", defaultValue = "4")
        int layers,

        @Option(doc = "attention heads", range = ">= 1", defaultValue = "6")
        int heads,

        @Option(doc = "inner width of the feed-forward layers", range = ">= 1", defaultValue = "512")
        int feedForward,

        @Option(doc = "longest prompt and answer together", unit = "tokens", range = ">= 8", defaultValue = "256")
        int context,

        @Option(
                doc = "updates that learn the language before any preference",
                unit = "steps",
                range = ">= 0",
                defaultValue = "150")
        int languageSteps,

        @Option(doc = "rows of one such update", unit = "rows", range = ">= 1", defaultValue = "32")
        int languageBatch,

        @Option(doc = "peak rate of these updates", range = "> 0", defaultValue = "0.003")
        double languageRate) {
    /// One turn a line, each ended by the end token; enough for transcripts of any roles.
    private static final String TEMPLATE = "{% for m in messages %}{{ '<' + m['role'] + '>' + m['content'] + '<eos>' }}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}";

    public FreshModel {
        Checks.atLeast("vocabulary", vocabulary, 300);
        Checks.decoder(layers, width, heads, feedForward);
        Checks.atLeast("context", context, 8);
        Checks.atLeast("language-steps", languageSteps, 0);
        Checks.atLeast("language-batch", languageBatch, 1);
        Checks.positive("language-rate", languageRate);
    }

    /// Makes the checkpoint folder of a language model from the texts of these comparisons: rank 0 learns the words and
    /// writes, all ranks learn the language.
    Path learn(StageContext stage, List<Located<Preference>> train, OptimiserOptions optimiser) throws IOException {
        Path folder = stage.checkpoint().resolve("fresh");
        boolean writes = stage.ranks().rank() == 0;
        if (writes) {
            stage.progress()
                    .note("learning a byte-level BPE of " + vocabulary + " tokens from " + train.size()
                            + " comparisons");
            SpecialTexts specials = SpecialTexts.USUAL.and("<system>", "<user>", "<assistant>", "<tool>");
            ByteLevelBpe.train(texts(train).iterator(), vocabulary, specials).write(folder, TEMPLATE);
        }
        meet(stage);
        try (ChatFormat format = ChatFormat.open(folder)) {
            DecoderConfig config = DecoderConfig.llama(
                    format.tokenizer().vocabSize(), width, layers, heads, feedForward, context, true);
            try (Decoder decoder =
                    Engine.call(() -> Decoder.fresh(config, stage.seed().derive("weights")))) {
                if (languageSteps > 0) {
                    language(stage, decoder, rows(format, train), optimiser);
                }
                if (writes) {
                    Engine.run(
                            () -> Checkpoint.write(decoder, format.tokenizer().special(), folder));
                }
            }
        }
        meet(stage);
        return folder;
    }

    /// Waits until all ranks are here.
    private static void meet(StageContext stage) {
        Engine.call(() -> stage.ranks().sum(new double[] {1}));
    }

    private void language(StageContext stage, Decoder decoder, List<TokenRow> rows, OptimiserOptions optimiser) {
        TrainingContext context = new TrainingContext(
                        stage.stage() + ": language",
                        stage.seed().derive("language"),
                        stage.checkpoint().resolve("language"),
                        optimiser.checkpointEvery(),
                        stage.progress(),
                        stage::cancelled)
                .among(stage.ranks());
        new SftTrainer(optimiser.optimisation(languageSteps, languageBatch, languageRate))
                .train(decoder, rows, context);
    }

    /// Both answers of every pair, every token a target.
    private List<TokenRow> rows(ChatFormat format, List<Located<Preference>> train) {
        List<TokenRow> rows = new ArrayList<>();
        for (TokenPair pair : PairRows.of(format, train, context).pairs()) {
            rows.add(everything(pair.chosen()));
            rows.add(everything(pair.rejected()));
        }
        return rows;
    }

    private static TokenRow everything(TokenRow row) {
        boolean[] learned = new boolean[row.ids().length];
        Arrays.fill(learned, true);
        return new TokenRow(row.ids(), learned);
    }

    private static List<String> texts(List<Located<Preference>> train) {
        List<String> texts = new ArrayList<>();
        for (Located<Preference> located : train) {
            Preference preference = located.value();
            preference.prompt().messages().stream().map(Message::content).forEach(texts::add);
            texts.add(preference.chosen());
            texts.add(preference.rejected());
        }
        return texts;
    }
}
