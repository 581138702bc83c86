package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rows split over several cores.
class BatchLanesTest {
    private static final DecoderConfig CONFIG =
            DecoderConfig.llama(24, 16, 2, 4, 24, 64, false).withKeyHeads(2).withInitialDeviation(.3);

    @AfterEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static List<Generator.Prompt> prompts(int count) {
        List<Generator.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = {1 + i % 3, 5, 2 + i % 7};
            prompts.add(new Generator.Prompt(ids, Sampling.at(1, 8 + i % 5), new Seed(i), written -> false));
        }
        return prompts;
    }

    private static List<int[]> texts(int threads, int rows) {
        Engine.configure(new EngineOptions(threads, Precision.FLOAT32));
        return Engine.call(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(4))) {
                return new Generator(decoder, Set.of(0), rows)
                        .generate(prompts(21), Progress.NONE.start("t", 21, "t")).stream()
                                .map(Generator.Continuation::ids)
                                .toList();
            }
        });
    }

    @Test
    void aSequenceSaysTheSameInWhicheverLaneItIsWritten() {
        List<int[]> alone = texts(1, 1);
        assertThat(texts(2, 8)).usingRecursiveComparison().isEqualTo(alone);
        assertThat(texts(3, 21)).usingRecursiveComparison().isEqualTo(alone);
    }

    @Test
    void whatWaitsWhenTheLanesCloseIsCancelled() {
        Engine.configure(new EngineOptions(2, Precision.FLOAT32));
        AtomicInteger cancelled = new AtomicInteger();
        GenerationListener counts = new GenerationListener() {
            @Override
            public boolean wrote(WrittenToken token) {
                return true;
            }

            @Override
            public void ended(FinishReason reason) {
                if (reason == FinishReason.CANCELLED) {
                    cancelled.incrementAndGet();
                }
            }
        };
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(4));
                    BatchLanes lanes = new BatchLanes(decoder, BatchLimits.rows(8))) {
                GenerationOptions options = GenerationOptions.of(Sampling.at(1, 40), Set.of());
                for (int i = 0; i < 30; i++) {
                    lanes.add(new GenerationRequest(new int[] {1, 2}, options, new Seed(i), counts));
                }
                lanes.write(1);
                assertThat(lanes.active()).isEqualTo(8);
                assertThat(lanes.waiting()).isEqualTo(22);
                assertThat(lanes.written()).isGreaterThanOrEqualTo(8);
            }
        });
        assertThat(cancelled).hasValue(30);
    }

    @Test
    void aSequenceThatDoesNotFitIsRefusedAtOnce() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(4));
                    BatchLanes lanes = new BatchLanes(decoder, BatchLimits.rows(8))) {
                GenerationOptions options = GenerationOptions.of(Sampling.at(1, 4), Set.of());
                Throwable refused = catchThrowable(
                        () -> lanes.add(new GenerationRequest(new int[] {99}, options, new Seed(1), token -> true)));
                assertThat(refused).isInstanceOf(PlumblineException.class).hasMessageContaining("99");
                assertThat(lanes.isIdle()).isTrue();
            }
        });
    }

    @Test
    void anAdapterSwitchedOnIsHeardByASequenceThatIsBeingWritten() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(4));
                    DecodingRows rows = new DecodingRows(decoder, 1, 32, 1);
                    DecodingRows other = new DecodingRows(decoder, 1, 32, 1)) {
                Adapter adapter =
                        Adapter.fresh(decoder, "a", AdapterConfig.of(2, 8, "q_proj", "down_proj"), new Seed(1));
                adapter.parameters().values().addInPlace(.5);
                decoder.adapters().attach(adapter);
                rows.enter(List.of(new int[] {1, 2}), 0);
                int[] prompt = new int[16];
                Arrays.fill(prompt, 3);
                prompt[0] = 1;
                prompt[1] = 2;
                for (int i = 2; i < prompt.length; i++) {
                    rows.step(new long[] {3});
                }
                assertThat(rows.repeats()).isTrue();
                other.enter(List.of(prompt), 0);
                decoder.adapters().activate("a");
                rows.step(new long[] {3});
                other.step(new long[] {3});
                for (int i = 0; i < CONFIG.vocabulary(); i++) {
                    assertThat(rows.logits()[i]).isCloseTo(other.logits()[i], within(1e-4f));
                }
                decoder.adapters().activate();
                float[] on = rows.logits().clone();
                rows.step(new long[] {3});
                assertThat(rows.logits()).isNotEqualTo(on);
            }
        });
    }
}
