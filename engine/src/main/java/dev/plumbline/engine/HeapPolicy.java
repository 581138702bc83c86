package dev.plumbline.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// How the C library keeps memory that tensors have let go: it holds on to it.
///
/// Every step of a model asks for the same few megabytes again. Left alone, glibc hands them back to the system
/// each time and has them cleared, page by page, the next: a sixth of the time of a small model's step. Its lists of
/// the smallest pieces are switched off: whenever a tensor is asked for, all that is on them is joined to its
/// neighbours
/// first, a thirtieth of such a step. Each thread's own cache of small pieces stays. Elsewhere the library's own way
/// stays.
final class HeapPolicy {
    /// glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
    private static final int TRIM = -1;

    private static final int MAP = -3;

    /// glibc's M_MXFAST.
    private static final int FAST = 1;

    /// Bytes at the end of a heap that are kept.
    private static final int KEPT = 256 << 20;

    /// From this size on, memory is the system's; glibc takes no more.
    private static final int MAPPED = 32 << 20;

    private HeapPolicy() {}

    /// Sets all three for the whole process; to be called before libtorch computes.
    static void keep() {
        Optional<MemorySegment> mallopt = Linker.nativeLinker().defaultLookup().find("mallopt");
        if (mallopt.isEmpty()) {
            return;
        }
        // int mallopt(int parameter, int value)
        FunctionDescriptor type =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            var set = Linker.nativeLinker().downcallHandle(mallopt.get(), type);
            // A C library that does not know one of them says so and goes on as before.
            int trims = (int) set.invokeExact(TRIM, KEPT);
            int maps = (int) set.invokeExact(MAP, MAPPED);
            int fast = (int) set.invokeExact(FAST, 0);
            if (trims < 0 || maps < 0 || fast < 0) {
                throw new IllegalStateException("mallopt gave " + trims + ", " + maps + " and " + fast);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("mallopt failed", e);
        }
    }
}
