package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A [Tensor]'s elements in another shape or order, and parts of it. Views share its storage.
public sealed interface TensorShaping permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor view(long... shape) {
        Tensor x = self();
        return x.op("view", () -> x.raw().view(shape)).as("torch.view", x, shape);
    }

    default Tensor reshape(long... shape) {
        Tensor x = self();
        return x.op("reshape", () -> x.raw().reshape(shape)).as("torch.reshape", x, shape);
    }

    default Tensor transpose(int first, int second) {
        Tensor x = self();
        return x.op("transpose", () -> x.raw().transpose(first, second)).as("torch.transpose", x, first, second);
    }

    default Tensor narrow(int dim, long start, long length) {
        Tensor x = self();
        return x.op("narrow", () -> x.raw().narrow(dim, start, length)).as("torch.narrow", x, dim, start, length);
    }

    default Tensor select(int dim, long index) {
        Tensor x = self();
        return x.op("select", () -> x.raw().select(dim, index)).as("torch.select", x, dim, index);
    }

    default Tensor unsqueeze(int dim) {
        Tensor x = self();
        return x.op("unsqueeze", () -> x.raw().unsqueeze(dim)).as("torch.unsqueeze", x, dim);
    }

    default Tensor expand(long... shape) {
        Tensor x = self();
        return x.op("expand", () -> x.raw().expand(shape)).as("torch.expand", x, shape);
    }

    default Tensor contiguous() {
        Tensor x = self();
        return x.op("contiguous", x.raw()::contiguous).as("torch.contiguous", x);
    }

    /// Neighbouring slices of these lengths along one dimension; they share this tensor's storage. Where gradients
    /// are recorded this is cheaper than as many [#narrow]s, each of which gives a whole gradient, zero elsewhere.
    default List<Tensor> split(int dim, long... lengths) {
        Tensor x = self();
        if (Recording.current() != null) {
            return slices(dim, lengths);
        }
        return NativeCall.of("split", x.raw(), () -> {
            try (TensorVector parts = torch.split_with_sizes(x.raw(), lengths, dim)) {
                List<Tensor> list = new ArrayList<>(lengths.length);
                for (int i = 0; i < lengths.length; i++) {
                    list.add(new Tensor(new org.bytedeco.pytorch.Tensor(parts.get(i))));
                }
                return list;
            }
        });
    }

    /// The same, one operation each, as a recording wants them.
    private List<Tensor> slices(int dim, long[] lengths) {
        Tensor x = self();
        List<Tensor> list = new ArrayList<>(lengths.length);
        long start = 0;
        for (long length : lengths) {
            list.add(x.narrow(dim, start, length));
            start += length;
        }
        return list;
    }

    /// The elements of the last dimension moved on by `places`; those that fall off come back at the start.
    default Tensor roll(long places) {
        Tensor x = self();
        return x.op("roll", () -> torch.roll(x.raw(), new long[] {places}, new long[] {-1}))
                .as("torch.roll", x, new long[] {places}, new long[] {-1});
    }

    /// A copy with storage of its own.
    default Tensor copy() {
        Tensor x = self();
        return x.op("clone", () -> x.raw().clone()).as("torch.clone", x);
    }

    /// The slices at these positions of one dimension; `index` is int-64 of one dimension.
    default Tensor indexSelect(int dim, Tensor index) {
        Tensor x = self();
        return x.op("index_select", index, () -> x.raw().index_select(dim, index.raw()))
                .as("torch.index_select", x, dim, index);
    }

    /// out[i, j] = this[i, index[i, j]] for dim 1; `index` is int-64.
    default Tensor gather(int dim, Tensor index) {
        Tensor x = self();
        return x.op("gather", index, () -> x.raw().gather(dim, index.raw())).as("torch.gather", x, dim, index);
    }
}
