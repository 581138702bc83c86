package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Schedule;

/// How the learning rate moves over a run: a factor for every update, counted from 0.
///
/// All but the plain [Course] are transformers' schedules with its defaults; each warm-up starts at 0, so that the first
/// update changes no weight. A curve's `toString` tells it from any other, and so is part of a checkpoint's identity.
public sealed interface RateCurve {
    /// The factor of update `step`, counted from 0.
    double factor(long step);

    /// The engine's own courses: constant, linear, cosine, hold-then-linear.
    record Course(Schedule schedule) implements RateCurve {
        @Override
        public double factor(long step) {
            return schedule.factor(step);
        }
    }

    /// Half a cosine (`cycles` .5) or more of it down to `floor`; rises again past `total`.
    record Cosine(int warmup, int total, double cycles, double floor) implements RateCurve {
        @Override
        public double factor(long step) {
            if (step < warmup) {
                return rising(step, warmup);
            }
            double wave = .5 * (1 + Math.cos(2 * Math.PI * cycles * progress(step, warmup, total)));
            return Math.max(0, wave * (1 - floor) + floor);
        }
    }

    /// Cosine to `floor` that warms up from `start` rather than from 0 and reaches the floor at the last update.
    ///
    /// @param start factor of the first update; NaN for 1 / warmup
    record CosineFromStart(int warmup, int total, double cycles, double floor, double start) implements RateCurve {
        @Override
        public double factor(long step) {
            if (step < warmup) {
                return Double.isNaN(start)
                        ? (step + 1.0) / Math.max(1, warmup)
                        : start + (1 - start) * step / Math.max(1, warmup - 1);
            }
            double part = (step - warmup + 1.0) / Math.max(1, total - warmup);
            double wave = .5 * (1 + Math.cos(2 * Math.PI * cycles * part));
            return Math.max(0, wave * (1 - floor) + floor);
        }
    }

    /// `cycles` half cosines, each from 1 to 0 (Loshchilov and Hutter 2017); 0 past the end.
    record Restarts(int warmup, int total, int cycles) implements RateCurve {
        @Override
        public double factor(long step) {
            if (step < warmup) {
                return rising(step, warmup);
            }
            double part = progress(step, warmup, total);
            return part >= 1 ? 0 : Math.max(0, .5 * (1 + Math.cos(Math.PI * ((cycles * part) % 1))));
        }
    }

    /// (1 - progress)^power down to `end`, where it stays.
    record Polynomial(int warmup, int total, double end, double power) implements RateCurve {
        @Override
        public double factor(long step) {
            if (step < warmup) {
                return rising(step, warmup);
            }
            double left = 1 - (double) (step - warmup) / (total - warmup);
            return step > total ? end : (1 - end) * Math.pow(left, power) + end;
        }
    }

    /// 1 / sqrt((step - warmup + timescale) / timescale).
    record InverseSquareRoot(int warmup, int timescale) implements RateCurve {
        @Override
        public double factor(long step) {
            return step < warmup
                    ? rising(step, warmup)
                    : 1 / Math.sqrt((step + (double) timescale - warmup) / timescale);
        }
    }

    /// Warm-up, plateau, decay (Hu et al. 2024, arXiv 2404.06395); `floor` is both where the warm-up starts and where the
    /// decay ends.
    record WarmupStableDecay(
            int warmup, int stable, int decay, Bend warmupBend, Bend decayBend, double floor, double cycles)
            implements RateCurve {
        @Override
        public double factor(long step) {
            if (step < warmup) {
                double rise = switch (warmupBend) {
                    case LINEAR -> rising(step, warmup);
                    case COSINE -> .5 * (1 - Math.cos(Math.PI * rising(step, warmup)));
                    case ONE_MINUS_ROOT -> 1 - Math.sqrt(1 - rising(step, warmup));
                };
                return rise * (1 - floor) + floor;
            }
            if (step < (long) warmup + stable) {
                return 1;
            }
            if (step >= (long) warmup + stable + decay) {
                return floor;
            }
            double part = (double) (step - warmup - stable) / Math.max(1, decay);
            double fall = switch (decayBend) {
                case LINEAR -> 1 - part;
                case COSINE -> .5 * (1 + Math.cos(2 * Math.PI * cycles * part));
                case ONE_MINUS_ROOT -> 1 - Math.sqrt(part);
            };
            return Math.max(0, fall * (1 - floor) + floor);
        }
    }

    /// How a rise or a fall bends.
    enum Bend {
        LINEAR,
        COSINE,
        ONE_MINUS_ROOT
    }

    /// Updates of a warm-up that is given as a number of updates (1 or more, or 0) or as a fraction of all, rounded up.
    static int warmupSteps(double given, int total) {
        if (!(given >= 0)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "warm-up must be 0 or more, not " + given);
        }
        return given < 1 ? (int) Math.ceil(given * total) : (int) given;
    }

    private static double rising(long step, int warmup) {
        return (double) step / Math.max(1, warmup);
    }

    private static double progress(long step, int warmup, int total) {
        return (double) (step - warmup) / Math.max(1, total - warmup);
    }
}
