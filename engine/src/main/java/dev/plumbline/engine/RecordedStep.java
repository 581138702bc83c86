package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A recorded step as a program that libtorch runs in one call, over the very tensors that it was recorded with.
///
/// It holds those tensors, reads what is in them at the time, and changes those that the step changed. Engine thread
/// only; closing frees the program and lets the tensors go.
final class RecordedStep implements AutoCloseable {
    private final CompilationUnit unit;
    private final Function step;
    private final IValueVector inputs;
    private final IValueVector stack;

    private RecordedStep(CompilationUnit unit, Function step, IValueVector inputs, IValueVector stack) {
        this.unit = unit;
        this.step = step;
        this.inputs = inputs;
        this.stack = stack;
    }

    /// @param source a function of TorchScript that takes the inputs and gives a list of tensors
    static RecordedStep compile(String source, List<Tensor> inputs) {
        return NativeCall.of("compile", () -> {
            try (PointerScope scope = new PointerScope()) {
                // The optimiser would look for fusions that this build of libtorch cannot make.
                torch.setGraphExecutorOptimize(false);
                CompilationUnit unit = torch.compile(source);
                Function step = unit.get_functions().get(0);
                IValueVector given = new IValueVector();
                for (Tensor input : inputs) {
                    given.push_back(new IValue(input.raw()));
                }
                IValueVector stack = new IValueVector();
                unit.retainReference();
                step.retainReference();
                given.retainReference();
                stack.retainReference();
                return new RecordedStep(unit, step, given, stack);
            }
        });
    }

    /// Runs the step; the results belong to the innermost scope.
    List<Tensor> run() {
        return NativeCall.of("recorded step", () -> {
            stack.put(inputs);
            step.run(stack);
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
        step.releaseReference();
        unit.releaseReference();
    }
}
