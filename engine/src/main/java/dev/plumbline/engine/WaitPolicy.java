package dev.plumbline.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// How the threads of libtorch's own pool wait for work: asleep.
///
/// libtorch has a pool (OpenMP's) and OpenBLAS another. Left alone, a thread of the first spins for milliseconds
/// after each operation, on the core that the second then wants for the matrix product: with two threads on two
/// cores, generation was five to ten times slower than with one. OpenMP reads its settings once, when it is
/// loaded.
final class WaitPolicy {
    private static final String NAME = "OMP_WAIT_POLICY";

    private WaitPolicy() {}

    /// Sets the environment variable that OpenMP looks at, unless somebody has; to be called before libtorch is
    /// loaded. Where the C library has no `setenv`, as on Windows, its own default holds.
    static void asleep() {
        Optional<MemorySegment> setenv = Linker.nativeLinker().defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        // int setenv(const char *name, const char *value, int overwrite)
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) Linker.nativeLinker()
                    .downcallHandle(setenv.get(), type)
                    .invokeExact(arena.allocateFrom(NAME), arena.allocateFrom("PASSIVE"), 0);
            if (failed != 0) {
                throw new IllegalStateException("setenv(" + NAME + ") failed");
            }
        } catch (Throwable e) {
            throw new IllegalStateException("the environment could not be set", e);
        }
    }
}
