package dev.plumbline.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;

/// What libtorch and the libraries below it read from the environment, once, when they are loaded.
///
/// - How a thread of libtorch's own pool (OpenMP's) waits for the next operation: it looks twenty thousand times, some
///   tenths of a millisecond, and then sleeps. A thread that spins for many milliseconds, as OpenMP's do by default,
///   sits on the core that OpenBLAS's pool wants for a matrix product; one that sleeps at once has to be woken for each
///   of the thousands of operations of a training step, a quarter of the time of a model of 28M weights.
/// - How OpenBLAS's threads wait: a few microseconds, then asleep.
/// - That tensors of 2 MB and more ask for large pages: they are cleared and read faster.
///
/// docs/engine.md says what each was measured to do.
final class LibrarySettings {
    private static final Map<String, String> DEFAULTS = Map.of(
            "OMP_WAIT_POLICY", "PASSIVE",
            "GOMP_SPINCOUNT", "20000",
            "OPENBLAS_THREAD_TIMEOUT", "14",
            "THP_MEM_ALLOC_ENABLE", "1");

    private LibrarySettings() {}

    /// Sets each, unless somebody has; to be called before libtorch is loaded. Where the C library has no `setenv`,
    /// as on Windows, the libraries' own defaults hold.
    static void choose() {
        Optional<MemorySegment> setenv = Linker.nativeLinker().defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        // int setenv(const char *name, const char *value, int overwrite)
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        MethodHandle set = Linker.nativeLinker().downcallHandle(setenv.get(), type);
        try (Arena arena = Arena.ofConfined()) {
            for (Map.Entry<String, String> one : DEFAULTS.entrySet()) {
                int failed =
                        (int) set.invokeExact(arena.allocateFrom(one.getKey()), arena.allocateFrom(one.getValue()), 0);
                if (failed != 0) {
                    throw new IllegalStateException("setenv(" + one.getKey() + ") failed");
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException("the environment could not be set", e);
        }
    }
}
