package dev.plumbline.evaluate.log;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A line of a log that says where a task ended before all of its samples were asked, because its figure was known
/// well enough.
///
/// @param measure that was looked at
/// @param asked how many samples were asked, in the order in which the looks took them
/// @param of how many there are
/// @param estimate what the last look saw
/// @param because why that was enough, such as `its interval lies above 0.1`
public record Stopped(String task, String measure, int asked, int of, Estimate estimate, String because) {
    static final String KIND = "stopped";

    public Stopped {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(because, "because");
    }

    /// In a sentence, such as `Stopped after 340 of 1,000 samples: …`.
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "Stopped after %,d of %,d samples: %s is %.3f [%.3f, %.3f], and %s.",
                asked,
                of,
                measure,
                estimate.value(),
                estimate.low(),
                estimate.high(),
                because);
    }

    byte[] json(JsonMapper mapper) {
        return mapper.writeValueAsBytes(mapper.createObjectNode()
                .put("kind", KIND)
                .put("task", task)
                .put("measure", measure)
                .put("asked", asked)
                .put("of", of)
                .put("value", estimate.value())
                .put("low", estimate.low())
                .put("high", estimate.high())
                .put("level", estimate.level())
                .put("method", estimate.method())
                .put("n", estimate.n())
                .put("because", because));
    }

    static boolean is(JsonNode line) {
        return line.path("kind").asString("").equals(KIND);
    }

    /// @param place how errors name the line
    /// @throws PlumblineException BAD_DATA if it is damaged
    static Stopped read(JsonNode line, String place) {
        try {
            Estimate estimate = new Estimate(
                    line.path("value").asDouble(Double.NaN),
                    line.path("low").asDouble(Double.NaN),
                    line.path("high").asDouble(Double.NaN),
                    line.path("level").asDouble(Double.NaN),
                    line.path("method").asString(""),
                    line.path("n").asInt(0),
                    Map.of());
            return new Stopped(
                    line.path("task").asString(""),
                    line.path("measure").asString(""),
                    line.path("asked").asInt(0),
                    line.path("of").asInt(0),
                    estimate,
                    line.path("because").asString(""));
        } catch (PlumblineException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    place + ": says where a task ended, but is damaged (" + e.getMessage()
                            + "); restore the log from a copy, or begin a new run",
                    e);
        }
    }
}
