package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Locale;

/// What must not happen to the mean of a figure over a window of updates, given its mean over the first window.
public sealed interface Rule {
    /// Whether it has happened.
    boolean broken(double first, double now);

    /// What happened, in words.
    String says(double first, double now);

    /// It must not rise above a limit.
    record Above(double limit) implements Rule {
        public Above {
            require(Double.isFinite(limit), "limit", limit);
        }

        @Override
        public boolean broken(double first, double now) {
            return now > limit;
        }

        @Override
        public String says(double first, double now) {
            return String.format(Locale.ROOT, "%.3g, above the limit of %.3g", now, limit);
        }
    }

    /// It must not fall below a share of what it was at first.
    ///
    /// @param share in (0, 1)
    record BelowShare(double share) implements Rule {
        public BelowShare {
            require(share > 0 && share < 1, "share", share);
        }

        @Override
        public boolean broken(double first, double now) {
            return now < share * first;
        }

        @Override
        public String says(double first, double now) {
            return String.format(Locale.ROOT, "%.3g, from %.3g at first", now, first);
        }
    }

    /// It must not grow or shrink by a factor from what it was at first.
    ///
    /// @param factor above 1
    record Outside(double factor) implements Rule {
        public Outside {
            require(factor > 1 && Double.isFinite(factor), "factor", factor);
        }

        @Override
        public boolean broken(double first, double now) {
            return now > factor * first || now < first / factor;
        }

        @Override
        public String says(double first, double now) {
            return String.format(Locale.ROOT, "%.3g, from %.3g at first", now, first);
        }
    }

    /// It must not rise by so much from what it was at first.
    ///
    /// @param rise above 0
    record RiseBy(double rise) implements Rule {
        public RiseBy {
            require(rise > 0 && Double.isFinite(rise), "rise", rise);
        }

        @Override
        public boolean broken(double first, double now) {
            return now > first + rise;
        }

        @Override
        public String says(double first, double now) {
            return String.format(Locale.ROOT, "%.3g, from %.3g at first", now, first);
        }
    }

    private static void require(boolean holds, String name, double found) {
        if (!holds) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "an alarm's " + name + " is out of its range: " + found);
        }
    }
}
