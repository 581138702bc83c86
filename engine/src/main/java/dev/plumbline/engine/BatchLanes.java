package dev.plumbline.engine;

import dev.plumbline.core.FinishReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/// Several [ContinuousBatch]es of one decoder side by side, each on a core of its own.
///
/// Splitting rows over cores beats splitting each small operation over them. What a sequence says does not depend on
/// the
/// lane that it is written in. Listeners are called on the thread of the lane: those of one sequence one after the
/// other,
/// those of different sequences perhaps at the same time. Used from the engine thread.
final class BatchLanes implements AutoCloseable {
    /// Fewer rows than this are not worth a core of their own: each lane reads all weights.
    private static final int WORTH_A_LANE = 4;

    private record Lane(Decoder decoder, ContinuousBatch batch, int rows) {
        int load() {
            return batch.active() + batch.waiting();
        }

        /// Writes until this moment, or until nothing is left; at least one step.
        void writeUntil(long nanoTime) {
            do {
                batch.step();
            } while (!batch.isIdle() && System.nanoTime() - nanoTime < 0);
        }
    }

    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<GenerationRequest> waiting = new ArrayDeque<>();

    /// @param limits of all lanes together
    BatchLanes(Decoder decoder, BatchLimits limits) {
        EngineOptions options = Engine.options();
        int cores = options.device().cuda() ? 1 : options.resolvedThreads();
        int count = Math.max(1, Math.min(cores, limits.rows() / WORTH_A_LANE));
        for (int i = 0; i < count; i++) {
            int rows = limits.rows() / count + (i < limits.rows() % count ? 1 : 0);
            BatchLimits share = new BatchLimits(
                    rows, Math.max(1, limits.promptTokens() / count), Math.max(1, limits.cacheBytes() / count));
            Decoder reader = decoder.reader();
            lanes.add(new Lane(reader, new ContinuousBatch(reader, share), rows));
        }
    }

    /// Puts a sequence at the end of those that wait.
    ///
    /// @throws dev.plumbline.core.PlumblineException as [ContinuousBatch#add]
    void add(GenerationRequest request) {
        request.requireFits(lanes.getFirst().decoder().config());
        waiting.add(request);
    }

    boolean isIdle() {
        return waiting.isEmpty() && lanes.stream().allMatch(lane -> lane.batch().isIdle());
    }

    /// Sequences that are being written.
    int active() {
        return lanes.stream().mapToInt(lane -> lane.batch().active()).sum();
    }

    /// Sequences that wait.
    int waiting() {
        return waiting.size()
                + lanes.stream().mapToInt(lane -> lane.batch().waiting()).sum();
    }

    /// Tokens written since the beginning.
    long written() {
        return lanes.stream().mapToLong(lane -> lane.batch().written()).sum();
    }

    /// Lets every lane write for about this long, at least one step each.
    ///
    /// @throws RuntimeException what the first failing lane threw; its sequences have been told
    void write(long nanos) {
        fill();
        long end = System.nanoTime() + nanos;
        List<Callable<Boolean>> pieces = new ArrayList<>();
        for (Lane lane : lanes) {
            if (!lane.batch().isIdle()) {
                pieces.add(() -> {
                    lane.writeUntil(end);
                    return true;
                });
            }
        }
        if (!pieces.isEmpty()) {
            Engine.together(pieces);
        }
    }

    @Override
    public void close() {
        waiting.forEach(request -> request.listener().ended(FinishReason.CANCELLED));
        waiting.clear();
        for (Lane lane : lanes) {
            lane.batch().close();
            lane.decoder().close();
        }
        lanes.clear();
    }

    /// Hands out what waits to the lanes with the most room; each may hold as many again as it writes at once.
    private void fill() {
        while (!waiting.isEmpty()) {
            Lane emptiest = lanes.getFirst();
            for (Lane lane : lanes) {
                if (lane.load() * emptiest.rows() < emptiest.load() * lane.rows()) {
                    emptiest = lane;
                }
            }
            if (emptiest.load() >= 2 * emptiest.rows()) {
                return;
            }
            emptiest.batch().add(waiting.remove());
        }
    }
}
