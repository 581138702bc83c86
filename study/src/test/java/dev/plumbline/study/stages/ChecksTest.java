package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksTest {
    @Test
    void numbersThatRiseAreTakenAndOthersRefusedWithWhatWasFound() {
        assertThatCode(() -> Checks.rising("n", List.of(1, 2, 8))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Checks.rising("n", List.of(1, 4, 4))).hasMessage("n must rise; found [1, 4, 4]");
        assertThatThrownBy(() -> Checks.rising("n", List.of(2, 1))).hasMessage("n must rise; found [2, 1]");
    }
}
