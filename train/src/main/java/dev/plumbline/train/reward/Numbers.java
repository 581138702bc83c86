package dev.plumbline.train.reward;

/// Finds numbers in text, in time linear in its length.
final class Numbers {
    /// Beyond this many digits a number is no solution but a runaway answer.
    private static final int LONGEST = 64;

    private Numbers() {}

    /// The last number of the text in plain form (`-1234.5`), thousands commas taken out; empty if there is none, or it
    /// has more than 64 characters.
    static String last(String text) {
        int end = text.length();
        while (end > 0 && !isDigit(text.charAt(end - 1))) {
            end--;
        }
        int at = end;
        boolean point = false;
        while (at > 0) {
            char c = text.charAt(at - 1);
            boolean between = at < end && isDigit(text.charAt(at)) && at > 1 && isDigit(text.charAt(at - 2));
            if (c == '.' && !point && between) {
                point = true;
            } else if (!(isDigit(c) || (c == ',' && between))) {
                break;
            }
            at--;
        }
        if (at > 0 && text.charAt(at - 1) == '-' && (at == 1 || !isDigit(text.charAt(at - 2)))) {
            at--;
        }
        return end - at > LONGEST ? "" : text.substring(at, end).replace(",", "");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
