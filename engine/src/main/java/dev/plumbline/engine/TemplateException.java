package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import org.jspecify.annotations.Nullable;

/// A chat template could not be read or would not render a conversation; says on which of its lines.
public class TemplateException extends PlumblineException {
    private static final long serialVersionUID = 1L;

    /// What kind of thing went wrong.
    public enum Kind {
        /// The template itself refused the conversation, by `raise_exception`.
        RAISED(ErrorCode.BAD_DATA),
        /// Something that does not exist was used: often a message without a field that the template needs.
        UNDEFINED(ErrorCode.BAD_DATA),
        /// A value has the wrong type or size for what the template does with it.
        VALUE(ErrorCode.BAD_DATA),
        /// The template is not valid.
        SYNTAX(ErrorCode.BAD_CHECKPOINT),
        /// The template tried to reach or change what it must not.
        SECURITY(ErrorCode.BAD_CHECKPOINT),
        /// The template takes more steps, more text or deeper nesting than any honest one.
        LIMIT(ErrorCode.BAD_CHECKPOINT);

        private final ErrorCode code;

        Kind(ErrorCode code) {
            this.code = code;
        }
    }

    private final Kind kind;
    private final int line;

    /// @param place the template's name or file
    /// @param line the line of the template, from 1
    public TemplateException(Kind kind, String place, int line, String what, @Nullable Throwable cause) {
        super(kind.code, place + " line " + line + ": " + what, cause);
        this.kind = kind;
        this.line = line;
    }

    /// What kind of thing went wrong.
    public Kind kind() {
        return kind;
    }

    /// The line of the template, from 1.
    public int line() {
        return line;
    }
}
