package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.AtomicFile;
import dev.plumbline.engine.internal.Excerpt;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        DecoderConfig config = ConfigFile.read(folder);
        Decoder decoder =
                Decoder.of(config, Tensor.zeros(Parameters.Layout.of(config).elements()));
        try (SafeTensorsFolder tensors = SafeTensorsFolder.open(folder);
                TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Set<String> left = new HashSet<>(tensors.names());
            for (Parameters.Weight weight : decoder.parameters().weights()) {
                if (!left.remove(weight.name())) {
                    throw bad(
                            tensors.place(weight.name()),
                            "tensor \"" + weight.name()
                                    + "\" is missing; copy the whole checkpoint again, or save it again");
                }
                load(tensors.place(weight.name()), tensors.tensor(weight.name()), weight, decoder.parameters());
            }
            left.removeIf(name -> name.endsWith("rotary_emb.inv_freq"));
            if (config.tied()) {
                left.remove("lm_head.weight");
            }
            if (!left.isEmpty()) {
                String first = left.stream().sorted().findFirst().orElseThrow();
                throw bad(
                        tensors.place(first),
                        "tensor " + Excerpt.quote(first) + " has no place in this model (" + left.size()
                                + " such); put the config.json beside it that these weights were saved with");
            }
            return decoder;
        } catch (RuntimeException e) {
            decoder.close();
            throw e;
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
        try {
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
                    Files.copy(from.resolve(name), to.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw AtomicFile.failure(to, e);
        }
    }

    private static void load(Path file, TensorInfo tensor, Parameters.Weight weight, Parameters parameters) {
        List<Long> shape = java.util.Arrays.stream(tensor.shape()).boxed().toList();
        if (!shape.equals(weight.shape())) {
            throw bad(
                    file,
                    "tensor \"" + weight.name() + "\" has shape " + shape + ", the configuration asks for "
                            + weight.shape() + "; put the config.json beside it that these weights were saved with");
        }
        DType dtype = switch (tensor.type()) {
            case F64 -> DType.FLOAT64;
            case F32 -> DType.FLOAT32;
            case BF16 -> DType.BFLOAT16;
            case F16 -> DType.FLOAT16;
            default ->
                throw bad(
                        file,
                        "tensor \"" + weight.name() + "\" has type " + tensor.type()
                                + "; weights may be F64, F32, BF16 or F16");
        };
        try (TensorScope scope = TensorScope.open()) {
            Tensor value = parameters.value(weight);
            MemorySegment bytes = tensor.bytes();
            value.copyInPlace(FlatTensors.over(bytes, dtype, tensor.shape()));
            if (!Double.isFinite(value.norm().item())
                    && !Double.isFinite(value.to(DType.FLOAT64).norm().item())) {
                throw bad(
                        file,
                        "tensor \"" + weight.name() + "\" holds a value that is not finite; use an earlier"
                                + " checkpoint, from before the training went wrong");
            }
        }
    }

    private static PlumblineException bad(Path place, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, place + ": " + what);
    }
}
