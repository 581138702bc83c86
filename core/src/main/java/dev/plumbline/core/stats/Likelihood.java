package dev.plumbline.core.stats;

/// A concave log-likelihood of some parameters, and its maximum by Newton's method.
///
/// Steps that do not raise the likelihood are halved. Where the likelihood has no finite maximum the information runs
/// out, which is an error of code UNDEFINED.
interface Likelihood {
    /// The log-likelihood.
    double at(double[] parameters);

    /// How it changes there.
    Slope slope(double[] parameters);

    /// First and second derivatives.
    ///
    /// @param gradient of the log-likelihood
    /// @param information minus its Hessian
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next, never compared or kept
    record Slope(double[] gradient, double[][] information) {}

    /// Where the likelihood is highest.
    ///
    /// @param parameters at the maximum
    /// @param covariance inverse of the information there
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next, never compared or kept
    record Maximum(double[] parameters, double[][] covariance) {}

    /// How many Newton steps are tried.
    int MOST_STEPS = 200;

    /// Steps this small against the parameters are taken whole: Newton's method doubles its digits there, while the
    /// likelihood's own rounding can no longer say whether it rose.
    double NEAR = 1e-4;

    /// Steps this small are rounding.
    double CONVERGED = 1e-14;

    /// So many small steps reach the rounding floor wherever it lies.
    int LAST_STEPS = 6;

    /// What is said where there is no maximum.
    String NOT_FINITE = "the maximum of the likelihood is not finite";

    /// The maximum, from `start`.
    default Maximum maximum(double[] start) {
        double[] here = start.clone();
        int close = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            Slope slope = slope(here);
            PositiveDefinite information = PositiveDefinite.of(slope.information(), NOT_FINITE);
            double[] move = information.solve(slope.gradient());
            double length = largest(move) / (1 + largest(here));
            Require.defined(Double.isFinite(length), NOT_FINITE);
            if (length <= CONVERGED || close == LAST_STEPS) {
                return new Maximum(here, information.inverse());
            }
            if (length <= NEAR) {
                close++;
                here = moved(here, move, 1);
            } else {
                here = uphill(here, move);
            }
        }
        throw Require.undefined(NOT_FINITE);
    }

    /// The first of the whole step, its half, its quarter … that does not lower the likelihood.
    private double[] uphill(double[] here, double[] move) {
        double before = at(here);
        for (double share = 1; share > 1e-8; share /= 2) {
            double[] next = moved(here, move, share);
            if (at(next) >= before) {
                return next;
            }
        }
        throw Require.undefined(NOT_FINITE);
    }

    private static double[] moved(double[] here, double[] move, double share) {
        double[] next = here.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] += share * move[i];
        }
        return next;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double x : values) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }
}
