package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions over module names. They come from files that anyone may have written, so that a match that goes
/// on and on is ended.
public final class ModulePattern {
    private static final int STEPS = 1_000_000;
    private static final int LONGEST = 10_000;

    private ModulePattern() {}

    /// Whether the pattern describes the whole name.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if it is not a pattern, or matching takes too long
    public static boolean matchesWhole(String pattern, String name) {
        return matches(pattern, name);
    }

    /// What the first pattern gives that describes the name or its end after a full stop.
    public static <T> Optional<T> first(Map<String, T> byPattern, String name) {
        for (Map.Entry<String, T> entry : byPattern.entrySet()) {
            if (matches("(.*\\.)?(" + entry.getKey() + ")", name)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String pattern, String name) {
        try {
            if (pattern.length() > LONGEST) {
                throw bad(pattern, "longer than " + LONGEST + " characters", null);
            }
            return Pattern.compile(pattern).matcher(new Counted(name, new int[1])).matches();
        } catch (PatternSyntaxException e) {
            throw bad(pattern, "not a regular expression (" + e.getDescription() + ")", e);
        } catch (StackOverflowError | TooManySteps e) {
            throw bad(pattern, "takes too long to match", e);
        }
    }

    private static PlumblineException bad(String pattern, String what, @org.jspecify.annotations.Nullable Throwable e) {
        String message = "the module pattern " + Excerpt.quote(pattern) + " is " + what;
        return e == null
                ? new PlumblineException(ErrorCode.BAD_CHECKPOINT, message)
                : new PlumblineException(ErrorCode.BAD_CHECKPOINT, message, e);
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// A name that counts how often it is looked at.
    private record Counted(String text, int[] looks) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks[0]++;
            if (looks[0] > STEPS) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.substring(start, end), looks);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
