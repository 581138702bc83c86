package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes down, as a TorchScript program, the tensor operations that an engine thread carries out while it is
/// open.
///
/// At batch 1 a small model's step costs less than handing its operations to libtorch one at a time. A step that
/// is written down once is handed over as a whole from then on ([RecordedStep]). What the operations read but did
/// not make (weights, the cache, the buffers that say where a row stands) become the program's inputs.
///
/// An operation takes part by describing itself ([Tensor#as]). One that does not, such as a constant made from
/// Java values, spoils the recording, which then gives no program: the step goes on being computed one operation
/// at a time.
final class Recording implements AutoCloseable {
    /// Of this thread.
    private static final ThreadLocal<@Nullable Recording> CURRENT = new ThreadLocal<>();

    private final StringBuilder lines = new StringBuilder();
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private final List<Tensor> inputs = new ArrayList<>();
    private int calls;
    private int described;

    private Recording() {}

    /// Begins to record; engine thread only, and not inside another recording.
    static Recording open() {
        Engine.requireEngineThread();
        if (CURRENT.get() != null) {
            throw new IllegalStateException("a step is already being recorded");
        }
        Recording recording = new Recording();
        CURRENT.set(recording);
        return recording;
    }

    /// The open recording, or null.
    static @Nullable Recording current() {
        return CURRENT.get();
    }

    /// Says that a step depends on something that changes from step to step and is no tensor: what is recorded
    /// now gives no program.
    static void spoil() {
        called();
    }

    /// Counts an operation that is about to be carried out.
    static void called() {
        Recording current = CURRENT.get();
        if (current != null) {
            current.calls++;
        }
    }

    /// An argument that TorchScript takes by name alone.
    record Keyword(String name, Object value) {}

    /// Describes the operation that made `result`: the TorchScript function and its arguments in order. An
    /// argument is a tensor, a list of tensors, a number, a boolean, an array of sizes, an element type, a
    /// [Keyword], or null for None.
    void note(Tensor result, String function, @Nullable Object[] arguments) {
        described++;
        StringBuilder call = new StringBuilder(function).append('(');
        for (int i = 0; i < arguments.length; i++) {
            call.append(i == 0 ? "" : ", ").append(text(arguments[i]));
        }
        // An operation in place gives the tensor that it changed, which may have a name already.
        String name = "v" + described;
        names.put(result, name);
        lines.append("  ").append(name).append(" = ").append(call).append(")\n");
    }

    /// The source of a program that computes these tensors from [#inputs]; empty if an operation did not describe
    /// itself. Equal computations of equal shapes give equal sources.
    String source(List<Tensor> results) {
        if (calls != described) {
            return "";
        }
        List<String> wanted = results.stream().map(this::name).toList();
        StringBuilder head = new StringBuilder("def step(");
        for (int i = 0; i < inputs.size(); i++) {
            head.append(i == 0 ? "" : ", ").append('p').append(i).append(": Tensor");
        }
        head.append(") -> List[Tensor]:\n");
        return head.append(lines) + "  return [" + String.join(", ", wanted) + "]\n";
    }

    /// What the program reads but does not make, in the order of its parameters.
    List<Tensor> inputs() {
        return List.copyOf(inputs);
    }

    @Override
    public void close() {
        CURRENT.remove();
    }

    private String text(@Nullable Object argument) {
        return switch (argument) {
            case null -> "None";
            case Tensor tensor -> name(tensor);
            case Keyword keyword -> keyword.name + "=" + text(keyword.value);
            case List<?> list -> {
                List<String> parts = new ArrayList<>();
                list.forEach(part -> parts.add(text(part)));
                yield "[" + String.join(", ", parts) + "]";
            }
            case long[] sizes -> java.util.Arrays.toString(sizes);
            case String word -> "'" + word + "'";
            case Boolean flag -> flag ? "True" : "False";
            case Double number ->
                Double.isFinite(number) ? number.toString() : "float('" + (number > 0 ? "inf" : "-inf") + "')";
            case DType type -> Integer.toString(type.torch.value);
            case Integer number -> number.toString();
            case Long number -> number.toString();
            default -> throw new IllegalStateException("a recorded step cannot take " + argument.getClass());
        };
    }

    private String name(Tensor tensor) {
        return names.computeIfAbsent(tensor, fresh -> {
            inputs.add(fresh);
            return "p" + (inputs.size() - 1);
        });
    }
}
