package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.study.StageContext;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.data.HeldOutSplit;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PromptFile;
import dev.plumbline.train.data.Question;
import dev.plumbline.train.data.QuestionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Prompts as tokens for one model, some of them held out, each with what answers to it are held against.
///
/// @param train at least one
/// @param heldOut none if nothing is held out
/// @param tooLong how many were left out because they leave no room for an answer
record Prompts(List<Prompt> train, List<Prompt> heldOut, int tooLong) {
    /// One prompt.
    ///
    /// @param expected what a right answer says; empty if nobody says
    /// @param gold what an answer is truly worth, for Harbor's prompts; 0 for others
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Prompt(int[] ids, Conversation conversation, String expected, ToDoubleFunction<String> gold) {
        /// The conversation as programs of the user's read it.
        List<Map<String, String>> messages() {
            return conversation.messages().stream()
                    .map(message -> Map.of("role", message.role().label(), "content", message.content()))
                    .toList();
        }
    }

    /// @param answer most tokens of an answer, for which a prompt must leave room
    static Prompts of(
            StageContext context,
            PromptSource source,
            RewardOptions reward,
            int answer,
            Tuning tuning,
            EvaluationOptions evaluation) {
        List<Prompt> all = new ArrayList<>();
        if (source.data().isEmpty()) {
            if (reward.checksField()) {
                throw Checks.bad(
                        "reward.rule: Harbor's prompts have no field to hold answers against; take rule: harbor,"
                                + " or give prompts.data");
            }
            for (HarborExample example : Lessons.feedbackPrompts(
                    source.town().world(), FamilyMix.feedback(), context.seed().derive("prompts"), source.count())) {
                all.add(new Prompt(
                        tuning.format().prompt(example.prompt()),
                        example.prompt(),
                        "",
                        text -> Grader.grade(example, text).utility()));
            }
        } else {
            if (reward.rule() == RewardOptions.Rule.HARBOR) {
                throw Checks.bad("reward.rule: harbor knows the truth of its own prompts alone; leave prompts.data out,"
                        + " or take another rule");
            }
            for (Located<Question> one : questions(context, Path.of(source.data()), reward)) {
                Question question = one.value();
                all.add(new Prompt(
                        tuning.format().prompt(question.prompt()), question.prompt(), question.expected(), text -> 0));
            }
        }
        return fitting(context, all, answer, tuning.room(), evaluation);
    }

    private static List<Located<Question>> questions(StageContext context, Path file, RewardOptions reward) {
        List<Located<Question>> questions = new ArrayList<>();
        if (reward.checksField()) {
            questions.addAll(QuestionFile.read(file, reward.field()));
            requireOneAnswer(file, questions, reward);
        } else {
            PromptFile.read(file)
                    .prompts()
                    .forEach(one -> questions.add(new Located<>(one.line(), new Question(one.value(), ""))));
        }
        context.progress()
                .note(file.getFileName() + ": prompts"
                        + (reward.checksField() ? " with \"" + reward.field() + "\"" : "") + ", " + questions.size()
                        + " records");
        return questions;
    }

    /// An answer is known by its prompt alone, so a prompt cannot have two right answers.
    private static void requireOneAnswer(Path file, List<Located<Question>> questions, RewardOptions reward) {
        Map<Conversation, Located<Question>> seen = new HashMap<>();
        for (Located<Question> one : questions) {
            String where = file.getFileName() + " line " + one.line();
            Located<Question> before = seen.putIfAbsent(one.value().prompt(), one);
            if (before != null && !before.value().expected().equals(one.value().expected())) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        where + ": the same prompt as line " + before.line() + " with another \"" + reward.field()
                                + "\"; leave one of them out");
            }
            if (one.value().expected().isBlank()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        where + ": \"" + reward.field()
                                + "\" is blank, so that every answer would be right; write what a"
                                + " right answer says");
            }
            if (reward.rule() == RewardOptions.Rule.PATTERN) {
                RewardOptions.compiled(
                        where + " \"" + reward.field() + "\"", one.value().expected());
            }
        }
    }

    private static Prompts fitting(
            StageContext context, List<Prompt> all, int answer, int room, EvaluationOptions evaluation) {
        List<Prompt> fitting = all.stream()
                .filter(prompt -> prompt.ids().length > 0 && prompt.ids().length + answer <= room)
                .toList();
        if (fitting.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    context.stage() + ": none of " + all.size() + " prompts leaves room for an answer of " + answer
                            + " tokens in the model's context of " + room
                            + "; shorten the prompts, lower max-tokens, or take a model with a longer context");
        }
        HeldOutSplit<Prompt> split = evaluation.split(fitting, prompt -> Arrays.toString(prompt.ids()), context.seed());
        return new Prompts(split.train(), split.heldOut(), all.size() - fitting.size());
    }

    static List<int[]> ids(List<Prompt> prompts) {
        return prompts.stream().map(Prompt::ids).toList();
    }

    /// All, by their tokens.
    Map<List<Integer>, Prompt> byTokens() {
        Map<List<Integer>, Prompt> map = new HashMap<>();
        List.of(train, heldOut).forEach(part -> part.forEach(prompt -> map.put(key(prompt.ids()), prompt)));
        return map;
    }

    /// What was asked for an answer, of those by their tokens.
    static Prompt asked(Map<List<Integer>, Prompt> known, RewardFunction.Sampled answer) {
        Prompt prompt = known.get(key(answer.prompt()));
        if (prompt == null) {
            throw new IllegalStateException("an answer to a prompt that nobody asked");
        }
        return prompt;
    }

    private static List<Integer> key(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    /// What a reader must know of them.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("Answered " + train.size() + " prompts"
                + (heldOut.isEmpty() ? "." : ", measured on " + heldOut.size() + " that were never trained on."));
        if (tooLong > 0) {
            notes.add(tooLong + " prompts left no room for an answer in the model's context and were left out.");
        }
        return notes;
    }
}
