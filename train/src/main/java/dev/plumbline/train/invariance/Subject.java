package dev.plumbline.train.invariance;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.train.TokenFeedback;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.UnpairedTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A model and a few items of data that checks are made on. Lives on the engine thread; closing it frees the reference
/// and the reward model, but not the model itself.
public final class Subject implements AutoCloseable {
    private static final double REFERENCE = .98;

    private final Decoder model;
    private final Decoder reference;
    private final Decoder reward;
    private final List<TokenRow> rows;
    private final List<TokenPair> pairs;
    private final boolean ownsModel;

    /// @param model a language model
    /// @param rows at least two rows, each with a target
    /// @param pairs as many comparisons as there are rows, or none
    public Subject(Decoder model, List<TokenRow> rows, List<TokenPair> pairs) {
        if (rows.size() < 2 || (!pairs.isEmpty() && pairs.size() < 2)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the checks need at least 2 items that fit the model's context; found " + rows.size());
        }
        this.model = model;
        this.rows = List.copyOf(rows);
        this.pairs = List.copyOf(pairs);
        this.ownsModel = false;
        this.reference = model.copy();
        this.reward = model.withHead(DecoderConfig.Head.REWARD, new Seed(1));
        try (NoGradient off = NoGradient.open()) {
            // a reference that differs from the model, so that log-ratios are not all 0
            reference.parameters().values().mulInPlace(REFERENCE);
        }
    }

    /// The same over copies, the model's among them; closing it closes that copy as well.
    Subject copy() {
        return new Subject(model.copy(), reference.copy(), reward.copy(), rows, pairs, true);
    }

    private Subject(
            Decoder model,
            Decoder reference,
            Decoder reward,
            List<TokenRow> rows,
            List<TokenPair> pairs,
            boolean ownsModel) {
        this.model = model;
        this.reference = reference;
        this.reward = reward;
        this.rows = rows;
        this.pairs = pairs;
        this.ownsModel = ownsModel;
    }

    public Decoder model() {
        return model;
    }

    /// A model that differs a little from the subject's.
    public Decoder reference() {
        return reference;
    }

    /// The same trunk under a fresh reward head.
    public Decoder reward() {
        return reward;
    }

    public List<TokenRow> rows() {
        return rows;
    }

    public List<TokenPair> pairs() {
        return pairs;
    }

    /// Both answers of each pair as judged ones.
    public List<TokenFeedback> feedback() {
        List<int[]> prompts = new ArrayList<>();
        List<int[]> answers = new ArrayList<>();
        boolean[] good = new boolean[2 * pairs.size()];
        for (TokenPair pair : pairs) {
            good[prompts.size()] = true;
            for (TokenRow row : List.of(pair.chosen(), pair.rejected())) {
                int prompt = row.ids().length - row.targets();
                prompts.add(Arrays.copyOf(row.ids(), prompt));
                answers.add(Arrays.copyOfRange(row.ids(), prompt, row.ids().length));
            }
        }
        return UnpairedTrainer.mismatched(prompts, answers, good);
    }

    /// The model that a method trains.
    Decoder trained(Method method) {
        return method == Method.REWARD_MODEL ? reward : model;
    }

    /// How many items a method has.
    int items(Method method) {
        return switch (method) {
            case SFT -> rows.size();
            case REWARD_MODEL, DPO, ORPO, SIMPO -> pairs.size();
            case KTO, BCO, GRPO -> 2 * pairs.size();
        };
    }

    @Override
    public void close() {
        reference.close();
        reward.close();
        if (ownsModel) {
            model.close();
        }
    }
}
