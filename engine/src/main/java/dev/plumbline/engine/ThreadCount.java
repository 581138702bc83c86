package dev.plumbline.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// How many threads an operation takes, of the two pools that compute for libtorch.
///
/// libtorch sets its own pool alone, and the bindings give no way to set OpenBLAS's: it would take every core
/// whatever was asked for. Two pools at a time are many times slower than one thread, for a thread of each waits for
/// a core that the other's sits on, and libtorch's attention calls OpenBLAS from several threads at once: learning from
/// rewards wrote 8 answers a second with both at two threads, 42 with OpenBLAS at one.
enum ThreadCount {
    /// OpenBLAS: the matrix products of float 32. One count for the whole process.
    PRODUCTS("openblas_set_num_threads", List.of("libopenblas.so.0", "libopenblas.0.dylib", "libopenblas.dll")) {
        /// Another BLAS is in its place, and keeps its own count.
        @Override
        void setOtherwise(int threads) {}
    },
    /// OpenMP: everything else. Each thread that asks for operations has a count of its own.
    OPERATIONS("omp_set_num_threads", List.of("libgomp.so.1", "libomp.dylib")) {
        /// By libtorch, which is slower, for it sets the counts of other pools as well.
        @Override
        void setOtherwise(int threads) {
            torch.set_num_threads(threads);
        }
    };

    private final String function;
    private final List<String> libraries;
    private volatile @Nullable Optional<MethodHandle> setter;

    ThreadCount(String function, List<String> libraries) {
        this.function = function;
        this.libraries = libraries;
    }

    /// Where the library is not to be found.
    abstract void setOtherwise(int threads);

    /// Sets the count; to be called once libtorch, which brings both libraries with it, has been loaded.
    void set(int threads) {
        Optional<MethodHandle> found = setter;
        if (found == null) {
            found = found();
            setter = found;
        }
        if (found.isEmpty()) {
            setOtherwise(threads);
            return;
        }
        try {
            found.get().invokeExact(threads);
        } catch (Throwable e) {
            throw new IllegalStateException(function + "(" + threads + ") failed", e);
        }
    }

    private Optional<MethodHandle> found() {
        return libraries.stream()
                .flatMap(name -> loaded(name).stream())
                .findFirst()
                .flatMap(symbols -> symbols.find(function))
                .map(symbol ->
                        Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    private static Optional<SymbolLookup> loaded(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
