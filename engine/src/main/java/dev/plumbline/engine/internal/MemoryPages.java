package dev.plumbline.engine.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Tells the operating system which pages of a mapped file will be read, which are read no more, and where large
/// pages pay.
///
/// All of it is advice: where the system has no such call, as on Windows, nothing happens and nothing is lost but
/// time and memory. See madvise(2).
public final class MemoryPages {
    private static final long PAGE = 4096;
    private static final int WILL_NEED = 3;
    private static final int DO_NOT_NEED = 4;
    private static final int HUGE_PAGES = 14; // Linux alone

    /// Below this many bytes small pages are as good.
    private static final long WORTH_HUGE_PAGES = 8L << 20;

    private static final boolean LINUX = System.getProperty("os.name").startsWith("Linux");

    /// int madvise(void *address, size_t length, int advice)
    private static final Optional<MethodHandle> ADVISE = Linker.nativeLinker()
            .defaultLookup()
            .find("madvise")
            .map(function -> Linker.nativeLinker()
                    .downcallHandle(
                            function,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT)));

    private MemoryPages() {}

    /// Starts reading the pages that these bytes of a mapped file lie on.
    public static void willRead(MemorySegment bytes) {
        long begin = bytes.address() / PAGE * PAGE;
        advise(begin, bytes.address() + bytes.byteSize() - begin, WILL_NEED);
    }

    /// Takes the pages that these bytes of a mapped file fill out of this process's memory; the file still has
    /// them.
    public static void letGo(MemorySegment bytes) {
        long begin = (bytes.address() + PAGE - 1) / PAGE * PAGE;
        advise(begin, (bytes.address() + bytes.byteSize()) / PAGE * PAGE - begin, DO_NOT_NEED);
    }

    /// Asks for large pages where these bytes will lie, which nobody has written to yet: reading them in order, as
    /// a product of matrices does, then waits less for addresses to be translated.
    public static void large(MemorySegment bytes) {
        if (LINUX && bytes.byteSize() >= WORTH_HUGE_PAGES) {
            long begin = (bytes.address() + PAGE - 1) / PAGE * PAGE;
            advise(begin, (bytes.address() + bytes.byteSize()) / PAGE * PAGE - begin, HUGE_PAGES);
        }
    }

    private static void advise(long address, long length, int advice) {
        if (length <= 0 || ADVISE.isEmpty()) {
            return;
        }
        try {
            // What it returns does not matter: advice that is not taken changes nothing.
            int ignored = (int) ADVISE.get().invokeExact(MemorySegment.ofAddress(address), length, advice);
        } catch (Throwable e) {
            throw new IllegalStateException("madvise failed", e);
        }
    }
}
