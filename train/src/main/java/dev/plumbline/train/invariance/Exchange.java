package dev.plumbline.train.invariance;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.Ranks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Ranks that are threads of this process and hand each other their numbers in memory: data-parallel training as it
/// is between processes, without any.
///
/// Sums are taken in the order of ranks, so all of them get the same bits.
final class Exchange {
    private static final long PATIENCE_SECONDS = 600;

    private final List<double[]> given = new ArrayList<>();
    private final CyclicBarrier barrier;

    /// @param world how many ranks, at least 1
    Exchange(int world) {
        this.barrier = new CyclicBarrier(world);
        for (int rank = 0; rank < world; rank++) {
            given.add(new double[0]);
        }
    }

    /// Does a rank's work; if that fails, the others stop waiting for it.
    <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            barrier.reset();
            throw e;
        }
    }

    /// One of the ranks.
    Ranks rank(int rank) {
        return new Ranks() {
            @Override
            public int rank() {
                return rank;
            }

            @Override
            public int world() {
                return given.size();
            }

            @Override
            public void sum(Tensor tensor) {
                try (NoGradient off = NoGradient.open()) {
                    double[] total = total(rank, tensor.toDoubles());
                    float[] values = new float[total.length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) total[i];
                    }
                    tensor.copyInPlace(Tensor.of(values, values.length));
                }
            }

            @Override
            public double[] sum(double[] values) {
                return total(rank, values);
            }
        };
    }

    private double[] total(int rank, double[] own) {
        given.set(rank, own.clone());
        meet();
        double[] total = new double[own.length];
        for (double[] one : given) {
            for (int i = 0; i < total.length; i++) {
                total[i] += one[i];
            }
        }
        meet();
        return total;
    }

    private void meet() {
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new PlumblineException(ErrorCode.CANCELLED, "another rank of this check failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while ranks waited for each other", e);
        }
    }
}
