package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import dev.plumbline.train.Ranks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// What rank 0 of a run tells the processes that follow it: which stage to do together, and that the run is over.
///
/// All ranks make the same calls in the same order; with one process every call does nothing.
public final class Orders {
    private static final int OVER = 1;
    private static final int STAGE = 2;

    private final Ranks ranks;

    public Orders(Ranks ranks) {
        this.ranks = ranks;
    }

    /// What rank 0 said.
    ///
    /// @param over whether the run is over
    /// @param stage the number of a stage of the study, from 0, that is done together now
    /// @param run the run folder
    public record Order(boolean over, int stage, Path run) {}

    /// Compares what all ranks are about to run.
    ///
    /// @throws PlumblineException MISMATCH on every rank, naming those that are about to run something else
    public void requireSame(Study study, RunSettings settings) {
        if (ranks.world() == 1) {
            return;
        }
        TreeMap<String, String> decisive = new TreeMap<>(settings.environment());
        decisive.keySet().retainAll(List.of("code", "plumbline", "precision"));
        byte[] own = Sha256.of(study.yaml() + decisive).getBytes(StandardCharsets.US_ASCII);
        List<double[]> all = Engine.call(() -> ranks.gathered(ranks.world(), List.of(doubles(own))));
        for (int rank = 1; rank < all.size(); rank++) {
            if (!Arrays.equals(all.get(rank), all.getFirst())) {
                throw new PlumblineException(
                        ErrorCode.MISMATCH,
                        "rank " + rank + " of " + ranks.world() + " is about to run another study or another build of"
                                + " Plumbline than rank 0; give all ranks the same command, files and program, but for"
                                + " --rank");
            }
        }
    }

    /// Rank 0: the others are to do this stage along with it.
    ///
    /// @param stage its number in the study, from 0
    public void together(Path run, int stage) {
        if (ranks.world() > 1) {
            exchange(STAGE, stage, run.toAbsolutePath().normalize().toString());
        }
    }

    /// Rank 0: the run is over.
    public void over() {
        if (ranks.world() > 1) {
            exchange(OVER, 0, "");
        }
    }

    /// The others: what rank 0 says next.
    ///
    /// @throws dev.plumbline.engine.RankLostException if it ends before it says anything
    public Order next() {
        double[] said = exchange(0, 0, "");
        String run = new String(bytes(said, 2), StandardCharsets.UTF_8);
        return new Order(said[0] == OVER, (int) said[1], Path.of(run));
    }

    /// Rank 0 gives its values and the others nothing; all get what rank 0 gave.
    private double[] exchange(int kind, int stage, String path) {
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        return Engine.call(() -> {
            double[] head = ranks.sum(new double[] {kind, stage, text.length});
            double[] tail = new double[(int) head[2]];
            if (ranks.rank() == 0) {
                System.arraycopy(doubles(text), 0, tail, 0, text.length);
            }
            tail = ranks.sum(tail);
            double[] all = Arrays.copyOf(head, 2 + tail.length);
            System.arraycopy(tail, 0, all, 2, tail.length);
            return all;
        });
    }

    private static double[] doubles(byte[] bytes) {
        double[] values = new double[bytes.length];
        Arrays.setAll(values, i -> bytes[i]);
        return values;
    }

    private static byte[] bytes(double[] values, int from) {
        byte[] bytes = new byte[values.length - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[from + i];
        }
        return bytes;
    }
}
