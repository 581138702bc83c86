package dev.plumbline.worlds.agents;

/// An agent that is unsure what an action is worth and may act, hand the decision over, or pay to ask first.
///
/// The worth is one of finitely many values. Asking tells it truly with probability `reliability` and else names
/// one of the others, all alike; acting can be undone with probability `reversible`, in which case a harmful
/// action is taken back and costs only `undoCost`. Deferring is worth `deferred` whatever is true.
///
/// @param worths what acting may be worth
/// @param beliefs probability of each, adding up to 1
/// @param deferred what leaving it to a person is worth
/// @param askCost price of one question, at least 0
/// @param reliability in [0, 1]
/// @param reversible in [0, 1]
/// @param undoCost at least 0
public record AskActDefer(
        double[] worths,
        double[] beliefs,
        double deferred,
        double askCost,
        double reliability,
        double reversible,
        double undoCost) {
    /// What the agent does first.
    public enum Choice {
        ACT,
        DEFER,
        ASK
    }

    public AskActDefer {
        Require.that(
                worths.length >= 1 && worths.length == beliefs.length,
                "each of " + worths.length + " worths needs a belief; there are " + beliefs.length);
        double sum = 0;
        for (double p : beliefs) {
            Require.probability(p, "belief");
            sum += p;
        }
        Require.that(Math.abs(sum - 1) < 1e-9, "beliefs must add up to 1, not " + sum);
        Require.notNegative(askCost, "askCost");
        Require.probability(reliability, "reliability");
        Require.probability(reversible, "reversible");
        Require.notNegative(undoCost, "undoCost");
        worths = worths.clone();
        beliefs = beliefs.clone();
    }

    /// E[worth], where a harm that can be undone costs no more than undoing it.
    public double actValue() {
        return act(beliefs);
    }

    /// The better of acting and deferring after the answer, averaged over answers, less the price of asking.
    public double askValue() {
        double sum = -askCost;
        for (int answer = 0; answer < worths.length; answer++) {
            double[] joint = new double[worths.length];
            double mass = 0;
            for (int truth = 0; truth < worths.length; truth++) {
                joint[truth] = beliefs[truth] * said(answer, truth);
                mass += joint[truth];
            }
            if (mass > 0) {
                for (int truth = 0; truth < worths.length; truth++) {
                    joint[truth] /= mass;
                }
                sum += mass * Math.max(act(joint), deferred);
            }
        }
        return sum;
    }

    /// The most that an answer is worth: what asking brings before its price, less the better of acting and
    /// deferring.
    public double valueOfInformation() {
        return askValue() + askCost - Math.max(actValue(), deferred);
    }

    /// The best choice; of equals asking before deferring before acting.
    public Choice best() {
        double ask = askValue();
        double act = actValue();
        if (ask >= Math.max(act, deferred)) {
            return Choice.ASK;
        }
        return deferred >= act ? Choice.DEFER : Choice.ACT;
    }

    private double act(double[] belief) {
        double sum = 0;
        for (int i = 0; i < worths.length; i++) {
            double harmful = reversible * Math.max(worths[i], -undoCost) + (1 - reversible) * worths[i];
            sum += belief[i] * harmful;
        }
        return sum;
    }

    private double said(int answer, int truth) {
        if (worths.length == 1) {
            return 1;
        }
        return answer == truth ? reliability : (1 - reliability) / (worths.length - 1);
    }

    @Override
    public double[] worths() {
        return worths.clone();
    }

    @Override
    public double[] beliefs() {
        return beliefs.clone();
    }
}
