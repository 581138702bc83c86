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

    private static final String FIRST = "[0]";

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

    /// The size of a tensor's dimension, whatever it is when the program runs.
    record SizeOf(Tensor tensor, int dim) {}

    /// An argument that TorchScript takes by name alone.
    record Keyword(String name, Object value) {}

    /// Describes the operation that made `result`: the TorchScript function and its arguments in order. An
    /// argument is a tensor, a list of tensors, a number, a boolean, an array of sizes, an element type, a
    /// [Keyword], or null for None.
    ///
    /// A name that ends in `[0]` is that of a function with several results, of which the first is meant.
    void note(Tensor result, String function, @Nullable Object[] arguments) {
        described++;
        String call = call(function, arguments);
        // An operation in place gives the tensor that it changed, which may have a name already.
        String name = "v" + described;
        names.put(result, name);
        lines.append("  ").append(name).append(" = ").append(call).append('\n');
    }

    private String call(String function, @Nullable Object[] arguments) {
        boolean several = function.endsWith(FIRST);
        int end = several ? function.length() - FIRST.length() : function.length();
        StringBuilder call =
                new StringBuilder(function).delete(end, function.length()).append('(');
        for (int i = 0; i < arguments.length; i++) {
            call.append(i == 0 ? "" : ", ").append(text(arguments[i]));
        }
        return call.append(several ? ")" + FIRST : ")").toString();
    }

    /// A program and the tensors that it reads.
    record Program(String source, List<Tensor> inputs) {}

    /// The program of one operation, described as in [#note].
    static Program single(String function, @Nullable Object... arguments) {
        Recording alone = new Recording();
        String call = alone.call(function, arguments);
        return new Program(alone.head() + "  return [" + call + "]\n", alone.inputs());
    }

    /// The source of a program that computes these tensors from [#inputs]; empty if an operation did not describe
    /// itself. Equal computations of equal shapes give equal sources.
    String source(List<Tensor> results) {
        if (calls != described) {
            return "";
        }
        List<String> wanted = results.stream().map(this::name).toList();
        return head() + lines + "  return [" + String.join(", ", wanted) + "]\n";
    }

    private String head() {
        StringBuilder head = new StringBuilder("def step(");
        for (int i = 0; i < inputs.size(); i++) {
            head.append(i == 0 ? "" : ", ").append('p').append(i).append(": Tensor");
        }
        return head.append(") -> List[Tensor]:\n").toString();
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
            case SizeOf size -> name(size.tensor) + ".size(" + size.dim + ")";
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
