package dev.plumbline.study.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/// Finds what a person probably meant to write.
public final class Nearest {
    private static final int LONGEST_NAME = 64;
    private static final int MOST_NAMES = 40;

    private Nearest() {}

    /// The end of an error message: the nearest valid name, if one is near, and then the valid ones.
    public static String hint(String written, Collection<String> valid) {
        if (valid.isEmpty()) {
            return "there are none";
        }
        String all = valid.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (valid.size() > MOST_NAMES ? ", …" : "");
        return valid.stream()
                .filter(name -> distance(written, name) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .map(name -> "did you mean \"" + name + "\"? (valid: " + all + ")")
                .orElse("valid: " + all);
    }

    /// Text from a file, cut to what a message can hold.
    public static String shortened(String text) {
        return shortened(text, LONGEST_NAME);
    }

    /// Text from a file on one line of at most `longest` characters.
    public static String shortened(String text, int longest) {
        String line = text.strip().replaceAll("\\p{Cntrl}", " ");
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    /// How many letters must be added, removed, changed or swapped with their neighbour to turn one word into the other
    /// (optimal string alignment distance; Damerau 1964); words longer than 64 letters are cut.
    public static int distance(String a, String b) {
        String left = a.substring(0, Math.min(a.length(), LONGEST_NAME));
        String right = b.substring(0, Math.min(b.length(), LONGEST_NAME));
        int[][] d = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[left.length()][right.length()];
    }
}
