package dev.plumbline.cli;

import dev.plumbline.train.Ranks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Which process on which machine each rank is, so that one that is lost can be named.
final class Roster {
    private static final int LOOKS = 60;
    private static final long BETWEEN_NANOS = 50_000_000;

    private record Entry(int rank, long process, int machine) {}

    private final int own;
    private final List<Entry> entries = new ArrayList<>();

    private Roster(int own) {
        this.own = own;
    }

    /// Tells all ranks of each other; all of them call it, on the engine thread.
    static Roster of(Ranks ranks) {
        Roster roster = new Roster(ranks.rank());
        double[] here = {ProcessHandle.current().pid(), machine()};
        List<double[]> all = ranks.gathered(ranks.world(), List.of(here));
        for (int rank = 0; rank < all.size(); rank++) {
            roster.entries.add(new Entry(rank, (long) all.get(rank)[0], (int) all.get(rank)[1]));
        }
        return roster;
    }

    /// The ranks that are gone, in words; waits up to three seconds for one of this machine to be seen ending.
    String gone() {
        int here = entries.get(own).machine();
        for (int look = 0; look < LOOKS; look++) {
            List<String> gone = new ArrayList<>();
            for (Entry one : entries) {
                if (one.rank() != own && one.machine() == here && !alive(one.process())) {
                    gone.add("rank " + one.rank() + " has ended (process " + one.process() + " of this machine)");
                }
            }
            if (!gone.isEmpty()) {
                return String.join("; ", gone);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        List<String> far = entries.stream()
                .filter(one -> one.machine() != here)
                .map(one -> Integer.toString(one.rank()))
                .toList();
        return far.isEmpty()
                ? ""
                : "all ranks of this machine live, so it is on another one (rank " + String.join(" or ", far) + ")";
    }

    private static boolean alive(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    /// A number for this machine's name.
    private static int machine() {
        try {
            return InetAddress.getLocalHost().getHostName().hashCode();
        } catch (UnknownHostException e) {
            return String.valueOf(e.getMessage()).hashCode();
        }
    }
}
