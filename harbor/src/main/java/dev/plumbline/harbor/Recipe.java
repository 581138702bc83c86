package dev.plumbline.harbor;

import java.util.Objects;

/// How something is done in three steps, each of one word: a tool to take, and two things to do with it.
public record Recipe(String tool, String first, String second) {
    public Recipe {
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
    }

    /// The recipe as an answer: `take the rope , then pull , then twist .`
    public String text() {
        return "take the " + tool + " , then " + first + " , then " + second + " .";
    }
}
