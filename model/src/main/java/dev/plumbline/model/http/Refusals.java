package dev.plumbline.model.http;

import dev.plumbline.model.ModelFailure;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an HTTP status other than 200 means for whoever asked.
final class Refusals {
    private static final int LONGEST_QUOTE = 200;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private Refusals() {}

    /// The failure that a status stands for.
    ///
    /// @param body what the endpoint says about it; hostile text, quoted short and without control characters
    static ModelFailure of(Endpoint endpoint, ApiKey key, int status, HttpHeaders headers, byte[] body) {
        String said = quote(key.scrubbed(new String(body, StandardCharsets.UTF_8)));
        String message =
                endpoint.host() + ": status " + status + (said.isEmpty() ? "" : ", \"" + said + "\"") + cure(status);
        return new ModelFailure(
                kind(status, headers), message, retryAfter(headers).orElse(null), null);
    }

    private static ModelFailure.Kind kind(int status, HttpHeaders headers) {
        if (status == 429
                || status == 529
                || (status == 503 && retryAfter(headers).isPresent())) {
            return ModelFailure.Kind.RATE_LIMITED;
        }
        if (status == 408) {
            return ModelFailure.Kind.TIMED_OUT;
        }
        return status >= 500 ? ModelFailure.Kind.SERVER : ModelFailure.Kind.REJECTED;
    }

    private static String cure(int status) {
        return switch (status) {
            case 401, 403 -> "; name the environment variable of a valid key";
            case 404 -> "; check the address, the model's name and the protocol";
            case 301, 302, 303, 307, 308 -> "; a redirect is not followed, name the right address";
            default -> "";
        };
    }

    /// `Retry-After` in seconds or as a date, or `retry-after-ms`; at most an hour, not negative.
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        @Nullable
        Duration wait = headers.firstValue("retry-after-ms")
                .flatMap(text -> milliseconds(text, 1))
                .or(() -> headers.firstValue("retry-after")
                        .flatMap(text -> milliseconds(text, 1000).or(() -> until(text))))
                .orElse(null);
        if (wait == null) {
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private static Optional<Duration> milliseconds(String text, double unit) {
        if (!text.strip().matches("\\d{1,9}(\\.\\d{1,6})?")) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text.strip()) * unit)));
    }

    private static Optional<Duration> until(String text) {
        try {
            Instant then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// A short piece of hostile text that can do nothing to a terminal or a log.
    static String quote(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(4 * LONGEST_QUOTE)
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> c == ' ' || Character.isLetterOrDigit(c) || (c > 0x20 && c < 0x7f))
                .forEach(shown::appendCodePoint);
        String line = shown.toString().strip().replaceAll(" +", " ");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
