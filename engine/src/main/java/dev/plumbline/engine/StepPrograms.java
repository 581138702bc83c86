package dev.plumbline.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The recorded steps of some rows that a decoder is writing, one a shape.
///
/// A step of a shape that comes again is recorded and from then on handed to libtorch as one call; the recording must
/// give the very numbers that the operations gave one by one, or it is thrown away. What other rows of the decoder
/// recorded is taken over. Engine thread only.
final class StepPrograms implements AutoCloseable {
    /// Programs kept; the one used longest ago goes first.
    private static final int KEPT = 128;

    /// Steps before a program is worth compiling, which takes as long as a dozen small ones.
    private static final int WORTH_COMPILING = 8;

    /// One step of the rows.
    interface Step {
        /// What tells steps of different shape apart.
        long shape();

        /// Of what kind it is; null if no other rows can take its program over.
        StepPattern.@Nullable Kind kind();

        /// All that it reads of these rows, in one order for all rows.
        List<Tensor> tensors();

        /// Its results, one operation after the other.
        List<Tensor> computed();

        /// Tells the cache that a program has done what [#computed] does.
        void done();
    }

    private final Decoder decoder;
    private final Map<Long, RecordedStep> programs = new LinkedHashMap<>(16, .75f, true);
    private boolean recordable = true;
    private int steps;
    private int recordings;
    private int generation;

    StepPrograms(Decoder decoder) {
        this.decoder = decoder;
        this.generation = decoder.generation();
    }

    /// The results of a step: by its program, if there is one.
    List<Tensor> results(Step step) {
        steps++;
        if (generation != decoder.generation()) {
            generation = decoder.generation();
            forget();
        }
        RecordedStep program = program(step);
        if (program != null) {
            step.done();
            return program.run();
        }
        return recordable ? recorded(step) : step.computed();
    }

    /// Lets all programs go: the rows' tensors are no longer the same.
    void forget() {
        programs.values().forEach(RecordedStep::close);
        programs.clear();
    }

    /// Steps that were recorded, whatever became of it.
    int recordings() {
        return recordings;
    }

    /// Whether steps are repeated as recorded; false before the first such step and where none can be.
    boolean repeat() {
        return recordable && !programs.isEmpty();
    }

    @Override
    public void close() {
        forget();
    }

    /// The rows' own program of this shape, or that of others over the tensors of these; null for none.
    private @Nullable RecordedStep program(Step step) {
        RecordedStep own = programs.get(step.shape());
        StepPattern.Kind kind = own != null || !recordable ? null : step.kind();
        if (kind == null) {
            return own;
        }
        RecordedStep other = decoder.packed().recorded(kind, step.tensors(), generation, step.shape());
        if (other != null) {
            put(step.shape(), other);
        }
        return other;
    }

    /// The results, and a program of the step where that is worth it. The program does not depend on the shape: one
    /// that is compiled serves all of them, over other tensors.
    private List<Tensor> recorded(Step step) {
        recordings++;
        step.tensors(); // a view that is made on first use must not become part of the step
        List<Tensor> results;
        String source;
        List<Tensor> inputs;
        try (Recording recording = Recording.open()) {
            results = step.computed();
            source = recording.source(results);
            inputs = recording.inputs();
        }
        if (source.isEmpty()) {
            recordable = false;
        } else if (RecordedStep.isCompiled(source) || steps >= WORTH_COMPILING) {
            keep(step, source, inputs, results);
        }
        return results;
    }

    /// Keeps a program that gives the numbers that it should, which is looked at once for each source and shape.
    private void keep(Step step, String source, List<Tensor> inputs, List<Tensor> expected) {
        RecordedStep program = RecordedStep.of(source, inputs);
        if (!RecordedStep.proven(source, step.shape())) {
            if (!same(program.run(), expected)) {
                recordable = false;
                program.close();
                return;
            }
            program.prove(step.shape());
        }
        put(step.shape(), program);
        StepPattern.Kind kind = step.kind();
        if (kind != null) {
            decoder.packed().keep(kind, StepPattern.of(source, inputs, step.tensors(), generation));
        }
    }

    private void put(long shape, RecordedStep program) {
        programs.put(shape, program);
        if (programs.size() > KEPT) {
            Map.Entry<Long, RecordedStep> oldest =
                    programs.entrySet().iterator().next();
            programs.remove(oldest.getKey());
            oldest.getValue().close();
        }
    }

    /// Whether two computations of the same step gave the same numbers; reading the same tokens again changes
    /// nothing.
    private static boolean same(List<Tensor> found, List<Tensor> expected) {
        for (int i = 0; i < expected.size(); i++) {
            if (!Arrays.equals(found.get(i).toFloats(), expected.get(i).toFloats())) {
                return false;
            }
        }
        return true;
    }
}
