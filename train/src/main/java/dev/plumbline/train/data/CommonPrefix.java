package dev.plumbline.train.data;

/// The longest common prefix of two texts that cuts no word, number or character of either.
///
/// A cut is allowed unless a letter, digit or mark stands on both sides of it; between ideographs, which have no
/// spaces, it is. So `The answer is yes.` and `The answer is yesterday.` share `The answer is `.
final class CommonPrefix {
    private CommonPrefix() {}

    /// Where the common prefix ends, as an index into both texts; 0 if they share nothing.
    static int end(String left, String right) {
        int most = Math.min(left.length(), right.length());
        int end = 0;
        while (end < most && left.charAt(end) == right.charAt(end)) {
            end++;
        }
        while (end > 0 && (cutsWord(left, end) || cutsWord(right, end))) {
            end--;
        }
        return end;
    }

    private static boolean cutsWord(String text, int at) {
        if (at == 0 || at == text.length()) {
            return false;
        }
        if (Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1))) {
            return true;
        }
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at);
        return isMark(after) || (isWord(before) && isWord(after) && !Character.isIdeographic(after));
    }

    private static boolean isWord(int c) {
        return Character.isLetterOrDigit(c) || isMark(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || c == 0x200D;
    }
}
