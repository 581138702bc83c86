package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Named float-32 tensors and text in one file that is either complete or not there: what a training needs to go on.
public final class StateFile {
    private StateFile() {}

    /// Writes the tensors and the text, replacing what was there in one move. Runs on the engine thread.
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> text) {
        Engine.requireEngineThread();
        List<SafeTensorsWriter.Tensor> all = new ArrayList<>();
        tensors.forEach((name, tensor) -> all.add(FlatTensors.whole(name, tensor)));
        SafeTensorsWriter.write(file, all, text);
    }

    /// The file's text alone.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if it is not a complete file of this kind
    public static Map<String, String> text(Path file) {
        try (SafeTensorsFile stored = SafeTensorsFile.open(file)) {
            return new HashMap<>(stored.metadata());
        }
    }

    /// Overwrites each of the tensors with what the file holds under its name, and gives the file's text.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if a tensor is missing or has another size
    public static Map<String, String> read(Path file, Map<String, Tensor> tensors) {
        try (SafeTensorsFile stored = SafeTensorsFile.open(file);
                TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                if (!stored.has(entry.getKey())
                        || stored.tensor(entry.getKey()).elements()
                                != entry.getValue().elements()) {
                    throw new PlumblineException(
                            ErrorCode.BAD_CHECKPOINT,
                            file + ": \"" + entry.getKey()
                                    + "\" is missing or of another size; this checkpoint belongs to"
                                    + " another training. Delete it to start anew");
                }
                TensorInfo info = stored.tensor(entry.getKey());
                entry.getValue().copyInPlace(FlatTensors.over(info.bytes(), DType.FLOAT32, info.shape()));
            }
            return new HashMap<>(stored.metadata());
        }
    }
}
