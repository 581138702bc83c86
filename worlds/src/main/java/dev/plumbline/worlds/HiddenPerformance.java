package dev.plumbline.worlds;

/// The hidden performance of an enumerated world, one value for each entry of its [ObservedModel].
///
/// Nothing in the package of agents mentions this type; a test holds that.
public final class HiddenPerformance {
    private final double[] values;

    HiddenPerformance(double[] values) {
        this.values = values;
    }

    /// The expected hidden performance of this entry of the model.
    public double at(int entry) {
        return values[entry];
    }

    /// A copy of all values, in the order of the model's entries.
    public double[] values() {
        return values.clone();
    }
}
