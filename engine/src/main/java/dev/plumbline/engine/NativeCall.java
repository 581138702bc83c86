package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The one place where a failure inside libtorch becomes a coded error that names the operation and the shapes.
///
/// A number that a tensor's type cannot hold, such as a learning rate of 1e39, is NOT_FINITE; anything else is NATIVE.
final class NativeCall {
    /// What libtorch says of a scalar that is too large for the tensor's type.
    private static final String OVERFLOW = "without overflow";

    private NativeCall() {}

    @FunctionalInterface
    interface Body<T> {
        T run();
    }

    static <T> T of(String operation, Body<T> body) {
        return of(operation, null, null, body);
    }

    static <T> T of(String operation, @Nullable Tensor first, Body<T> body) {
        return of(operation, first, null, body);
    }

    static <T> T of(String operation, @Nullable Tensor first, @Nullable Tensor second, Body<T> body) {
        Engine.requireEngineThread();
        Recording.called();
        try {
            return body.run();
        } catch (PlumblineException e) {
            throw e;
        } catch (RuntimeException e) {
            String said = firstLine(e.getMessage());
            throw new PlumblineException(
                    said.contains(OVERFLOW) ? ErrorCode.NOT_FINITE : ErrorCode.NATIVE,
                    operation + shapes(first, second) + ": " + said,
                    e);
        }
    }

    private static String shapes(@Nullable Tensor first, @Nullable Tensor second) {
        if (first == null) {
            return "";
        }
        String shapes = " of " + shape(first);
        return second == null ? shapes : shapes + " with " + shape(second);
    }

    private static String shape(Tensor tensor) {
        return tensor.isNull() || !tensor.defined() ? "an undefined tensor" : Arrays.toString(tensor.shape());
    }

    private static String firstLine(@Nullable String message) {
        if (message == null) {
            return "failed without a message";
        }
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
