package dev.plumbline.train.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Minimises a smooth convex function: L-BFGS with backtracking (Nocedal and Wright, *Numerical Optimization*,
/// algorithms 7.4 and 3.1). Deterministic.
final class LimitedMemoryBfgs {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;

    /// A function and its gradient.
    interface Objective {
        /// The value at `x`; writes the gradient there.
        double at(double[] x, double[] gradient);
    }

    /// @param gradientNorm the Euclidean norm of the gradient at `x`
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Minimum(double[] x, double value, double gradientNorm, int iterations) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Step(double[] moved, double[] turned, double rho) {}

    private LimitedMemoryBfgs() {}

    /// Starts at 0 and stops when the gradient's norm is at most `tolerance`, when no step lowers the value any
    /// more, or after `most` iterations.
    static Minimum minimise(Objective objective, int dimensions, double tolerance, int most) {
        double[] x = new double[dimensions];
        double[] gradient = new double[dimensions];
        double value = objective.at(x, gradient);
        Deque<Step> memory = new ArrayDeque<>();
        int iteration = 0;
        while (iteration < most && norm(gradient) > tolerance) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            double[] next = new double[dimensions];
            double[] nextGradient = new double[dimensions];
            double length = memory.isEmpty() ? 1 / Math.max(1, norm(gradient)) : 1;
            double nextValue;
            do {
                for (int i = 0; i < dimensions; i++) {
                    next[i] = x[i] + length * direction[i];
                }
                nextValue = objective.at(next, nextGradient);
                length /= 2;
            } while (!(nextValue <= value + SUFFICIENT_DECREASE * 2 * length * slope) && length > 1e-20);
            if (!(nextValue < value)) {
                break;
            }
            remember(memory, difference(next, x), difference(nextGradient, gradient));
            x = next;
            gradient = nextGradient;
            value = nextValue;
            iteration++;
        }
        return new Minimum(x, value, norm(gradient), iteration);
    }

    private static double[] direction(double[] gradient, Deque<Step> memory) {
        double[] q = gradient.clone();
        double[] alpha = new double[memory.size()];
        int i = 0;
        for (Step step : memory) {
            alpha[i] = step.rho() * dot(step.moved(), q);
            add(q, step.turned(), -alpha[i++]);
        }
        if (!memory.isEmpty()) {
            Step last = memory.getFirst();
            scale(q, 1 / (last.rho() * dot(last.turned(), last.turned())));
        }
        for (Iterator<Step> oldest = memory.descendingIterator(); oldest.hasNext(); ) {
            Step step = oldest.next();
            add(q, step.moved(), alpha[--i] - step.rho() * dot(step.turned(), q));
        }
        scale(q, -1);
        return q;
    }

    private static void remember(Deque<Step> memory, double[] moved, double[] turned) {
        double curvature = dot(moved, turned);
        if (curvature <= 0) {
            return;
        }
        if (memory.size() == MEMORY) {
            memory.removeLast();
        }
        memory.addFirst(new Step(moved, turned, 1 / curvature));
    }

    private static double[] difference(double[] a, double[] b) {
        double[] d = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            d[i] = a[i] - b[i];
        }
        return d;
    }

    private static void add(double[] to, double[] what, double times) {
        for (int i = 0; i < to.length; i++) {
            to[i] += times * what[i];
        }
    }

    private static void scale(double[] x, double times) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= times;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }
}
