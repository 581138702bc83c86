package dev.plumbline.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// How many threads OpenBLAS takes for a matrix product.
///
/// libtorch sets the threads of its own pool alone, and the bindings give no way to set OpenBLAS's: it would take
/// every core whatever was asked for, and two pools that spin against each other are many times slower than one
/// thread.
final class BlasThreads {
    private static final List<String> NAMES = List.of("libopenblas.so.0", "libopenblas.0.dylib", "libopenblas.dll");

    private BlasThreads() {}

    /// Sets the count; called once libtorch, which brings OpenBLAS with it, has been loaded. Where another BLAS is
    /// in its place, that one keeps its own count.
    static void set(int threads) {
        Optional<MethodHandle> setter = Setter.FOUND;
        if (setter.isPresent()) {
            try {
                setter.get().invokeExact(threads);
            } catch (Throwable e) {
                throw new IllegalStateException("openblas_set_num_threads(" + threads + ") failed", e);
            }
        }
    }

    /// Looked up at the first use, when libtorch has been loaded.
    private static final class Setter {
        static final Optional<MethodHandle> FOUND = NAMES.stream()
                .flatMap(name -> loaded(name).stream())
                .findFirst()
                .flatMap(symbols -> symbols.find("openblas_set_num_threads"))
                .map(function -> Linker.nativeLinker()
                        .downcallHandle(function, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    private static Optional<SymbolLookup> loaded(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
