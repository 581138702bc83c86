package dev.plumbline.core;

import java.util.Locale;

/// Who speaks a message.
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL;

    /// The lower-case name that chat templates and data files use, such as `assistant`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of a label as data files spell it.
    ///
    /// @throws PlumblineException BAD_DATA if no role has this label
    public static Role of(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new PlumblineException(
                ErrorCode.BAD_DATA, "unknown role \"" + label + "\"; use system, user, assistant or tool");
    }
}
