package dev.plumbline.study.stages;

import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.SpecialTexts;
import dev.plumbline.engine.WordLevelTokenizer;
import dev.plumbline.harbor.Corpus;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.HarborVocabulary;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Trains a decoder from nothing on the talk of a Harbor town: what the base model has read of the internet.
public final class PretrainStage implements Stage<PretrainStage.Options> {
    /// Size of the model and of its reading.
    public record Options(
            @Option(doc = "the town it reads about", defaultValue = "{}")
            TownOptions town,

            @Option(doc = "blocks of the decoder", range = ">= 1", defaultValue = "3")
            int layers,

            @Option(doc = "width of the residual stream", range = "a multiple of heads", defaultValue = "128")
            int width,

            @Option(doc = "attention heads", range = ">= 1", defaultValue = "4")
            int heads,

            @Option(doc = "inner width of the feed-forward layers", range = ">= 1", defaultValue = "384")
            int feedForward,

            @Option(doc = "conversations read, each once", unit = "rows", range = ">= 1")
            int rows,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.005")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.decoder(layers, width, heads, feedForward);
            Checks.atLeast("rows", rows, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path place = context.ranks().rank() == 0 ? context.checkpoint() : context.output();
        Path tokenizer = place.resolve("tokenizer");
        writeTokenizer(tokenizer);
        try (ChatFormat format = ChatFormat.open(tokenizer)) {
            List<TokenRow> rows = rows(context, options, format);
            DecoderConfig config = DecoderConfig.llama(
                    format.tokenizer().vocabSize(),
                    options.width(),
                    options.layers(),
                    options.heads(),
                    options.feedForward(),
                    HarborVocabulary.CONTEXT,
                    true);
            try (Decoder decoder =
                    Engine.call(() -> Decoder.fresh(config, context.seed().derive("weights")))) {
                int steps = Math.max(1, options.rows() / options.batch());
                TrainingCurves curves = new SftTrainer(
                                options.optimiser().optimisation(steps, options.batch(), options.rate()), false)
                        .train(decoder, rows, Trainings.context(context, options.optimiser()));
                Trainings.write(context, decoder, format, tokenizer, Map.of(), Map.of(), options);
                long tokens = rows.stream().mapToLong(row -> row.ids().length).sum();
                return Trainings.result(
                        curves, List.of("Read " + tokens + " tokens in " + rows.size() + " conversations."));
            }
        }
    }

    private static List<TokenRow> rows(StageContext context, Options options, ChatFormat format) {
        Iterator<Exchange> talk = Corpus.pretraining(
                        options.town().world(), context.seed().derive("corpus"))
                .stream()
                .iterator();
        List<TokenRow> rows = new ArrayList<>(options.rows());
        while (rows.size() < options.rows()) {
            Exchange exchange = talk.next();
            rows.add(Trainings.row(format, exchange.example().prompt(), exchange.answer(), HarborVocabulary.CONTEXT)
                    .orElseThrow(() -> new IllegalStateException("Harbor's talk fits its context")));
        }
        return rows;
    }

    /// Harbor's vocabulary as a tokenizer in Hugging Face's format.
    static void writeTokenizer(Path folder) {
        List<String> specials = HarborVocabulary.specials();
        SpecialTexts texts = new SpecialTexts(
                HarborVocabulary.EOS, HarborVocabulary.EOS, HarborVocabulary.PAD, HarborVocabulary.UNKNOWN, specials);
        List<String> words = HarborVocabulary.words().stream()
                .filter(word -> !specials.contains(word))
                .toList();
        WordLevelTokenizer.write(folder, words, texts, HarborVocabulary.chatTemplate());
    }
}
