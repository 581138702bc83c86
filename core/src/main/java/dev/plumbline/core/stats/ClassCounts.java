package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Predictions of one of several classes against the truth.
public final class ClassCounts {
    private final double[][] table;
    private final int n;

    private ClassCounts(double[][] table, int n) {
        this.table = table;
        this.n = n;
    }

    /// Counts predictions, classes being 0 to `classes` - 1.
    public static ClassCounts of(int[] labels, int[] predictions, int classes) {
        Require.sameLength(labels.length, predictions.length, "labels and predictions");
        Require.defined(labels.length > 0, "no items");
        double[][] table = new double[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            Require.that(
                    labels[i] >= 0 && labels[i] < classes && predictions[i] >= 0 && predictions[i] < classes,
                    "item " + i + ": a class must be 0 to " + (classes - 1));
            table[labels[i]][predictions[i]]++;
        }
        return new ClassCounts(table, labels.length);
    }

    /// Share of items of the right class.
    public Proportion accuracy() {
        return new Proportion((int) correct(), n);
    }

    /// 2 TP / (2 TP + FP + FN) of each class that occurs among labels or predictions.
    public SortedMap<Integer, Double> f1() {
        SortedMap<Integer, Double> scores = new TreeMap<>();
        for (int c = 0; c < table.length; c++) {
            double both = labelled(c) + predicted(c);
            if (both > 0) {
                scores.put(c, 2 * table[c][c] / both);
            }
        }
        return scores;
    }

    /// The mean of F1 over the classes that occur.
    public double macroF1() {
        return f1().values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow(() -> Require.undefined("no class occurs"));
    }

    /// F1 of all calls together, which for one class per item is the accuracy.
    public double microF1() {
        return accuracy().value();
    }

    /// The mean of F1 weighted by how often a class is the true one.
    public double weightedF1() {
        double sum = 0;
        for (var entry : f1().entrySet()) {
            sum += entry.getValue() * labelled(entry.getKey()) / n;
        }
        return sum;
    }

    /// The mean recall over the classes that occur among the labels, at least two.
    public double balancedAccuracy() {
        List<Double> recalls = new ArrayList<>();
        for (int c = 0; c < table.length; c++) {
            if (labelled(c) > 0) {
                recalls.add(table[c][c] / labelled(c));
            }
        }
        Require.defined(recalls.size() > 1, "one class only");
        return recalls.stream().mapToDouble(Double::doubleValue).sum() / recalls.size();
    }

    /// Gorodkin's R_k (2004), Matthews' correlation for several classes.
    public double matthews() {
        double products = 0;
        double labels = 0;
        double predictions = 0;
        for (int c = 0; c < table.length; c++) {
            products += labelled(c) * predicted(c);
            labels += labelled(c) * labelled(c);
            predictions += predicted(c) * predicted(c);
        }
        double all = (double) n * n;
        Require.defined(labels < all && predictions < all, "one class only");
        return (correct() * n - products) / Math.sqrt(all - predictions) / Math.sqrt(all - labels);
    }

    private double correct() {
        double sum = 0;
        for (int c = 0; c < table.length; c++) {
            sum += table[c][c];
        }
        return sum;
    }

    private double labelled(int c) {
        return Mean.sum(table[c]);
    }

    private double predicted(int c) {
        return Arrays.stream(table).mapToDouble(row -> row[c]).sum();
    }
}
