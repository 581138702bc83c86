package dev.plumbline.train.constitution;

import java.util.Collection;
import java.util.Comparator;

/// Which of some names was probably meant.
final class NearestName {
    private static final int LONGEST = 64;

    private NearestName() {}

    /// The end of an error message: the nearest name, if one is near, and all of them.
    static String hint(String written, Collection<String> valid) {
        String all = "valid: " + String.join(", ", valid);
        return valid.stream()
                .filter(name -> distance(written, name) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .map(name -> "did you mean \"" + name + "\"? (" + all + ")")
                .orElse(all);
    }

    /// How many letters must be added, removed or changed (Levenshtein 1966).
    private static int distance(String a, String b) {
        String left = a.substring(0, Math.min(LONGEST, a.length()));
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (left.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
