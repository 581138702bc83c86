package dev.plumbline.train.data;

import java.nio.file.Path;

/// What the first record of a file tells of the form of all.
final class FirstRecord {
    /// Ends reading once the first record was seen.
    private static final class Seen extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean there;

        Seen(boolean there) {
            super("the first record was seen", null, false, false);
            this.there = there;
        }
    }

    private FirstRecord() {}

    /// Whether the first record has a field of this name.
    static boolean has(Path path, String field) {
        try {
            JsonLines.read(path, ReadLimits.DEFAULT, entry -> {
                throw new Seen(entry.has(field));
            });
        } catch (Seen seen) {
            return seen.there;
        }
        throw new IllegalStateException(path + ": a file without records was not refused");
    }
}
