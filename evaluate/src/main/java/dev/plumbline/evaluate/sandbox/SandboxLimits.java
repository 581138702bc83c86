package dev.plumbline.evaluate.sandbox;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;

/// How much one run of a program may take.
///
/// @param time longest run by the clock; processor time is held to as much, in whole seconds
/// @param megabytes address space of each process, and size of each file that it writes; held to where the system has
///     `prlimit`
/// @param maxOutput characters of what it prints that are kept
public record SandboxLimits(Duration time, int megabytes, int maxOutput) {
    /// 10 seconds, 1 GiB, 10,000 characters.
    public static final SandboxLimits USUAL = new SandboxLimits(Duration.ofSeconds(10), 1024, 10_000);

    public SandboxLimits {
        if (time.isNegative() || time.isZero() || megabytes < 1 || maxOutput < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a sandbox's limits must be above 0, not " + time + ", " + megabytes + " MB, " + maxOutput
                            + " characters");
        }
    }

    /// These limits with another time.
    public SandboxLimits within(Duration other) {
        return new SandboxLimits(other, megabytes, maxOutput);
    }
}
