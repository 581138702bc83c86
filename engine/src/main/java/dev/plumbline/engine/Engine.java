package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.pytorch.global.torch;

/// The engine room's one door: tensor work is handed in here and runs on a platform thread of the engine's own.
///
/// libtorch keeps its gradient mode in a thread-local of the *carrier* thread, so that work on a virtual thread would
/// switch
/// gradients off for others without a word. Everything that touches a tensor therefore runs on the one thread named
/// `plumbline-engine`; [Tensor] and [TensorScope] refuse any other.
public final class Engine {
    private static final String THREAD = "plumbline-engine";
    private static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor(Engine::thread);
    private static final long PATIENCE_MILLIS = 60_000;
    private static volatile EngineOptions options = EngineOptions.exact();
    private static volatile boolean started;
    private static volatile boolean stopping;
    private static volatile boolean atRest = true;
    private static int threadsInForce;

    private Engine() {}

    /// Chooses threads and precision for all that follows; until then [EngineOptions#exact] holds. The tensor library
    /// itself is loaded by the first work.
    public static void configure(EngineOptions chosen) {
        options = chosen;
    }

    /// What [#configure] last chose.
    public static EngineOptions options() {
        return options;
    }

    /// Runs the work on the engine thread, inside a [TensorScope] of its own, and gives its result. Work that is
    /// already on
    /// the engine thread runs at once. Tensors made by the work do not outlive it unless kept.
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

    /// Brings the engine thread to rest before the process ends, for libtorch must not compute while the process
    /// unloads it.
    /// Waits for the operation at hand, a minute at most; nothing runs afterwards. Does nothing if the engine never
    /// ran.
    public static void stop() {
        stopping = true;
        for (long waited = 0; started && !atRest && waited < PATIENCE_MILLIS; waited++) {
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
        while (stopping) {
            atRest = true;
            LockSupport.park();
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
        started = true;
        atRest = false;
        try {
            restIfStopping();
            int threads = options.resolvedThreads();
            if (threads != threadsInForce) {
                torch.set_num_threads(threads);
                BlasThreads.set(threads);
                threadsInForce = threads;
            }
            return inScope(work);
        } finally {
            atRest = true;
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
        Thread thread = new EngineThread(work);
        thread.setName(THREAD);
        thread.setDaemon(true);
        return thread;
    }

    private static final class EngineThread extends Thread {
        private EngineThread(Runnable work) {
            super(null, work, THREAD, 16L << 20);
        }
    }
}
