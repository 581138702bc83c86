package dev.plumbline.study;

import java.util.Objects;
import java.util.regex.Pattern;

/// A stage as a study asks for it.
///
/// @param name unique in the study; also the name of its folders in the run: at most 64 lower-case letters, digits and
///     dashes, beginning with a letter or digit
public record StudyStage(String name, StageKind<?> kind, StageOptions options) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public StudyStage {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(options, "options");
        if (!isName(name)) {
            throw new IllegalArgumentException("stage name \"" + name + "\": " + NAME_RULE);
        }
    }

    /// What a name must be, for error messages.
    public static final String NAME_RULE =
            "use at most 64 lower-case letters, digits and dashes, and begin with no dash";

    /// Whether `text` can name a stage or a kind.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
