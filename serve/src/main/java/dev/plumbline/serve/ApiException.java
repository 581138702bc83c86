package dev.plumbline.serve;

import org.jspecify.annotations.Nullable;

/// A request that cannot be served, as the client is told: `{"error": {"message", "type", "param", "code"}}`.
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private ApiException(int status, String type, @Nullable String param, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /// A request that is not valid: status 400.
    ///
    /// @param param the field that is wrong, null for none
    static ApiException invalid(@Nullable String param, String message) {
        return new ApiException(400, "invalid_request_error", param, "invalid_value", message);
    }

    /// A request that is refused with this status.
    static ApiException refused(int status, String code, String message) {
        return new ApiException(status, "invalid_request_error", null, code, message);
    }

    /// A model that is not here: status 404.
    static ApiException unknownModel(String asked, String served) {
        return new ApiException(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "The model \"" + Json.excerpt(asked) + "\" does not exist here; this server has \"" + served + "\".");
    }

    /// More work than there is room for: status 429.
    static ApiException full() {
        return new ApiException(
                429,
                "rate_limit_error",
                null,
                "rate_limit_exceeded",
                "All places are taken, those to wait in too; try again after as many seconds as Retry-After says.");
    }

    /// A server that is about to end: status 503.
    static ApiException stopping() {
        return new ApiException(
                503, "server_error", null, "shutting_down", "The server finishes what it has begun and then stops.");
    }

    /// A failure on this side: status 500.
    static ApiException failed(String message) {
        return new ApiException(500, "server_error", null, "internal_error", message);
    }

    int status() {
        return status;
    }

    /// Whether trying again later may help.
    boolean passing() {
        return status == 429 || status == 503;
    }

    /// The error as OpenAI's clients read it.
    String json() {
        var error = Json.object();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        var body = Json.object();
        body.set("error", error);
        return body.toString();
    }
}
