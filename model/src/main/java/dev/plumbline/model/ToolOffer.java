package dev.plumbline.model;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// A tool that a model may call in its answer. It takes one text.
///
/// @param name 1 to 60 letters, digits and underscores
/// @param use what it does and what it takes, in a sentence for the model
public record ToolOffer(String name, String use) {
    public ToolOffer {
        Objects.requireNonNull(use, "use");
        if (!name.matches("[A-Za-z0-9_]{1,60}")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "\"" + name + "\" is no name of a tool; write 1 to 60 letters, digits and underscores");
        }
    }
}
