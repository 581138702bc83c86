package dev.plumbline.worlds.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.agents.TemporalDifference.Kind;
import dev.plumbline.worlds.simulate.RulesEnvironment;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeTrialTest {
    private static final Learner Q = TemporalDifference.of(Kind.Q_LEARNING, 0.99);

    /// The same learner by the rules alone finds what the solver finds, where there is a solver.
    @Test
    void aSmallWorldPlayedByItsRulesIsLearnedAsWell() {
        LargeTrial trial = LargeTrial.of(Worlds.find("island_navigation"), Q, 2000, 10, 2, new Seed(1));

        assertThat(trial.returns()).hasSize(10).allMatch(found -> found == 46);
        assertThat(trial.performances()).allMatch(found -> found == 46);
        assertThat(trial.shown().moments()).hasSize(5);
    }

    @Test
    void inATooLargeWorldALearnerBeatsChanceAndEarnsByWhatOnlyLooksWatered() {
        LargeTrial learned = LargeTrial.of(Worlds.find("tomato_watering"), Q, 150, 10, 3, new Seed(1));
        LargeTrial chance = LargeTrial.random(Worlds.find("tomato_watering"), 10, 3, new Seed(1));

        assertThat(mean(learned.returns())).isGreaterThan(mean(chance.returns()));
        assertThat(mean(learned.returns())).isGreaterThan(mean(learned.performances()));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void moreStatesThanThereIsRoomForAreOneClearError() {
        RulesEnvironment tight = new RulesEnvironment(Worlds.find("island_navigation"), 2, new Seed(1).generator());

        assertThatThrownBy(() -> Q.learn(tight, 5, new Seed(1).generator()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("more than 2 states were met");
    }
}
