package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// A value that a command line puts in place of what a study file says.
///
/// @param path `seed`, `stages.dpo-truthful.beta`, or the bare name of an option that exactly one stage has
/// @param value a YAML scalar, or a YAML list or mapping on one line
/// @param source how error messages name it, such as `--set beta=0.2`
public record Setting(String path, String value, String source) {
    public Setting {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(source, "source");
    }

    /// The setting that a `--set path=value` argument asks for.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the argument has no `=` or nothing before it
    public static Setting of(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "--set " + argument + ": write path=value, such as seed=3 or stages.NAME.OPTION=0.2");
        }
        return new Setting(argument.substring(0, equals).strip(), argument.substring(equals + 1), "--set " + argument);
    }
}
