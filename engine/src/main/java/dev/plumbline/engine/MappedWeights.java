package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.Part;
import dev.plumbline.engine.internal.MemoryPages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The weights of a checkpoint in its mapped files, as a decoder's leaves or copied into a flat vector.
///
/// A leaf whose bytes lie in the file as the forward pass needs them is read there, without a copy, for as long as
/// this is open. The rest (queries, keys and values that do not lie side by side, another element type, another
/// order) is copied, and the file's pages are let go: a model takes the memory of its file, not twice that.
/// Nothing may write to a leaf that lies in the file. Every value is looked at once: one that is not finite is an
/// error. Engine thread only.
final class MappedWeights implements AutoCloseable {
    private final SafeTensorsFolder folder;
    private final StoredWeights stored;
    private final ParameterLayout layout;

    MappedWeights(SafeTensorsFolder folder, StoredWeights stored) {
        this.folder = folder;
        this.stored = stored;
        this.layout = ParameterLayout.of(stored.config());
    }

    ParameterLayout layout() {
        return layout;
    }

    /// Bytes of all weights in the files.
    long bytes() {
        return stored.tensors().values().stream()
                .mapToLong(tensor -> tensor.bytes().byteSize())
                .sum();
    }

    /// Every leaf by its name, in the caller's scope; some lie in the files, so none may be written to.
    ///
    /// @param matrices the element type of the matrices and tables of a language model; all else is float 32
    Map<String, Tensor> leaves(DType matrices) {
        Map<Long, Parameters.Weight> byOffset = new LinkedHashMap<>();
        layout.weights().forEach(weight -> byOffset.put(weight.offset(), weight));
        Map<String, Tensor> leaves = new LinkedHashMap<>();
        for (Parameters.Weight leaf : layout.leaves()) {
            List<Parameters.Weight> parts = new ArrayList<>();
            for (long at = leaf.offset(); at < leaf.offset() + leaf.elements(); ) {
                Parameters.Weight part = Objects.requireNonNull(byOffset.get(at));
                parts.add(part);
                at += part.elements();
            }
            boolean narrow = leaf.shape().size() > 1 && stored.config().head() == DecoderConfig.Head.LANGUAGE;
            DType dtype = narrow ? matrices : DType.FLOAT32;
            leaves.put(
                    leaf.name(), liesAsNeeded(parts, dtype) ? inPlace(leaf, parts, dtype) : copied(leaf, parts, dtype));
        }
        return leaves;
    }

    /// Copies every weight to its place in a flat float-32 vector, and lets the files' pages go.
    void copyInto(Tensor flat) {
        for (Parameters.Weight weight : layout.weights()) {
            copy(weight, flat.narrow(0, weight.offset(), weight.elements()).view(weight.dimensions()));
        }
    }

    /// Unmaps the files; what [#leaves] gave must not be used any more.
    @Override
    public void close() {
        folder.close();
    }

    private boolean liesAsNeeded(List<Parameters.Weight> parts, DType dtype) {
        long next = tensor(parts.getFirst()).bytes().address();
        if (next % dtype.bytes() != 0 || Engine.options().device().cuda()) {
            return false;
        }
        for (Parameters.Weight part : parts) {
            TensorInfo tensor = tensor(part);
            boolean plain = layout.storage(part.name()) instanceof Storage.Plain;
            if (!plain || StoredWeights.dtype(tensor) != dtype || tensor.bytes().address() != next) {
                return false;
            }
            next += tensor.bytes().byteSize();
        }
        return true;
    }

    private Tensor inPlace(Parameters.Weight leaf, List<Parameters.Weight> parts, DType dtype) {
        for (Parameters.Weight part : parts) {
            TensorInfo tensor = tensor(part);
            MemoryPages.willRead(tensor.bytes());
            try (TensorScope scope = TensorScope.open()) {
                requireFinite(tensor, FlatTensors.over(tensor.bytes(), dtype, tensor.shape()));
            }
            if (lookedUp(leaf)) {
                MemoryPages.letGo(tensor.bytes()); // of a table a pass reads some rows; matrices stay, for it needs all
            }
        }
        return FlatTensors.over(tensor(parts.getFirst()).bytes(), dtype, leaf.dimensions());
    }

    private boolean lookedUp(Parameters.Weight leaf) {
        boolean embedding = leaf.name().equals(Part.EMBEDDING.module() + ".weight");
        return leaf.name().equals(Part.POSITIONS.module() + ".weight")
                || (embedding && !stored.config().tied());
    }

    private Tensor copied(Parameters.Weight leaf, List<Parameters.Weight> parts, DType dtype) {
        Tensor own = Tensor.unset(dtype, leaf.dimensions());
        long row = 0;
        for (Parameters.Weight part : parts) {
            long rows = part.shape().getFirst();
            copy(part, own.narrow(0, row, rows));
            row += rows;
        }
        return own;
    }

    private void copy(Parameters.Weight weight, Tensor place) {
        TensorInfo tensor = tensor(weight);
        MemoryPages.willRead(tensor.bytes());
        try (TensorScope scope = TensorScope.open()) {
            Tensor there = FlatTensors.over(tensor.bytes(), StoredWeights.dtype(tensor), tensor.shape());
            place.copyInPlace(layout.storage(weight.name()).inOwnOrder(there));
            requireFinite(tensor, place);
        }
        MemoryPages.letGo(tensor.bytes());
    }

    private TensorInfo tensor(Parameters.Weight weight) {
        return Objects.requireNonNull(stored.tensors().get(weight));
    }

    private void requireFinite(TensorInfo tensor, Tensor values) {
        // A sum is not finite where a value is not, or where it overflows: then a wider one decides.
        if (!Double.isFinite(values.sum().item())
                && !Double.isFinite(values.to(DType.FLOAT64).sum().item())) {
            Path file = folder.place(tensor.name());
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    file + ": tensor \"" + tensor.name() + "\" holds a value that is not finite; use an earlier"
                            + " checkpoint, from before the training went wrong");
        }
    }
}
