/// The statistics behind every figure: intervals, tests, agreement, classification, calibration, correlation,
/// resampling.
///
/// A result that does not exist (no observations, one cluster, zero variance) is an error of code `UNDEFINED` with
/// its reason: never NaN, never zero. Input that is not finite or does not fit together is `BAD_ARGUMENT`.
/// Intervals take their nominal coverage as `level`, in (0, 1). All classes are immutable.
@NullMarked
package dev.plumbline.core.stats;

import org.jspecify.annotations.NullMarked;
