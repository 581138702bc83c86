package dev.plumbline.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text as words: lower-cased runs of letters, marks and digits, with single apostrophes inside; each ideograph is a
/// word.
///
/// Scanned by hand, because a regular expression for it recurses once per apostrophe and a hostile text would
/// exhaust the stack.
final class Words {
    private Words() {}

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (Character.isIdeographic(c)) {
                words.add(Character.toString(c));
                at += Character.charCount(c);
            } else if (isPart(c)) {
                int end = endOfWord(text, at);
                words.add(text.substring(at, end).toLowerCase(Locale.ROOT).replace('’', '\''));
                at = end;
            } else {
                at += Character.charCount(c);
            }
        }
        return words;
    }

    /// How many characters (code points) a text has: the unit of length wherever this package speaks of length.
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int endOfWord(String text, int start) {
        int at = start;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isPart(c)) {
                at += Character.charCount(c);
            } else if (isApostrophe(c) && at + 1 < text.length() && isPart(text.codePointAt(at + 1))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == '’';
    }

    private static boolean isPart(int c) {
        return !Character.isIdeographic(c)
                && (Character.isLetterOrDigit(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || Character.getType(c) == Character.COMBINING_SPACING_MARK);
    }
}
