package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A recorded step as a program that libtorch runs in one call, over the very tensors that it was recorded with.
///
/// It holds those tensors, reads what is in them at the time, and changes those that the step changed. Programs
/// are compiled once for each source and kept, for that takes as long as many steps. Engine thread only; closing
/// lets the tensors go.
final class RecordedStep implements AutoCloseable {
    /// Compiled sources kept, a few hundred kilobytes each; the one used longest ago goes first.
    private static final int COMPILED = 256;

    private static final Map<String, Compiled> KEPT = new LinkedHashMap<>(16, .75f, true);

    /// A program without its tensors. The unit owns the function.
    ///
    /// @param proven shapes for which it gave the numbers that the operations gave one by one
    private record Compiled(CompilationUnit unit, Function step, Set<Long> proven) {}

    private final Compiled program;
    private final IValueVector inputs;
    private final IValueVector stack;

    private RecordedStep(Compiled program, IValueVector inputs, IValueVector stack) {
        this.program = program;
        this.inputs = inputs;
        this.stack = stack;
    }

    /// Whether this source needs no compiling.
    static boolean isCompiled(String source) {
        synchronized (KEPT) {
            return KEPT.containsKey(source);
        }
    }

    /// @param source a function of TorchScript that takes the inputs and gives a list of tensors
    static RecordedStep of(String source, List<Tensor> inputs) {
        try (PointerScope scope = new PointerScope()) {
            IValueVector given = new IValueVector();
            for (Tensor input : inputs) {
                given.push_back(new IValue(input.raw()));
            }
            return of(source, given);
        }
    }

    /// As above; the vector becomes the step's.
    static RecordedStep of(String source, IValueVector given) {
        return NativeCall.of("compile", () -> {
            try (PointerScope scope = new PointerScope()) {
                Compiled program = compiled(source);
                IValueVector stack = new IValueVector();
                given.retainReference();
                stack.retainReference();
                return new RecordedStep(program, given, stack);
            }
        });
    }

    /// The program, held for the caller.
    private static Compiled compiled(String source) {
        synchronized (KEPT) {
            Compiled program = KEPT.get(source);
            if (program == null) {
                // The optimiser would look for fusions that this build of libtorch cannot make.
                torch.setGraphExecutorOptimize(false);
                CompilationUnit unit = torch.compile(source);
                program = new Compiled(unit, unit.get_functions().get(0), new HashSet<>());
                StandIns.replace(torch.toGraphFunction(program.step).graph());
                unit.retainReference();
                KEPT.put(source, program);
            }
            program.unit.retainReference();
            if (KEPT.size() > COMPILED) {
                Compiled oldest = KEPT.remove(KEPT.keySet().iterator().next());
                if (oldest != null) {
                    oldest.unit.releaseReference(); // a step in use holds it still
                }
            }
            return program;
        }
    }

    /// What a program of one result gives for these inputs; it belongs to the innermost scope. For functions that
    /// only TorchScript reaches; to be called within a [NativeCall].
    static Tensor once(String source, List<Tensor> inputs) {
        Compiled program;
        try (PointerScope scope = new PointerScope()) {
            program = compiled(source);
        }
        IValueVector stack = new IValueVector();
        for (Tensor input : inputs) {
            stack.push_back(new IValue(input.raw()));
        }
        program.step.run(stack);
        program.unit.releaseReference();
        // The vector holds the tensor for as long as this scope; whoever keeps it needs a handle of its own.
        return new Tensor(
                new org.bytedeco.pytorch.Tensor(stack.get(0).toTensorVector().get(0)));
    }

    /// Whether a program is there that need not be held against the operations one by one for this shape any more.
    static boolean proven(String source, long shape) {
        synchronized (KEPT) {
            Compiled program = KEPT.get(source);
            return program != null && program.proven.contains(shape);
        }
    }

    /// Notes that it was held against them.
    void prove(long shape) {
        synchronized (KEPT) {
            program.proven.add(shape);
        }
    }

    /// Runs the step; the results belong to the innermost scope. No gradient can ever be taken of them, so that
    /// libtorch
    /// need not note for any operation or view what a gradient would want.
    List<Tensor> run() {
        return NativeCall.of("recorded step", () -> {
            stack.put(inputs);
            try (InferenceMode mode = new InferenceMode(true)) {
                program.step.run(stack);
            }
            TensorVector results = stack.get(0).toTensorVector();
            List<Tensor> tensors = new ArrayList<>();
            for (long i = 0; i < results.size(); i++) {
                tensors.add(new Tensor(results.get(i)));
            }
            stack.clear();
            return tensors;
        });
    }

    @Override
    public void close() {
        stack.releaseReference();
        inputs.releaseReference();
        program.unit.releaseReference();
    }
}
