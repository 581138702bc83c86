package dev.plumbline.train.loss;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold of every loss that a test names in its `losses()`.
interface GradientsOfLosses {
    @ParameterizedTest
    @MethodSource("losses")
    default void aGradientIsThatOfTheValue(GradientCheck check) {
        check.requireGradientOfValue();
    }

    @ParameterizedTest
    @MethodSource("losses")
    default void valueAndGradientAreThoseOfTheNaiveFormulaWhereItHasAny(GradientCheck check) {
        check.requireNaiveFormula();
    }
}
