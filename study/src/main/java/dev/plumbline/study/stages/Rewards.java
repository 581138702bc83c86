package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.HeldOutFigure;
import dev.plumbline.train.ModelReward;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.reward.NormalisedReward;
import dev.plumbline.train.reward.OverlongPenalty;
import dev.plumbline.train.reward.RewardProgram;
import dev.plumbline.train.watch.RewardDistance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Makes the reward function that a study asks for.
final class Rewards {
    private static final int BATCH = 64;
    private static final int LEAST_AT_HOME = 8;

    /// Beyond it the covariance of what a reward head reads takes longer than the rewards.
    private static final int WIDEST = 2048;

    private final RewardOptions options;
    private final Tuning tuning;
    private final Prompts prompts;
    private final HeldOutAnswers.Asking asking;

    /// @param asking how answers are sampled while learning
    Rewards(RewardOptions options, Tuning tuning, Prompts prompts, HeldOutAnswers.Asking asking) {
        this.options = options;
        this.tuning = tuning;
        this.prompts = prompts;
        this.asking = asking;
    }

    /// Rewards of sampled answers: what length and style earn taken off, long ones shaped, if the options say so.
    RewardFunction function() throws IOException {
        return options.model().isEmpty() ? shaped(spoken()) : shaped(together(models()));
    }

    /// The same; a reward model also says how far answers are from those of the model as it starts.
    RewardFunction watched() throws IOException {
        if (options.model().isEmpty()) {
            return function();
        }
        List<Decoder> models = models();
        return distanced(shaped(together(models)), models.getFirst());
    }

    private List<Decoder> models() throws IOException {
        List<Decoder> models = new ArrayList<>();
        for (String stage : options.models()) {
            Path folder = tuning.stage().model(stage);
            requireSameTokens(stage, folder);
            models.add(tuning.kept(() -> Checkpoint.read(folder)));
        }
        return models;
    }

    private RewardFunction together(List<Decoder> models) {
        boolean scaled = options.normalised() || options.ensemble().on();
        List<RewardFunction> members = new ArrayList<>();
        for (Decoder model : models) {
            RewardFunction plain = new ModelReward(model, BATCH);
            members.add(scaled ? normalised(plain) : plain);
        }
        return options.ensemble().on() ? options.ensemble().of(members) : members.getFirst();
    }

    private RewardFunction shaped(RewardFunction plain) {
        RewardFunction controlled = options.control().on() ? controlled(plain) : plain;
        return options.overlong() == 0
                ? controlled
                : new OverlongPenalty(asking.maxTokens(), options.overlong()).on(controlled);
    }

    private RewardFunction controlled(RewardFunction plain) {
        List<RewardFunction.Sampled> answers = StartingAnswers.of(
                tuning,
                first(),
                ControlOptions.GROUP,
                asking,
                tuning.stage().seed().derive("control"));
        return options.control()
                .of(
                        plain,
                        answers,
                        one -> new Patient(String.join("\n", CommandedEnvironment.turns(one, tuning.format()))));
    }

    /// Prompts on which rewards are measured before anything is learned.
    private List<int[]> first() {
        return Prompts.ids(prompts.train().stream().limit(BATCH).toList());
    }

    private RewardFunction distanced(RewardFunction reward, Decoder model) {
        List<int[]> asked = first();
        if (asked.size() < LEAST_AT_HOME || model.config().width() > WIDEST) {
            tuning.stage()
                    .progress()
                    .note("how far answers are from the reward model's own is not watched: that takes "
                            + LEAST_AT_HOME + " prompts or more, and a width of " + WIDEST + " or less; here are "
                            + asked.size() + " and " + model.config().width());
            return reward;
        }
        List<int[]> home = StartingAnswers.of(
                        tuning, asked, 1, asking, tuning.stage().seed().derive("home"))
                .stream()
                .map(one -> IntStream.concat(IntStream.of(one.prompt()), IntStream.of(one.answer()))
                        .toArray())
                .toList();
        return new Distanced(reward, RewardDistance.of(model, home, BATCH));
    }

    /// Tokens are handed from model to model as they are, so both must mean the same by them.
    private void requireSameTokens(String stage, Path folder) throws IOException {
        Path own = tuning.parent().resolve("tokenizer.json");
        Path other = folder.resolve("tokenizer.json");
        boolean same = (Files.isRegularFile(own) && Files.isRegularFile(other))
                ? Files.mismatch(own, other) < 0
                : !Files.exists(own) && !Files.exists(other);
        if (!same) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    tuning.stage().stage() + ": the reward model \"" + stage
                            + "\" has another tokenizer than the model that is trained; train a reward model that"
                            + " starts from the same model (plumbline train reward-model --model …)");
        }
    }

    /// Gain and bias from the answers of the model as it starts, which a resumed run samples again alike.
    private RewardFunction normalised(RewardFunction plain) {
        HeldOutFigure first = Engine.call(() -> HeldOutAnswers.answers(
                        tuning.policy(),
                        tuning.policy(),
                        Prompts.ids(prompts.train().stream().limit(4L * BATCH).toList()),
                        plain,
                        asking,
                        tuning.stage().seed().derive("normalise")))
                .getFirst();
        double mean = first.mean();
        double squares = 0;
        for (double value : first.values()) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, first.values().length - 1));
        if (!(deviation > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    tuning.stage().stage() + ": the reward model gives all answers of the starting model the reward "
                            + mean
                            + ", which cannot be normalised; set reward.normalised to false, or train it longer");
        }
        tuning.stage()
                .progress()
                .note("rewards are normalised: mean " + mean + ", deviation " + deviation + " on the starting model");
        return new NormalisedReward(plain, mean, deviation, Double.POSITIVE_INFINITY);
    }

    /// Rewards that are read off the answer's text, on a thread beside the engine's.
    private RewardFunction spoken() {
        Map<List<Integer>, Prompts.Prompt> known = prompts.byTokens();
        if (!options.command().isEmpty()) {
            return new Commanded(
                    new RewardProgram(options.command(), options.time()),
                    one -> record(Prompts.asked(known, one), one));
        }
        return answers -> answers.stream()
                .mapToDouble(one -> ruled(
                        Prompts.asked(known, one),
                        CommandedEnvironment.turns(one, tuning.format()).getLast()))
                .toArray();
    }

    private String record(Prompts.Prompt prompt, RewardFunction.Sampled answer) {
        List<String> turns = CommandedEnvironment.turns(answer, tuning.format());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("prompt", prompt.messages());
        record.put("completion", turns.getLast());
        record.put("finished", answer.finished());
        if (asking.environment().turns() > 1) {
            record.put("turns", turns);
        }
        return CanonicalJson.write(record);
    }

    private double ruled(Prompts.Prompt prompt, String text) {
        if (options.rule() == RewardOptions.Rule.HARBOR) {
            return prompt.gold().applyAsDouble(text);
        }
        String answer = extracted(text);
        String expected = prompt.expected().strip();
        boolean right = switch (options.rule()) {
            case EXACT -> answer.strip().equals(expected);
            case CONTAINS -> answer.contains(expected);
            case PATTERN ->
                Pattern.compile(prompt.expected()).matcher(new Patient(answer)).find();
            case NONE, HARBOR -> throw new IllegalStateException("no rule: " + options.rule());
        };
        return right ? 1 : 0;
    }

    private String extracted(String text) {
        if (options.extract().isEmpty()) {
            return text;
        }
        Matcher matcher = Pattern.compile(options.extract()).matcher(new Patient(text));
        String last = "";
        while (matcher.find()) {
            String group = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
            last = group == null ? "" : group;
        }
        return last;
    }

    /// A text that stops a pattern which never ends: it is read character by character, and each time asks
    /// whether the reader was given up.
    private record Patient(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new PlumblineException(ErrorCode.CANCELLED, "a pattern took too long on an answer");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Patient(text.substring(start, end));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Rewards that a program gives; it has a limit of its own, which ends it.
    private record Commanded(RewardProgram command, Function<Sampled, String> record) implements RewardFunction {
        private static final Duration GRACE = Duration.ofSeconds(10);

        @Override
        public double[] rewards(List<Sampled> answers) {
            return command.rewards(answers.stream().map(record).toList());
        }

        @Override
        public double[] checked(List<Sampled> answers, Duration limit) {
            return RewardFunction.super.checked(answers, limit.plus(GRACE));
        }
    }

    /// Rewards whose curves tell how far answers are from home, in units of the answers there.
    private record Distanced(RewardFunction reward, RewardDistance distance) implements RewardFunction {
        @Override
        public double[] rewards(List<Sampled> answers) {
            return reward.rewards(answers);
        }

        @Override
        public double[] checked(List<Sampled> answers, Duration limit) {
            return reward.checked(answers, limit);
        }

        @Override
        public Map<String, Double> figures(List<Sampled> answers) {
            return Map.of("reward-distance", distance.meanOf(answers.subList(0, Math.min(BATCH, answers.size()))));
        }
    }
}
