package dev.plumbline.core.stats;

import java.util.Arrays;

/// What items truly are, and how each worker errs, from their votes alone (Dawid, Skene 1979), by expectation and
/// maximisation from the shares of votes.
///
/// errors(w)[observed][true] is the chance that worker w says `observed` of an item that is `true`. A label that the
/// worker never used has chance 0; among those used, a chance is at least 1e-10 before it is normalised.
public final class DawidSkene {
    private static final double FLOOR = 1e-10;

    private final Votes votes;
    private double[][] posterior;
    private double[] prior;
    private double[][][] errors;

    private DawidSkene(Votes votes) {
        this.votes = votes;
        this.posterior = new double[votes.items()][];
        for (int item = 0; item < votes.items(); item++) {
            posterior[item] = votes.shares(item);
        }
        this.prior = new double[votes.labels()];
        this.errors = new double[votes.workers()][votes.labels()][votes.labels()];
        maximise();
    }

    /// Exactly this many rounds.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if an item has no vote
    public static DawidSkene of(Votes votes, int iterations) {
        Require.defined(votes.items() > 0, "no items");
        Require.count(iterations, "iterations");
        DawidSkene fit = new DawidSkene(votes);
        for (int i = 0; i < iterations; i++) {
            fit.expect();
            fit.maximise();
        }
        return fit;
    }

    /// Of each item, the chance of each label.
    public double[][] posterior() {
        return Arrays.stream(posterior).map(double[]::clone).toArray(double[][]::new);
    }

    /// How common each label is.
    public double[] prior() {
        return prior.clone();
    }

    /// How a worker errs: [observed][true].
    public double[][] errors(int worker) {
        return Arrays.stream(errors[worker]).map(double[]::clone).toArray(double[][]::new);
    }

    /// The log-likelihood of the votes under the prior and the errors as they are now.
    public double logLikelihood() {
        double sum = 0;
        for (double[] row : logJoint(Double.MIN_NORMAL)) {
            double top = Arrays.stream(row).max().orElseThrow();
            sum += top + Math.log(Arrays.stream(row).map(x -> Math.exp(x - top)).sum());
        }
        return sum;
    }

    private void expect() {
        double[][] joint = logJoint(FLOOR);
        for (double[] row : joint) {
            double top = Arrays.stream(row).max().orElseThrow();
            double all = Arrays.stream(row).map(x -> Math.exp(x - top)).sum();
            Arrays.setAll(row, label -> Math.exp(row[label] - top) / all);
        }
        posterior = joint;
    }

    private double[][] logJoint(double floor) {
        double[][] joint = new double[votes.items()][votes.labels()];
        for (double[] row : joint) {
            Arrays.setAll(row, label -> Math.log(Math.max(prior[label], floor)));
        }
        for (Votes.Vote vote : votes.votes()) {
            for (int label = 0; label < votes.labels(); label++) {
                joint[vote.item()][label] += Math.log(errors[vote.worker()][vote.label()][label]);
            }
        }
        return joint;
    }

    private void maximise() {
        int labels = votes.labels();
        prior = new double[labels];
        for (double[] row : posterior) {
            for (int label = 0; label < labels; label++) {
                prior[label] += row[label] / posterior.length;
            }
        }
        errors = new double[votes.workers()][labels][labels];
        boolean[][] used = new boolean[votes.workers()][labels];
        for (Votes.Vote vote : votes.votes()) {
            used[vote.worker()][vote.label()] = true;
            for (int label = 0; label < labels; label++) {
                errors[vote.worker()][vote.label()][label] += posterior[vote.item()][label];
            }
        }
        for (int worker = 0; worker < errors.length; worker++) {
            normalise(errors[worker], used[worker]);
        }
    }

    /// Over what was observed, for each true label; a worker without votes keeps zeros.
    private static void normalise(double[][] ofWorker, boolean[] used) {
        for (int truth = 0; truth < ofWorker.length; truth++) {
            double all = 0;
            for (int seen = 0; seen < ofWorker.length; seen++) {
                ofWorker[seen][truth] = used[seen] ? Math.max(ofWorker[seen][truth], FLOOR) : 0;
                all += ofWorker[seen][truth];
            }
            for (int seen = 0; all > 0 && seen < ofWorker.length; seen++) {
                ofWorker[seen][truth] /= all;
            }
        }
    }
}
