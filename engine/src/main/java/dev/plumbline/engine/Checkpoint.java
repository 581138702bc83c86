package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Checkpoint folders as Hugging Face lays them out: `config.json`, safetensors, and the tokenizer's files.
///
/// A tensor that is missing, left over, of the wrong shape or not finite is an error, never a silent initialisation.
public final class Checkpoint {
    private static final String WEIGHTS = "model.safetensors";

    private Checkpoint() {}

    /// Loads the folder's decoder, frozen. Runs on the engine thread; the caller closes the result.
    ///
    /// @throws PlumblineException MISSING_FILE or BAD_CHECKPOINT, naming the file and the tensor or option
    public static Decoder read(Path folder) {
        DecoderConfig asked = ConfigFile.read(folder);
        try (SafeTensorsFolder tensors = SafeTensorsFolder.open(folder)) {
            StoredWeights stored = StoredWeights.of(asked, tensors);
            Tensor values = Tensor.zeros(ParameterLayout.of(stored.config()).elements());
            Decoder decoder = Decoder.of(stored.config(), values);
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                stored.tensors().forEach((weight, tensor) -> load(tensors.place(tensor.name()), tensor, weight, decoder.parameters()));
                return decoder;
            } catch (RuntimeException e) {
                decoder.close();
                throw e;
            }
        }
    }

    /// Writes weights and configuration, so that `transformers` loads the folder with equal logits.
    ///
    /// @throws PlumblineException STORAGE if the folder cannot be written
    public static void write(Decoder decoder, SpecialTokens special, Path folder) {
        Engine.requireEngineThread();
        List<SafeTensorsWriter.Tensor> tensors = new ArrayList<>();
        for (Parameters.Weight weight : decoder.parameters().weights()) {
            tensors.add(FlatTensors.weight(decoder.parameters(), weight));
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Files.createDirectories(folder);
            SafeTensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
            Files.writeString(folder.resolve(ConfigFile.NAME), ConfigFile.write(decoder.config(), special));
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    /// Copies tokenizer, chat template and generation settings from one folder to another, as far as they are there.
    public static void copyCompanions(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (String name : ConfigFile.companions()) {
                if (Files.isRegularFile(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw AtomicFile.failure(to, e);
        }
    }

    private static void load(Path file, TensorInfo tensor, Parameters.Weight weight, Parameters parameters) {
        try (TensorScope scope = TensorScope.open()) {
            parameters.store(weight, FlatTensors.over(tensor.bytes(), StoredWeights.dtype(tensor), tensor.shape()));
            Tensor value = parameters.value(weight);
            if (!Double.isFinite(value.norm().item())
                    && !Double.isFinite(value.to(DType.FLOAT64).norm().item())) {
                throw new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        file + ": tensor \"" + tensor.name() + "\" holds a value that is not finite; use an earlier"
                                + " checkpoint, from before the training went wrong");
            }
        }
    }
}
