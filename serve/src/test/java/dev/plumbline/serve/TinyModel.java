package dev.plumbline.serve;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.ByteLevelBpe;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.SpecialTexts;
import dev.plumbline.engine.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/// A checkpoint of a few thousand random weights that writes nonsense, with a chat template that shows tools.
final class TinyModel {
    static final String NAME = "tiny";
    static final int CONTEXT = 2048;
    private static final String TEMPLATE = "{% if tools %}{{ tools | tojson }}\n{% endif %}"
            + "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
            + "{% if add_generation_prompt %}assistant:{% endif %}";

    private TinyModel() {}

    static CheckpointModel open(Path folder) {
        Engine.configure(EngineOptions.exact());
        ByteLevelBpe.train(
                        List.of("a plain wall stands true, a plumb line hangs").iterator(), 280, SpecialTexts.USUAL)
                .write(folder, TEMPLATE);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            Engine.run(() -> {
                DecoderConfig config = new DecoderConfig(
                        tokenizer.vocabSize(),
                        16,
                        2,
                        4,
                        2,
                        4,
                        24,
                        CONTEXT,
                        1e-5,
                        10_000,
                        false,
                        false,
                        true,
                        DecoderConfig.Head.LANGUAGE,
                        .4);
                try (Decoder decoder = Decoder.fresh(config, new Seed(5))) {
                    Checkpoint.write(decoder, tokenizer.special(), folder);
                }
            });
        }
        return CheckpointModel.open(folder, NAME);
    }
}
