package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/// Tensors live on one thread and in scopes; what goes wrong is told by operation and shapes.
class EngineRoomTest {
    @Test
    void tensorWorkIsRefusedOnAVirtualThread() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofVirtual()
                .name("light")
                .start(() -> thrown.set(catchThrowable(() -> Tensor.zeros(2))))
                .join();
        assertRefused(thrown.get());
        assertThat(thrown.get()).hasMessageContaining("\"light\"").hasMessageContaining("Engine.call");
    }

    @Test
    void tensorWorkIsRefusedOnAnyOtherThread() {
        Tensor kept = Engine.call(() -> {
            Tensor made = Tensor.zeros(2);
            made.raw().retainReference();
            return made;
        });
        assertRefused(catchThrowable(() -> kept.add(1)));
        assertRefused(catchThrowable(kept::toFloats));
        assertRefused(catchThrowable(kept::backward));
        assertRefused(catchThrowable(TensorScope::open));
        assertRefused(catchThrowable(NoGradient::open));
        Engine.run(kept::close);
    }

    private static void assertRefused(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlumblineException.class);
        assertThat(((PlumblineException) thrown).code()).isEqualTo(ErrorCode.BAD_ARGUMENT);
    }

    @Test
    void aVirtualThreadIsServedThroughTheDoor() throws InterruptedException {
        AtomicReference<Double> sum = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() ->
                        sum.set(Engine.call(() -> Tensor.zeros(3).add(2).sum().item())))
                .join();
        assertThat(sum).hasValue(6.0);
    }

    @Test
    void unsharedWorkHasOneThreadOfTheOperationsPoolAndGivesTheOthersBack() {
        EngineOptions before = Engine.options();
        Engine.configure(EngineOptions.exact().withThreads(2));
        try {
            Engine.run(() -> {
                int within = Engine.ofOneRow(DType.FLOAT32, torch::get_num_threads);
                assertThat(within).isEqualTo(1);
                assertThat(torch.get_num_threads()).isEqualTo(2);
                assertThatThrownBy(() -> Engine.ofOneRow(DType.FLOAT32, () -> {
                            throw new IllegalStateException("halfway");
                        }))
                        .hasMessage("halfway");
                assertThat(torch.get_num_threads()).isEqualTo(2);
            });
        } finally {
            Engine.configure(before);
        }
    }

    @Test
    void aFailureNamesTheOperationAndTheShapes() {
        assertThatThrownBy(() -> Engine.run(() -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5))))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NATIVE))
                .hasMessageContaining("matmul of [2, 3] with [4, 5]");
        assertThatThrownBy(() -> Engine.run(() -> Tensor.zeros(6).view(4))).hasMessageContaining("view of [6]");
        assertThat(Engine.<Double>call(() -> Tensor.zeros(2).sum().item())).isZero();
    }

    @Test
    void aScopeFreesWhatWasMadeInItAlsoAfterAFailure() {
        long[] counts = Engine.call(() -> {
            long before = Pointer.totalCount();
            for (int i = 0; i < 20; i++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor.zeros(5).add(1).mul(2).sum();
                    Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5));
                } catch (PlumblineException expected) {
                    assertThat(expected.code()).isEqualTo(ErrorCode.NATIVE);
                }
            }
            return new long[] {before, Pointer.totalCount()};
        });
        assertThat(counts[1]).isEqualTo(counts[0]);
    }

    @Test
    void whatIsKeptOutlivesItsScope() {
        double sum = Engine.call(() -> {
            Tensor kept;
            try (TensorScope scope = TensorScope.open()) {
                kept = scope.keep(Tensor.zeros(4).add(1));
            }
            return kept.sum().item();
        });
        assertThat(sum).isEqualTo(4);
    }
}
