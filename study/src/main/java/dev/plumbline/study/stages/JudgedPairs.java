package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PreferenceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Comparisons with what each answer was truly worth, which nobody learns from.
final class JudgedPairs {
    private JudgedPairs() {}

    /// A comparison with the gold utility of both answers.
    record Judged(Preference preference, double goldChosen, double goldRejected) {}

    /// Two different answers to each of the prompts that got some.
    static List<FeedbackStage.AnswerPair> sample(
            CheckpointModel model, List<HarborExample> prompts, Sampling sampling, Seed seed, Progress progress) {
        List<CompletionRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Seed own = seed.derive("answer", i);
            requests.add(new CompletionRequest(prompts.get(i).prompt(), sampling, own.derive("a")));
            requests.add(new CompletionRequest(prompts.get(i).prompt(), sampling, own.derive("b")));
        }
        List<Completion> answers = model.completeAll(requests, progress);
        List<FeedbackStage.AnswerPair> pairs = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            String a = answers.get(2 * i).text();
            String b = answers.get(2 * i + 1).text();
            if (!a.equals(b)) {
                pairs.add(new FeedbackStage.AnswerPair(prompts.get(i), a, b));
            }
        }
        return pairs;
    }

    static Judged judged(HarborExample example, Preference preference) {
        return new Judged(
                preference,
                Grader.grade(example, preference.chosen()).utility(),
                Grader.grade(example, preference.rejected()).utility());
    }

    /// The comparisons of a group of a feedback stage.
    static List<Judged> read(Path folder, String group) throws IOException {
        List<Preference> preferences = PreferenceFile.read(FeedbackFiles.of(folder, group)).pairs().stream()
                .map(Located::value)
                .toList();
        List<Judged> judged = new ArrayList<>();
        List<Double> leads = FeedbackFiles.goldLeads(folder, preferences);
        for (int i = 0; i < preferences.size(); i++) {
            judged.add(new Judged(preferences.get(i), leads.get(i), 0));
        }
        return judged;
    }

    /// Writes comparisons as a group of a feedback stage, gold line by line beside them.
    static void write(Path folder, String group, List<Judged> judged) throws IOException {
        FeedbackFiles.write(
                folder, group, judged.stream().map(Judged::preference).toList());
        List<String> lines = new ArrayList<>();
        for (Judged one : judged) {
            lines.add(CanonicalJson.write(Map.of(
                    "a", one.preference().chosen(),
                    "b", one.preference().rejected(),
                    "goldA", one.goldChosen(),
                    "goldB", one.goldRejected())));
        }
        Files.write(folder.resolve("gold.jsonl"), lines);
    }
}
