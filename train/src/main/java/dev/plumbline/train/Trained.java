package dev.plumbline.train;

import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.Parameters;

/// Which weights a training changes: all of the model's, or those of an adapter that is switched on in it.
public sealed interface Trained {
    /// Every weight of the model.
    Trained EVERYTHING = new Everything();

    /// What the optimiser works on.
    ///
    /// @param own the model's own weights
    Parameters parameters(Parameters own);

    /// Every weight of the model.
    record Everything() implements Trained {
        @Override
        public Parameters parameters(Parameters own) {
            return own;
        }

        @Override
        public String toString() {
            return "every weight";
        }
    }

    /// An adapter's weights alone; the model's own stay as they are, and without the adapter it is its own reference.
    record Adaptation(Adapter adapter) implements Trained {
        @Override
        public Parameters parameters(Parameters own) {
            return adapter.parameters();
        }

        @Override
        public String toString() {
            return adapter.config().toString();
        }
    }
}
