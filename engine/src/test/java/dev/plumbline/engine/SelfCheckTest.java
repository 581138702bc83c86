package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
    @BeforeEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @Test
    void findsTheLogitsThatShip() {
        assertThat(SelfCheck.reference()).hasSize(12 * 32);
        assertThat(SelfCheck.logitDeviation()).isLessThan(SelfCheck.TOLERANCE);
    }

    @Test
    void theLogitsThatShipAreFarEnoughApartToTellAMistake() {
        double[] shuffled = SelfCheck.reference();
        double first = shuffled[0];
        shuffled[0] = shuffled[1];
        shuffled[1] = first;

        assertThat(SelfCheck.deviation(SelfCheck.logits(), shuffled)).isGreaterThan(100 * SelfCheck.TOLERANCE);
    }

    @Test
    void aLogitThatIsNoNumberIsInfinitelyFarOff() {
        double[] broken = SelfCheck.logits();
        broken[7] = Double.NaN;

        assertThat(SelfCheck.deviation(broken, SelfCheck.reference())).isInfinite();
    }

    @Test
    void generationOverACacheSaysWhatGenerationWithoutOneWould() {
        assertThat(SelfCheck.cacheDeviation()).isLessThan(SelfCheck.TOLERANCE);
    }

    @Test
    void namesTheLibraryAndItsThreads() {
        assertThat(SelfCheck.library()).matches("libtorch \\d+\\.\\d+.*, \\S.*");
        assertThat(SelfCheck.threads()).isEqualTo(Engine.options().resolvedThreads());
    }

    @Test
    void measuresAPositiveRate() {
        assertThat(SelfCheck.gigaflops(DType.FLOAT32, Duration.ofMillis(20)))
                .isPositive()
                .isFinite();
    }
}
