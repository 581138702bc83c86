package dev.plumbline.core.stats;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who is better, from rankings of several at once, full or partial: the next place goes to i with chance
/// exp(s_i) / sum of exp(s) over those that are left (Plackett 1975; Luce 1959).
public final class PlackettLuce {
    private PlackettLuce() {}

    /// Strengths by maximum likelihood.
    ///
    /// @param systems how many there are
    /// @param rankings system numbers, the best first, none twice in one ranking
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED unless every system reaches every other along
    /// "ranked before"
    public static Strengths of(int systems, List<List<Integer>> rankings) {
        double[][] before = new double[systems][systems];
        for (List<Integer> ranking : rankings) {
            check(ranking, systems);
            for (int i = 0; i < ranking.size(); i++) {
                for (int later : ranking.subList(i + 1, ranking.size())) {
                    before[ranking.get(i)][later]++;
                }
            }
        }
        Strengths.total(before, "rankings");
        Strengths.requireConnected(before);
        return Strengths.of(new Model(rankings).maximum(new double[systems]), rankings.size());
    }

    private static void check(List<Integer> ranking, int systems) {
        Set<Integer> seen = new HashSet<>();
        for (int system : ranking) {
            Require.that(
                    system >= 0 && system < systems, "a ranking names system " + system + " of only " + systems);
            Require.that(seen.add(system), "a ranking names system " + system + " twice");
        }
    }

    private record Model(List<List<Integer>> rankings) implements Likelihood {
        @Override
        public double at(double[] s) {
            double sum = 0;
            for (List<Integer> ranking : rankings) {
                for (int i = 0; i + 1 < ranking.size(); i++) {
                    List<Integer> left = ranking.subList(i, ranking.size());
                    double top = left.stream().mapToDouble(k -> s[k]).max().orElseThrow();
                    double all = left.stream().mapToDouble(k -> Math.exp(s[k] - top)).sum();
                    sum += s[left.getFirst()] - top - Math.log(all);
                }
            }
            return sum;
        }

        @Override
        public Slope slope(double[] s) {
            double[] gradient = new double[s.length];
            double[][] information = new double[s.length][s.length];
            for (List<Integer> ranking : rankings) {
                for (int i = 0; i + 1 < ranking.size(); i++) {
                    List<Integer> left = ranking.subList(i, ranking.size());
                    double top = left.stream().mapToDouble(k -> s[k]).max().orElseThrow();
                    double all = left.stream().mapToDouble(k -> Math.exp(s[k] - top)).sum();
                    gradient[left.getFirst()]++;
                    for (int a : left) {
                        double q = Math.exp(s[a] - top) / all;
                        gradient[a] -= q;
                        information[a][a] += q;
                        for (int b : left) {
                            information[a][b] -= q * Math.exp(s[b] - top) / all;
                        }
                    }
                }
            }
            return new Slope(gradient, Strengths.anchored(information));
        }
    }
}
