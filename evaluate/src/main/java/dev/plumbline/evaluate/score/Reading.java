package dev.plumbline.evaluate.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an answer says, read without a model. Every method takes time that is linear in the answer's length.
public final class Reading {
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    // Possessive throughout: no backtracking.
    private static final Pattern NUMBER =
            Pattern.compile("[-+\u2212]?+(?:\\d++(?:,\\d{3}(?!\\d))*+(?:\\.\\d++)?+|\\.\\d++)");
    private static final Pattern LETTER = Pattern.compile("(?<![\\p{L}\\d])\\(?+([A-Z])\\)?+(?![\\p{L}\\d'])");
    private static final String MARK = "answer:";

    private Reading() {}

    /// Words in lower case without punctuation and articles, as question answering compares them (Rajpurkar and others,
    /// "SQuAD", 2016).
    public static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c)) {
                word.append(Character.toLowerCase(c));
            } else if (Character.isWhitespace(c) || c == '-' || c == '/') {
                if (!word.isEmpty() && !ARTICLES.contains(word.toString())) {
                    words.add(word.toString());
                }
                word.setLength(0);
            }
        }
        return words;
    }

    /// The words with one blank between two.
    public static String normal(String text) {
        return String.join(" ", words(text));
    }

    /// Whether the words of `part` occur in the text, whole and in a row.
    public static boolean says(String text, String part) {
        String sought = normal(part);
        return !sought.isEmpty() && (" " + normal(text) + " ").contains(" " + sought + " ");
    }

    /// What stands after the last `ANSWER:` of a text, to the end of its line; empty if there is no such mark.
    public static Optional<String> finalAnswer(String text) {
        int at = text.toLowerCase(Locale.ROOT).lastIndexOf(MARK);
        if (at < 0) {
            return Optional.empty();
        }
        String rest = text.substring(at + MARK.length()).stripLeading();
        int end = rest.indexOf('\n');
        String line = (end < 0 ? rest : rest.substring(0, end)).strip();
        return line.isEmpty()
                ? Optional.empty()
                : Optional.of(line.replace("*", "").strip());
    }

    /// The letter that an answer chooses: after `ANSWER:` if it says so, else the only capital letter that stands alone
    /// (`I` and `A` as words apart). Empty where there is none or more than one.
    ///
    /// @param letters how many choices there are, from `A`; in [2, 26]
    public static Optional<String> choice(String text, int letters) {
        String where = finalAnswer(text).orElse(text);
        boolean alone = where.length() < 20 && where.replaceAll("[().:\\s]", "").length() == 1;
        Set<String> found = new TreeSet<>();
        Matcher matcher = LETTER.matcher(where);
        while (matcher.find() && found.size() < 2) {
            String letter = matcher.group(1);
            boolean bracketed = matcher.group().length() > 1;
            boolean word = letter.equals("I") || letter.equals("A");
            if (letter.charAt(0) - 'A' < letters
                    && (bracketed || alone || !word || followedByMark(where, matcher.end()))) {
                found.add(letter);
            }
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private static boolean followedByMark(String text, int at) {
        return at < text.length() && (text.charAt(at) == ')' || text.charAt(at) == '.' || text.charAt(at) == ':');
    }

    /// The last number of a text, or the one after `ANSWER:`. Thousands may have commas.
    public static OptionalDouble number(String text) {
        Matcher matcher = NUMBER.matcher(finalAnswer(text).orElse(text));
        String last = "";
        while (matcher.find()) {
            last = matcher.group();
        }
        if (last.isEmpty() || last.length() > 300) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(last.replace(",", "").replace('\u2212', '-'));
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /// The confidence that a text states after its last `CONFIDENCE:`, as a share of 1: `80`, `80%` and `0.8` are the
    /// same.
    /// Empty if it states none in [0, 100].
    public static OptionalDouble confidence(String text) {
        int at = text.toLowerCase(Locale.ROOT).lastIndexOf("confidence:");
        if (at < 0) {
            return OptionalDouble.empty();
        }
        Matcher matcher = NUMBER.matcher(text.substring(at, Math.min(text.length(), at + 60)));
        if (!matcher.find() || matcher.group().length() > 12) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(matcher.group().replace(",", "").replace('\u2212', '-'));
        boolean share = matcher.group().contains(".") && value <= 1;
        double p = share ? value : value / 100;
        return p >= 0 && p <= 1 ? OptionalDouble.of(p) : OptionalDouble.empty();
    }
}
