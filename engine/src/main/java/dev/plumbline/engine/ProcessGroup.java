package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.gloo.Device;

/// Processes that add tensors up together, by libtorch's gloo backend over TCP.
///
/// Every process makes the same calls in the same order. The sum is taken in one fixed order, so that all of them get
/// the same bits. Lives on the engine thread; [#close] leaves the group.
public final class ProcessGroup implements AutoCloseable {
    private static final int HIGHEST_PORT = 65535;

    private final int rank;
    private final int world;
    private final Store store;
    private final ProcessGroupGloo gloo;

    private ProcessGroup(int rank, int world, Store store, ProcessGroupGloo gloo) {
        this.rank = rank;
        this.world = world;
        this.store = store;
        this.gloo = gloo;
        store.retainReference();
        gloo.retainReference();
    }

    /// Meets the other processes of this machine through a file.
    ///
    /// @param file one that does not exist yet, the same for all ranks; left over files of an earlier group
    /// must not be used again
    /// @param rank this process's number, 0 to `world - 1`
    /// @param world how many processes there are, at least 1
    /// @param patience how long to wait for the others, here and in every sum
    /// @throws RankLostException if they do not come in time
    public static ProcessGroup throughFile(Path file, int rank, int world, Duration patience) {
        require(rank, world);
        return met(rank, world, patience, "through " + file, true, () -> new FileStore(file.toString(), world));
    }

    /// Meets the other processes at a host and port, where rank 0 listens.
    ///
    /// @param port 1 to 65535
    /// @throws RankLostException if they do not come in time
    public static ProcessGroup throughHost(String host, int port, int rank, int world, Duration patience) {
        require(rank, world);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "port " + port + " to meet at; it must be 1 to " + HIGHEST_PORT);
        }
        boolean local = host.equals("localhost") || host.startsWith("127.");
        return met(rank, world, patience, "at " + host + ":" + port, local, () -> {
            try (TCPStoreOptions options = new TCPStoreOptions();
                    Milliseconds wait = new Milliseconds(patience.toMillis())) {
                options.port((short) port);
                options.isServer(rank == 0);
                options.timeout(wait);
                return new TCPStore(host, options);
            }
        });
    }

    /// This process's number, 0 to `world - 1`.
    public int rank() {
        return rank;
    }

    /// How many processes there are.
    public int world() {
        return world;
    }

    /// Puts the sum over all ranks into the tensor of each.
    ///
    /// @param tensor dense, of one size and type in all ranks
    /// @throws RankLostException if another rank does not answer
    public void sum(Tensor tensor) {
        Engine.requireEngineThread();
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open();
                TensorVector one = new TensorVector()) {
            one.push_back(tensor.raw());
            Work work = gloo.allreduce(one);
            if (!work._wait()) {
                throw new IllegalStateException("the sum was given up");
            }
        } catch (RuntimeException e) {
            throw lost(rank, world, "while numbers were added up", e);
        }
    }

    /// The sum over all ranks of each value, in float 64.
    ///
    /// @param values as many in all ranks
    /// @throws RankLostException if another rank does not answer
    public double[] sum(double[] values) {
        if (values.length == 0) {
            return new double[0];
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor tensor = Tensor.of(values, values.length);
            sum(tensor);
            return tensor.toDoubles();
        }
    }

    /// From now on waits so long for the others in every sum; a process that ends is noticed at once all the same, for
    /// its connection closes.
    public void patience(Duration patience) {
        Engine.requireEngineThread();
        try (Milliseconds wait = new Milliseconds(patience.toMillis())) {
            gloo.setTimeout(wait);
        }
    }

    @Override
    public void close() {
        gloo.releaseReference();
        store.releaseReference();
    }

    private interface Meeting {
        Store open();
    }

    private static ProcessGroup met(
            int rank, int world, Duration patience, String where, boolean local, Meeting meeting) {
        Engine.requireEngineThread();
        try (TensorScope scope = TensorScope.open();
                Milliseconds wait = new Milliseconds(patience.toMillis())) {
            Store store = meeting.open();
            store.setTimeout(wait);
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(wait);
            Device device = local
                    ? ProcessGroupGloo.createDeviceForHostname("127.0.0.1")
                    : ProcessGroupGloo.createDefaultDevice();
            options.devices().push_back(device);
            return new ProcessGroup(rank, world, store, new ProcessGroupGloo(store, rank, world, options));
        } catch (PlumblineException e) {
            throw e;
        } catch (RuntimeException e) {
            throw lost(rank, world, "while they were to meet " + where, e);
        }
    }

    private static RankLostException lost(int rank, int world, String when, RuntimeException cause) {
        String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new RankLostException(
                "rank " + rank + " of " + world + ": another rank does not answer " + when + " (" + said
                        + "); see what that process wrote last, and start all ranks again",
                cause);
    }

    private static void require(int rank, int world) {
        if (world < 1 || rank < 0 || rank >= world) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "rank " + rank + " of " + world + " processes; ranks are numbered from 0 to world - 1");
        }
    }
}
