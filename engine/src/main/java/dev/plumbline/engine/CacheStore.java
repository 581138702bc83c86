package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The memory of a [KeyValueCache]: for each layer one tensor that holds the keys and values of all rows, and
/// views of it that stay the same objects, so that a step can be recorded.
final class CacheStore implements AutoCloseable {
    private final List<Tensor> layers = new ArrayList<>(); // [2, rows, keyHeads, capacity, headWidth]
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> flat = new ArrayList<>();

    /// @param capacity slots of a row
    CacheStore(DecoderConfig config, int rows, int capacity, DType dtype) {
        int heads = config.attention().keyHeads();
        int width = config.attention().headWidth();
        for (int i = 0; i < config.layers(); i++) {
            Tensor layer =
                    Tensor.zeros(2, rows, heads, capacity, width).to(dtype).retain();
            layers.add(layer);
            keys.add(layer.select(0, 0).retain());
            values.add(layer.select(0, 1).retain());
            flat.add(layer.view(2L * rows * heads * capacity, width).retain());
        }
    }

    /// The keys of a layer: [rows, keyHeads, capacity, headWidth].
    Tensor keys(int layer) {
        return keys.get(layer);
    }

    /// The values of a layer, in the shape of its keys.
    Tensor values(int layer) {
        return values.get(layer);
    }

    /// Keys and values of a layer, line by line: [2 * rows * keyHeads * capacity, headWidth].
    Tensor flat(int layer) {
        return flat.get(layer);
    }

    /// Those of all layers.
    List<Tensor> flat() {
        return flat;
    }

    /// Copies the first `length` slots of a row to `count` others, from row `to` on.
    void copy(int from, int to, int count, int length) {
        try (TensorScope scope = TensorScope.open()) {
            for (Tensor layer : layers) {
                layer.narrow(1, to, count)
                        .narrow(3, 0, length)
                        .copyInPlace(layer.narrow(1, from, 1).narrow(3, 0, length));
            }
        }
    }

    /// Puts the first `longest` slots of row `from[i]` into row i, for all of them at once.
    void reorder(int[] from, int longest) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor index = Tensor.of(Arrays.stream(from).asLongStream().toArray(), from.length);
            for (Tensor layer : layers) {
                Tensor chosen = layer.narrow(3, 0, longest).indexSelect(1, index);
                layer.narrow(1, 0, from.length).narrow(3, 0, longest).copyInPlace(chosen);
            }
        }
    }

    /// Takes over the first `longest` slots of the first `used` rows of another.
    void takeOver(CacheStore other, int used, int longest) {
        try (TensorScope scope = TensorScope.open()) {
            for (int i = 0; i < layers.size(); i++) {
                layers.get(i)
                        .narrow(1, 0, used)
                        .narrow(3, 0, longest)
                        .copyInPlace(other.layers.get(i).narrow(1, 0, used).narrow(3, 0, longest));
            }
        }
    }

    @Override
    public void close() {
        for (List<Tensor> tensors : List.of(flat, keys, values, layers)) {
            tensors.forEach(Tensor::close);
            tensors.clear();
        }
    }
}
