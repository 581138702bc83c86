package dev.plumbline.worlds.agents;

/// Sums over parts of arrays.
final class LinearAlgebra {
    private LinearAlgebra() {}

    static double dot(double[] a, int from, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += a[from + i] * b[i];
        }
        return sum;
    }

    static void add(double[] to, int from, double[] what, double scale) {
        for (int i = 0; i < what.length; i++) {
            to[from + i] += scale * what[i];
        }
    }
}
