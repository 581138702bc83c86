package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Several [ContinuousBatch]es of one decoder side by side, each on a core of its own.
///
/// Splitting rows over cores beats splitting each small operation over them. A sequence stays in the lane that had
/// the fewest when it came; so where all are there before the first is written, nothing depends on how fast a core
/// is, and the same sequences on as many threads give the same bits. Listeners are called on the thread of the
/// lane: those of one sequence one after the other, those of different sequences perhaps at the same time. Used
/// from the engine thread.
final class BatchLanes implements AutoCloseable {
    /// Fewer rows than this are not worth a core of their own: each lane reads all weights.
    private static final int WORTH_A_LANE = 4;

    private record Lane(Decoder decoder, ContinuousBatch batch) {
        int load() {
            return batch.active() + batch.waiting();
        }

        /// Writes until this moment, or until nothing is left; at least one step.
        void writeUntil(long nanoTime) {
            boolean first = true;
            while (!batch.isIdle() && (first || System.nanoTime() - nanoTime < 0)) {
                batch.step();
                first = false;
            }
        }
    }

    private final List<Lane> lanes = new ArrayList<>();

    /// @param limits of all lanes together
    BatchLanes(Decoder decoder, BatchLimits limits) {
        int cores = Engine.options().sideBySide();
        int count = Math.max(1, Math.min(cores, limits.rows() / WORTH_A_LANE));
        decoder.pack(limits.rows()); // before the first prompt: no lane may find copies there sooner than another
        for (int i = 0; i < count; i++) {
            int rows = limits.rows() / count + (i < limits.rows() % count ? 1 : 0);
            BatchLimits share = new BatchLimits(
                    rows, Math.max(1, limits.promptTokens() / count), Math.max(1, limits.cacheBytes() / count));
            Decoder reader = decoder.reader();
            lanes.add(new Lane(reader, new ContinuousBatch(reader, share)));
        }
    }

    /// Puts a sequence at the end of those that wait in the lane that has the fewest.
    ///
    /// @throws dev.plumbline.core.PlumblineException as [ContinuousBatch#add]
    void add(GenerationRequest request) {
        Lane emptiest = lanes.getFirst();
        for (Lane lane : lanes) {
            emptiest = lane.load() < emptiest.load() ? lane : emptiest;
        }
        emptiest.batch().add(request);
    }

    boolean isIdle() {
        return lanes.stream().allMatch(lane -> lane.batch().isIdle());
    }

    /// Sequences that are being written.
    int active() {
        return lanes.stream().mapToInt(lane -> lane.batch().active()).sum();
    }

    /// Sequences that wait.
    int waiting() {
        return lanes.stream().mapToInt(lane -> lane.batch().waiting()).sum();
    }

    /// Tokens written since the beginning.
    long written() {
        return lanes.stream().mapToLong(lane -> lane.batch().written()).sum();
    }

    /// Lets every lane write for about this long, at least one step each.
    ///
    /// @throws RuntimeException what the first failing lane threw; its sequences have been told
    void write(long nanos) {
        long end = System.nanoTime() + nanos;
        List<Callable<Boolean>> pieces = new ArrayList<>();
        for (Lane lane : lanes) {
            // Idle or not: where there are several lanes, an operation has one core.
            pieces.add(() -> {
                lane.writeUntil(end);
                return true;
            });
        }
        Engine.together(pieces);
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.batch().close();
            lane.decoder().close();
        }
        lanes.clear();
    }
}
