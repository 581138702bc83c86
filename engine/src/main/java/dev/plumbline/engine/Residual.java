package dev.plumbline.engine;

/// Where the norms of a block stand, and how attention and feed-forward layer add to the residual stream x.
public enum Residual {
    /// x += attention(norm(x)); x += feedForward(norm(x)).
    BEFORE(true, false, false, false),
    /// x += norm(attention(norm(x))); x += norm(feedForward(norm(x))).
    AROUND(true, true, false, false),
    /// x += norm(attention(x)); x += norm(feedForward(x)).
    AFTER_BRANCH(false, true, false, false),
    /// x = norm(x + attention(x)); x = norm(x + feedForward(x)).
    AFTER_SUM(false, false, true, false),
    /// x += attention(norm(x)) + feedForward(norm'(x)).
    PARALLEL(true, false, false, true);

    /// Whether a branch reads a normed stream.
    final boolean before;

    /// Whether what a branch gives is normed.
    final boolean afterBranch;

    /// Whether the sum is normed.
    final boolean afterSum;

    /// Whether both branches read the block's input.
    final boolean parallel;

    Residual(boolean before, boolean afterBranch, boolean afterSum, boolean parallel) {
        this.before = before;
        this.afterBranch = afterBranch;
        this.afterSum = afterSum;
        this.parallel = parallel;
    }
}
