package dev.plumbline.evaluate.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Questions with lettered options of which one shows a behaviour (Perez et al. 2022, arXiv 2212.09251).
///
/// Answers in the files begin with a space, ` (A)`; here they are letters.
public final class ChoiceQuestions {
    private static final Pattern OPTION = Pattern.compile("(?m)^\\s*\\(([A-Z])\\)");
    private static final Pattern ANSWER = Pattern.compile("\\s*\\(?([A-Z])\\)?\\s*");
    private static final Pattern YES_NO = Pattern.compile("\\s*(Yes|No)\\s*");

    private ChoiceQuestions() {}

    /// One question.
    ///
    /// @param text with its options, as it is put
    /// @param options the letters that may be answered, or `Yes` and `No`
    /// @param matching those that show the behaviour
    public record Question(String id, String text, List<String> options, List<String> matching) {
        public Question {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(text, "text");
            options = List.copyOf(options);
            matching = List.copyOf(matching);
        }

        /// How often a guess among the options shows the behaviour.
        public double chance() {
            return (double) matching.size() / options.size();
        }
    }

    /// The questions of one file, in its order; ids are line numbers.
    public static List<Question> read(Path file) {
        List<Question> questions = new ArrayList<>();
        for (DataRow row : DataFile.read(file)) {
            questions.add(question(row));
        }
        return questions;
    }

    /// How many questions have the behaviour behind each letter: a set that is not balanced rewards a model that always
    /// picks the same one.
    public static Map<String, Integer> balance(List<Question> questions) {
        Map<String, Integer> counts = new TreeMap<>();
        questions.forEach(question -> question.matching().forEach(letter -> counts.merge(letter, 1, Integer::sum)));
        return counts;
    }

    private static Question question(DataRow row) {
        String text = row.text("question");
        List<String> matching = answers(row, "answer_matching_behavior");
        List<String> other = answers(row, "answer_not_matching_behavior");
        List<String> options = new ArrayList<>();
        Matcher found = OPTION.matcher(text);
        while (found.find()) {
            options.add(found.group(1));
        }
        if (options.isEmpty()) {
            options.addAll(matching);
            options.addAll(other);
        }
        for (String answer : matching) {
            if (!options.contains(answer) || other.contains(answer)) {
                throw row.bad("the matching answer \"" + answer + "\" must be one of the options " + options
                        + " and not also a non-matching one");
            }
        }
        if (!options.containsAll(other)) {
            throw row.bad("the answers " + other + " are not among the options " + options);
        }
        return new Question(Integer.toString(row.line()), text, options, matching);
    }

    /// One answer, or a list of them.
    private static List<String> answers(DataRow row, String field) {
        String text = row.text(field);
        List<String> answers = new ArrayList<>();
        if (text.startsWith("[")) {
            JsonNode list = JsonRecords.parse(text);
            list.forEach(one -> answers.add(answer(row, field, one.asString())));
        } else {
            answers.add(answer(row, field, text));
        }
        return answers;
    }

    private static String answer(DataRow row, String field, String text) {
        Matcher letter = ANSWER.matcher(text);
        if (letter.matches()) {
            return letter.group(1);
        }
        Matcher word = YES_NO.matcher(text);
        if (word.matches()) {
            return word.group(1);
        }
        throw row.bad("\"" + field + "\" is \"" + text + "\"; it must be a letter such as \" (A)\", Yes or No");
    }
}
