package dev.plumbline.evaluate.score;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that gives up: hostile text cannot make it run for ever, nor exhaust the stack.
public final class BoundedPattern {
    /// The most characters that one search may look at, counting each look.
    public static final long MAX_LOOKS = 20_000_000;

    private final Pattern pattern;

    /// A pattern of the platform's syntax.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the expression is malformed
    public BoundedPattern(String expression) {
        try {
            this.pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "pattern " + expression + ": " + e.getDescription() + " at " + e.getIndex() + "; mend it there",
                    e);
        }
    }

    /// The first match.
    ///
    /// @throws PlumblineException BAD_DATA if the text makes the search too long or too deep
    public Optional<MatchResult> find(String text) {
        try {
            Matcher matcher = pattern.matcher(new Counted(text));
            return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
        } catch (StackOverflowError e) {
            throw tooLong(e);
        }
    }

    private static PlumblineException tooLong(Throwable cause) {
        return new PlumblineException(
                ErrorCode.BAD_DATA, "the pattern takes too long on this answer; write one that backtracks less", cause);
    }

    /// Text that counts how often it is looked at. A part of it begins to count anew; matching takes no parts.
    private static final class Counted implements CharSequence {
        private final CharSequence text;
        private long looks;

        Counted(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MAX_LOOKS) {
                throw tooLong(new IllegalStateException(looks + " looks"));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
