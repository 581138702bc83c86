package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.harbor.Grader;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.stages.FeedbackStage.AnswerPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files that a feedback stage leaves for the stages after it.
final class FeedbackFiles {
    private static final String GOLD = "gold.jsonl";

    private FeedbackFiles() {}

    /// The comparisons of one group, readable as any preference file.
    static Path of(Path folder, String group) {
        Path file = folder.resolve("feedback-" + group + ".jsonl");
        if (!Files.isRegularFile(file)) {
            throw new PlumblineException(
                    ErrorCode.BAD_STUDY, "the feedback stage has no group \"" + group + "\"; name one of its raters");
        }
        return file;
    }

    static void write(Path folder, String group, List<Preference> preferences) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Preference preference : preferences) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put(
                    "prompt",
                    preference.prompt().messages().stream()
                            .map(FeedbackFiles::message)
                            .toList());
            line.put("chosen", List.of(message(Message.assistant(preference.chosen()))));
            line.put("rejected", List.of(message(Message.assistant(preference.rejected()))));
            lines.add(CanonicalJson.write(line));
        }
        Files.write(folder.resolve("feedback-" + group + ".jsonl"), lines);
    }

    static void writeGold(Path folder, List<AnswerPair> pairs) throws IOException {
        List<String> lines = new ArrayList<>();
        for (AnswerPair pair : pairs) {
            lines.add(CanonicalJson.write(Map.of(
                    "a", pair.a(),
                    "b", pair.b(),
                    "goldA", Grader.grade(pair.example(), pair.a()).utility(),
                    "goldB", Grader.grade(pair.example(), pair.b()).utility())));
        }
        Files.write(folder.resolve(GOLD), lines);
    }

    /// How much more the chosen answer of each line of a group's file was truly worth than the rejected one.
    static List<Double> goldLeads(Path folder, List<Preference> preferences) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(GOLD));
        List<Double> leads = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Map<String, Object> line = CanonicalJson.read(lines.get(i));
            double lead = number(line, "goldA") - number(line, "goldB");
            leads.add(preferences.get(i).chosen().equals(line.get("a")) ? lead : -lead);
        }
        return leads;
    }

    private static double number(Map<String, Object> line, String key) {
        return line.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static Map<String, Object> message(Message message) {
        return Map.of("role", message.role().label(), "content", message.content());
    }
}
