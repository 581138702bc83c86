package dev.plumbline.core.stats;

/// How often k tries would succeed, without bias, from n tries of which c succeeded (Chen et al. 2021, arXiv
/// 2107.03374).
public final class PassAtK {
    private PassAtK() {}

    /// The chance that at least one of k tries succeeds: 1 - C(n - c, k) / C(n, k).
    public static double any(int n, int successes, int k) {
        check(n, successes, k);
        return 1 - share(n, n - successes, k);
    }

    /// The chance that all k tries succeed: C(c, k) / C(n, k).
    public static double all(int n, int successes, int k) {
        check(n, successes, k);
        return share(n, successes, k);
    }

    /// C(c, k) / C(n, k) as a product of k shares.
    private static double share(int n, int c, int k) {
        double share = 1;
        for (int i = 0; i < k; i++) {
            share *= Math.max(0, c - i) / (double) (n - i);
        }
        return share;
    }

    private static void check(int n, int successes, int k) {
        Require.count(successes, "successes");
        Require.that(successes <= n, "successes must be at most n = " + n + ", not " + successes);
        Require.that(k > 0, "k must be 1 or more, not " + k);
        Require.defined(k <= n, "k = " + k + " exceeds the number of samples, " + n);
    }
}
