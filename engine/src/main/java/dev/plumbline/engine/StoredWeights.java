package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.Families;
import dev.plumbline.engine.family.Family;
import dev.plumbline.engine.family.Part;
import dev.plumbline.engine.internal.Excerpt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Which tensor of a checkpoint is which weight of a decoder; every one is found, fits, and none is left over.
///
/// Nothing is allocated for a configuration before its tensors are known to be there with the sizes that it asks for.
///
/// @param config the configuration, untied where the folder holds an output layer that differs from the embedding
record StoredWeights(DecoderConfig config, Map<Parameters.Weight, TensorInfo> tensors) {
    /// Matches a folder's tensors with what the configuration asks for.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT naming the tensor that is missing, left over or of another shape or type
    static StoredWeights of(DecoderConfig asked, SafeTensorsFolder tensors) {
        Names names = new Names(asked, tensors);
        DecoderConfig config = names.tiedInTruth() ? asked : asked.withTied(false);
        Set<String> left = new HashSet<>(tensors.names());
        Map<Parameters.Weight, TensorInfo> found = new LinkedHashMap<>();
        ParameterLayout layout = ParameterLayout.of(config);
        for (Parameters.Weight weight : layout.weights()) {
            String name = names.of(weight.name());
            if (!left.remove(name)) {
                throw bad(tensors.place(name), "tensor \"" + name + "\" is missing; copy the whole checkpoint again, or save it again");
            }
            TensorInfo tensor = tensors.tensor(name);
            Path file = tensors.place(name);
            requireShape(file, layout.storage(weight.name()), weight, tensor);
            dtype(file, tensor);
            found.put(weight, tensor);
        }
        left.removeIf(name -> names.family.buffers().stream().anyMatch(name::endsWith));
        if (config.tied()) {
            left.remove(names.head);
        }
        if (!left.isEmpty()) {
            String first = left.stream().sorted().findFirst().orElseThrow();
            throw bad(
                    tensors.place(first),
                    "tensor " + Excerpt.quote(first) + " has no place in this model (" + left.size()
                            + " such); put the config.json beside it that these weights were saved with");
        }
        return new StoredWeights(config, found);
    }

    /// The element type of a weight.
    static DType dtype(TensorInfo tensor) {
        return switch (tensor.type()) {
            case F64 -> DType.FLOAT64;
            case F32 -> DType.FLOAT32;
            case BF16 -> DType.BFLOAT16;
            case F16 -> DType.FLOAT16;
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        tensor + " cannot be a weight; weights may be F64, F32, BF16 or F16");
        };
    }

    private static void dtype(Path file, TensorInfo tensor) {
        try {
            dtype(tensor);
        } catch (PlumblineException e) {
            throw new PlumblineException(e.code(), file + ": " + e.getMessage(), e);
        }
    }

    private static void requireShape(Path file, Storage storage, Parameters.Weight weight, TensorInfo tensor) {
        long[] wanted = storage.shape(weight.dimensions());
        if (!Arrays.equals(wanted, tensor.shape())) {
            throw bad(
                    file,
                    "tensor \"" + tensor.name() + "\" has shape " + Arrays.toString(tensor.shape())
                            + ", the configuration asks for " + Arrays.toString(wanted)
                            + "; put the config.json beside it that these weights were saved with");
        }
    }

    private static PlumblineException bad(Path file, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": " + what);
    }

    /// What this folder calls the weights of a family: with or without the trunk's own name before them, and with tied
    /// weights under either of their names.
    private static final class Names {
        private final DecoderConfig config;
        private final Family family;
        private final SafeTensorsFolder tensors;
        private final String base;
        private final boolean bare;
        private final String embedding;
        private final String head;

        Names(DecoderConfig config, SafeTensorsFolder tensors) {
            this.config = config;
            this.family = Families.named(config.family()).orElseThrow();
            this.tensors = tensors;
            this.base = family.names().base();
            this.bare = tensors.names().stream().noneMatch(name -> name.startsWith(base));
            this.embedding = shortened(family.names().module(Part.EMBEDDING, 0) + ".weight");
            this.head = family.names().module(Part.LANGUAGE_HEAD, 0) + ".weight";
        }

        String of(String weight) {
            String name = shortened(weight);
            boolean onlyHead = name.equals(embedding) && !tensors.has(embedding) && tensors.has(head);
            return config.tied() && onlyHead ? head : name;
        }

        private String shortened(String weight) {
            return bare && weight.startsWith(base) ? weight.substring(base.length()) : weight;
        }

        /// Whether an output layer that is said to be tied is not there, or is the embedding.
        boolean tiedInTruth() {
            if (!config.tied() || !tensors.has(head) || !tensors.has(embedding)) {
                return true;
            }
            TensorInfo one = tensors.tensor(head);
            TensorInfo other = tensors.tensor(embedding);
            return one.type() == other.type()
                    && Arrays.equals(one.shape(), other.shape())
                    && one.bytes().mismatch(other.bytes()) < 0;
        }
    }
}
