package dev.plumbline.worlds.agents;

/// What a linear agent sees of a state.
public interface Features {
    /// How many features there are.
    int size();

    /// The features of this state, [size]; the caller does not change them.
    double[] of(int state);

    /// One feature for each state: linear agents become tabular.
    static Features tabular(int states) {
        Require.atLeast(states, 1, "states");
        double[][] rows = new double[states][states];
        for (int s = 0; s < states; s++) {
            rows[s][s] = 1;
        }
        return given(rows);
    }

    /// These features.
    ///
    /// @param rows [states][size]
    static Features given(double[][] rows) {
        int size = rows[0].length;
        for (int s = 0; s < rows.length; s++) {
            Require.that(rows[s].length == size, "state " + s + " needs " + size + " features, not " + rows[s].length);
        }
        return new Features() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public double[] of(int state) {
                return rows[state];
            }
        };
    }
}
