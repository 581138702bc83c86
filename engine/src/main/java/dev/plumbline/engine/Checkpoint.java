package dev.plumbline.engine;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checkpoint folders as Hugging Face lays them out: `config.json`, safetensors, and the tokenizer's files.
///
/// A tensor that is missing, left over, of the wrong shape or not finite is an error, never a silent
/// initialisation.
public final class Checkpoint {
    private static final String WEIGHTS = "model.safetensors";

    private Checkpoint() {}

    /// From this size on, weights are read where they lie in the mapped file. Copying less costs nothing to speak
    /// of, and leaves the file free to be changed.
    private static final long WORTH_MAPPING = 32L << 20;

    /// Loads the folder's decoder, frozen. Runs on the engine thread; the caller closes the result.
    ///
    /// A large checkpoint stays mapped while the decoder lives, or until its weights are to be changed: do not cut
    /// its files off or write into them; replacing them by others of the same name is fine. Where
    /// [Engine#configure] chose bfloat16, the matrices of a large one are held in that type.
    ///
    /// @throws PlumblineException MISSING_FILE or BAD_CHECKPOINT, naming the file and the tensor or option
    public static Decoder read(Path folder) {
        return read(folder, WORTH_MAPPING);
    }

    /// As [#read(Path)], with weights of this many bytes or more read where they lie.
    static Decoder read(Path folder, long worthMapping) {
        DecoderConfig asked = ConfigFile.read(folder);
        SafeTensorsFolder tensors = SafeTensorsFolder.open(folder);
        try {
            StoredWeights stored = StoredWeights.of(asked, tensors);
            MappedWeights mapped = new MappedWeights(tensors, stored);
            Parameters parameters =
                    mapped.bytes() < worthMapping ? Parameters.copied(mapped) : Parameters.mapped(mapped);
            return new Decoder(stored.config(), parameters);
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    /// The element types in which a folder stores its tensors, such as `BF16`, in the order of [SafeTensorsType].
    ///
    /// @throws PlumblineException MISSING_FILE or BAD_CHECKPOINT as [#read(Path)]
    public static Set<SafeTensorsType> types(Path folder) {
        try (SafeTensorsFolder tensors = SafeTensorsFolder.open(folder)) {
            Set<SafeTensorsType> types = EnumSet.noneOf(SafeTensorsType.class);
            tensors.names().forEach(name -> types.add(tensors.tensor(name).type()));
            return types;
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

    /// Copies tokenizer, chat template and generation settings from one folder to another, as far as they are
    /// there.
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
}
