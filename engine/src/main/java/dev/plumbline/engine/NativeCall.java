package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The one place where a failure inside libtorch becomes a coded error that names the operation and the shapes.
final class NativeCall {
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
            throw new PlumblineException(
                    ErrorCode.NATIVE, operation + shapes(first, second) + ": " + firstLine(e.getMessage()), e);
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
