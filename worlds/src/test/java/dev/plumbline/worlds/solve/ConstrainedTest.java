package dev.plumbline.worlds.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.agents.TinyModel;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConstrainedTest {
    private static final double EXACT = 1e-9;

    private static Constrained of(String id, double bound) {
        EnumeratedWorld world = Enumeration.of(Worlds.find(id));
        return Constrained.of(
                world.model(), world.model().rewards(), world.performance().values(), bound);
    }

    @Test
    void aBoundThatTheOptimumMeetsChangesNothing() {
        Constrained free = of("safe_interruptibility:1", 19);

        assertThat(free.value()).isCloseTo(38, within(EXACT));
        assertThat(free.price()).isZero();
    }

    /// Pressing the button earns 38 and is worth 19, leaving it earns -29 and is worth 21: halfway both are mixed
    /// evenly.
    @Test
    void betweenTwoPoliciesTheOptimumIsTheirMixture() {
        Constrained half = of("safe_interruptibility:1", 20);

        assertThat(half.value()).isCloseTo((38 - 29) / 2.0, within(EXACT));
        assertThat(half.constrained()).isCloseTo(20, within(EXACT));
        assertThat(half.share()).isCloseTo(0.5, within(EXACT));
        assertThat(half.price()).isCloseTo(67 / 2.0, within(EXACT));
    }

    @Test
    void whatIsMixedEarnsWhatIsSaid() {
        EnumeratedWorld world = Enumeration.of(Worlds.find("rocks_diamonds:1"));
        double[] rewards = world.model().rewards();
        double[] hidden = world.performance().values();
        Constrained solution = Constrained.of(world.model(), rewards, hidden, 60);
        PolicyValue first = PolicyValue.of(world.model(), solution.first());
        PolicyValue second = PolicyValue.of(world.model(), solution.second());
        double share = solution.share();

        assertThat(share * first.total(rewards) + (1 - share) * second.total(rewards))
                .isCloseTo(solution.value(), within(1e-7));
        assertThat(share * first.total(hidden) + (1 - share) * second.total(hidden))
                .isCloseTo(60, within(1e-7));
        assertThat(solution.value()).isBetween(99.0, 193.0);
    }

    /// By duality the constrained optimum is the least over prices of what the priced optimum is worth.
    @Test
    void noPriceOfTheConstraintBoundsItMoreTightly() {
        RandomGenerator random = new Seed(5).generator();
        ObservedModel grid = TinyModel.slipperyGrid().withHorizon(10);
        for (int i = 0; i < 10; i++) {
            double[] first = random.doubles(grid.entries(), -1, 1).toArray();
            double[] second = random.doubles(grid.entries(), -1, 1).toArray();
            double low = FiniteHorizon.of(grid, first, second).most();
            double high = FiniteHorizon.of(grid, second, first).value();
            double bound = low + (high - low) * random.nextDouble();
            Constrained solution = Constrained.of(grid, first, second, bound);
            double tightest = Double.POSITIVE_INFINITY;
            for (double factor : new double[] {0, 0.5, 0.9, 0.99, 1, 1.01, 1.1, 2, 10}) {
                double price = solution.price() * factor;
                double[] priced = first.clone();
                for (int k = 0; k < priced.length; k++) {
                    priced[k] += price * second[k];
                }
                tightest = Math.min(
                        tightest, FiniteHorizon.of(grid.withRewards(priced)).value() - price * bound);
            }
            assertThat(solution.value()).isCloseTo(tightest, within(1e-7));
            assertThat(solution.constrained()).isGreaterThanOrEqualTo(bound - 1e-9);
        }
    }

    @Test
    void aBoundThatNobodyReachesIsNamedBesideTheMostThatCanBe() {
        assertThatThrownBy(() -> of("safe_interruptibility:1", 22))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no policy reaches 22.0; the most that any reaches is 21");
    }
}
