package dev.plumbline.train;

import dev.plumbline.engine.ProcessGroup;
import dev.plumbline.engine.RankLostException;
import dev.plumbline.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// The processes that train one model together, as one of them sees it.
///
/// Every rank holds the whole model and knows the whole data; of each batch it computes its own share. Shares are
/// divided by counts over the *whole* batch and then added up, so that a number of processes changes no number but by
/// rounding. All ranks make the same calls in the same order.
public interface Ranks {
    /// One process.
    Ranks ALONE = new Ranks() {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int world() {
            return 1;
        }

        @Override
        public void sum(Tensor tensor) {}

        @Override
        public double[] sum(double[] values) {
            return values.clone();
        }
    };

    /// The ranks of a process group, which stays the caller's to close.
    static Ranks of(ProcessGroup group) {
        return new Ranks() {
            @Override
            public int rank() {
                return group.rank();
            }

            @Override
            public int world() {
                return group.world();
            }

            @Override
            public void sum(Tensor tensor) {
                group.sum(tensor);
            }

            @Override
            public double[] sum(double[] values) {
                return group.sum(values);
            }
        };
    }

    /// The same ranks; where another one does not answer, the error begins with what is known of who that is.
    ///
    /// @param known asked when a rank is lost; empty for nothing
    default Ranks naming(Supplier<String> known) {
        Ranks all = this;
        return new Ranks() {
            @Override
            public int rank() {
                return all.rank();
            }

            @Override
            public int world() {
                return all.world();
            }

            @Override
            public void sum(Tensor tensor) {
                try {
                    all.sum(tensor);
                } catch (RankLostException e) {
                    throw named(e);
                }
            }

            @Override
            public double[] sum(double[] values) {
                try {
                    return all.sum(values);
                } catch (RankLostException e) {
                    throw named(e);
                }
            }

            private RankLostException named(RankLostException lost) {
                String who = known.get();
                return who.isEmpty() ? lost : new RankLostException(who + "; " + lost.getMessage(), lost);
            }
        };
    }

    /// This process's number, 0 to `world - 1`.
    int rank();

    /// How many processes there are, 1 or more.
    int world();

    /// Adds the tensors of all ranks up, in place, in each of them. Runs on the engine thread.
    ///
    /// @throws dev.plumbline.engine.RankLostException if another rank does not answer
    void sum(Tensor tensor);

    /// The values of all ranks added up; a number that only one rank has and the others give as 0 comes through
    /// exactly.
    /// Runs on the engine thread.
    ///
    /// @throws dev.plumbline.engine.RankLostException if another rank does not answer
    double[] sum(double[] values);

    /// Of `n` things, the places of those that are this rank's: every `world`-th.
    default int[] places(int n) {
        int world = world();
        int[] places = new int[(n - rank() + world - 1) / world];
        Arrays.setAll(places, i -> rank() + i * world);
        return places;
    }

    /// This rank's share of the items.
    default int[] share(int[] items) {
        return Arrays.stream(places(items.length)).map(i -> items[i]).toArray();
    }

    /// This rank's share of the items.
    default <T> List<T> share(List<T> items) {
        return Arrays.stream(places(items.size())).mapToObj(items::get).toList();
    }

    /// What all ranks found of `n` things, in the order of the things.
    ///
    /// @param own what this rank found of its share, in order
    default List<double[]> gathered(int n, List<double[]> own) {
        if (world() == 1) {
            return own;
        }
        int[] places = places(n);
        double[] lengths = new double[n];
        for (int i = 0; i < places.length; i++) {
            lengths[places[i]] = own.get(i).length;
        }
        lengths = sum(lengths);
        int[] starts = new int[n + 1];
        for (int i = 0; i < n; i++) {
            starts[i + 1] = starts[i] + (int) lengths[i];
        }
        double[] flat = new double[starts[n]];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(own.get(i), 0, flat, starts[places[i]], own.get(i).length);
        }
        flat = sum(flat);
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(Arrays.copyOfRange(flat, starts[i], starts[i + 1]));
        }
        return all;
    }

    /// As above, of one number for each thing.
    default double[] gatheredNumbers(int n, double[] own) {
        if (world() == 1) {
            return own.clone();
        }
        double[] all = new double[n];
        int[] places = places(n);
        for (int i = 0; i < places.length; i++) {
            all[places[i]] = own[i];
        }
        return sum(all);
    }
}
