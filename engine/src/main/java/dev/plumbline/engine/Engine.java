package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/// The engine room's one door: tensor work is handed in here and runs on a platform thread of the engine's own.
///
/// libtorch keeps its gradient mode in a thread-local of the *carrier* thread, so that work on a virtual thread
/// would switch gradients off for others without a word. Everything that touches a tensor therefore runs on the
/// one thread named `plumbline-engine`, or beside it on a thread of its crew (see [#together]); [Tensor] and
/// [TensorScope] refuse any other.
public final class Engine {
    static {
        LibrarySettings.choose();
        HeapPolicy.keep();
    }

    private static final String THREAD = "plumbline-engine";
    private static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor(Engine::thread);
    private static final long PATIENCE_MILLIS = 60_000;
    private static volatile EngineOptions options = EngineOptions.exact();
    private static volatile boolean stopping;
    /// Engine threads that may be inside libtorch.
    private static final AtomicInteger AT_WORK = new AtomicInteger();

    private static final List<ExecutorService> CREW = new ArrayList<>();
    private static int threadsInForce;
    /// Whether pieces of work run side by side.
    private static volatile boolean crewAtWork;

    private Engine() {}

    /// Chooses threads and precision for all that follows; until then [EngineOptions#exact] holds. The tensor
    /// library itself is loaded by the first work.
    public static void configure(EngineOptions chosen) {
        options = chosen;
    }

    /// What [#configure] last chose.
    public static EngineOptions options() {
        return options;
    }

    /// Runs the work on the engine thread, inside a [TensorScope] of its own, and gives its result. Work that
    /// is already on the engine thread runs at once. Tensors made by the work do not outlive it unless kept.
    ///
    /// @throws PlumblineException NATIVE if the tensor library failed; what the work itself threw otherwise
    public static <T> T call(Callable<T> work) {
        if (onEngineThread()) {
            return inScope(work);
        }
        try {
            return EXECUTOR.submit(() -> outermost(work)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while the engine was at work", e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause() == null ? e : e.getCause());
        }
    }

    /// As [#call], for work without a result.
    public static void run(Runnable work) {
        call(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    /// Runs pieces of work at the same time, each on an engine thread and in a [TensorScope] of its own, and
    /// gives their results in order. The first runs on the calling thread. While they run an operation has one
    /// core, so that the pieces neither wait for each other nor compute differently in other company. Pieces
    /// must not change a tensor that another piece uses. Only for the engine thread.
    ///
    /// @throws RuntimeException what the first failing piece threw, once all have ended
    public static <T> List<T> together(List<Callable<T>> pieces) {
        requireEngineThread();
        if (pieces.size() == 1) {
            return List.of(inScope(pieces.getFirst()));
        }
        force(1);
        crewAtWork = true;
        List<Future<T>> others = new ArrayList<>();
        for (int i = 1; i < pieces.size(); i++) {
            Callable<T> piece = pieces.get(i);
            others.add(crew(i).submit(() -> atWork(() -> inScope(piece))));
        }
        List<T> results = new ArrayList<>();
        RuntimeException failure = null;
        try {
            results.add(inScope(pieces.getFirst()));
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Future<T> other : others) {
            try {
                results.add(awaited(other));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        crewAtWork = false;
        force(options.resolvedThreads());
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /// Whether a step of one row in this type is computed apart from others: see [#ofOneRow]. Only for the engine
    /// thread, or one of its crew.
    static boolean oneRowApart(DType compute) {
        return compute == DType.FLOAT32 || (!crewAtWork && !options.device().cuda());
    }

    /// Runs a step of one row: products of a matrix and a vector, between operations of a few microseconds.
    ///
    /// As [#reading] in float 32. In bfloat16 libtorch's own products are taken, which read memory twice as fast as
    /// oneDNN's; but only while no crew is at work, for that choice holds for all threads. Only for the engine
    /// thread, or one of its crew.
    static <T> T ofOneRow(DType compute, Supplier<T> work) {
        if (compute == DType.FLOAT32) {
            return reading(compute, work);
        }
        requireEngineThread();
        if (!oneRowApart(compute)) {
            return work.get();
        }
        torch.globalContext().setUserEnabledMkldnn(false);
        try {
            return work.get();
        } finally {
            torch.globalContext().setUserEnabledMkldnn(true);
        }
    }

    /// Runs a pass without a gradient, whose time goes into products of matrices.
    ///
    /// In float 32 the products take all cores and the rest one. Elsewhere it is the other way round, for of two
    /// pools only one may have threads: they would keep each other from the cores. Only for the engine thread, or
    /// one of its crew.
    static <T> T reading(DType compute, Supplier<T> work) {
        requireEngineThread();
        if (compute != DType.FLOAT32) {
            return work.get();
        }
        torch.get_num_threads(); // a thread's first question sets its count, so it must come before
        ThreadCount.OPERATIONS.set(1);
        ThreadCount.PRODUCTS.set(threadsInForce);
        try {
            return work.get();
        } finally {
            ThreadCount.PRODUCTS.set(1);
            ThreadCount.OPERATIONS.set(threadsInForce);
        }
    }

    /// Waiting is no work: [#stop] need not wait for a thread that waits.
    private static <T> T awaited(Future<T> future) {
        AT_WORK.decrementAndGet();
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    // The piece uses tensors of this thread's scope, which must outlive it.
                    Thread.interrupted();
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause() == null ? e : e.getCause());
                }
            }
        } finally {
            AT_WORK.incrementAndGet();
            restIfStopping();
        }
    }

    private static ExecutorService crew(int index) {
        while (CREW.size() < index) {
            String name = THREAD + "-" + (CREW.size() + 2);
            CREW.add(Executors.newSingleThreadExecutor(work -> new EngineThread(work, name)));
        }
        return CREW.get(index - 1);
    }

    /// Brings the engine thread to rest before the process ends, for libtorch must not compute while the process
    /// unloads it.
    /// Waits for the operation at hand, a minute at most; nothing runs afterwards. Does nothing if the engine
    /// never ran.
    public static void stop() {
        stopping = true;
        for (long waited = 0; AT_WORK.get() > 0 && waited < PATIENCE_MILLIS; waited++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Holds the engine thread for ever once the process is about to end.
    private static void restIfStopping() {
        if (stopping) {
            AT_WORK.decrementAndGet();
            while (true) {
                LockSupport.park();
            }
        }
    }

    static void requireEngineThread() {
        if (!onEngineThread()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "tensor work on thread \"" + Thread.currentThread().getName()
                            + "\"; run it through Engine.call, so that it stays on the engine's own platform thread");
        }
        if (stopping) {
            restIfStopping();
        }
    }

    private static boolean onEngineThread() {
        return Thread.currentThread() instanceof EngineThread;
    }

    private static <T> T outermost(Callable<T> work) {
        return atWork(() -> {
            force(options.resolvedThreads());
            return inScope(work);
        });
    }

    private static <T> T atWork(Supplier<T> work) {
        AT_WORK.incrementAndGet();
        restIfStopping();
        try {
            return work.get();
        } finally {
            AT_WORK.decrementAndGet();
        }
    }

    /// Sets how many cores one operation takes, if it is not so already.
    private static void force(int threads) {
        if (threads != threadsInForce) {
            torch.set_num_threads(threads);
            ThreadCount.PRODUCTS.set(1);
            threadsInForce = threads;
        }
    }

    private static <T> T inScope(Callable<T> work) {
        try (TensorScope scope = TensorScope.open()) {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new PlumblineException(ErrorCode.NATIVE, "engine work failed: " + e.getMessage(), e);
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }

    private static Thread thread(Runnable work) {
        return new EngineThread(work, THREAD);
    }

    private static final class EngineThread extends Thread {
        private EngineThread(Runnable work, String name) {
            super(null, work, name, 16L << 20);
            setDaemon(true);
        }
    }
}
