package dev.plumbline.model.http;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Map;

/// A key that opens an endpoint. It comes from the environment alone and never shows itself.
public final class ApiKey {
    /// No key.
    public static final ApiKey NONE = new ApiKey("");

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /// The key in an environment variable; none if `variable` is empty.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the variable is not set, or holds what no header may hold
    public static ApiKey from(Map<String, String> environment, String variable) {
        if (variable.isEmpty()) {
            return NONE;
        }
        String value = environment.getOrDefault(variable, "").strip();
        if (value.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the environment variable " + variable + " is not set; set it to the endpoint's key");
        }
        if (value.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the environment variable " + variable + " holds a character that no key has; set it again");
        }
        return new ApiKey(value);
    }

    boolean isNone() {
        return value.isEmpty();
    }

    /// For a header, and nothing else.
    String value() {
        return value;
    }

    /// The text with every occurrence of the key hidden, as for an error that an endpoint echoes.
    String scrubbed(String text) {
        return isNone() ? text : text.replace(value, "[key]");
    }

    @Override
    public String toString() {
        return isNone() ? "no key" : "[key]";
    }
}
