package dev.plumbline.train.watch;

/// What an alarm has to say.
///
/// @param alarm whose warning it is, such as `entropy`
/// @param step after which it was raised
/// @param text what is wrong, by how much, and what to do, in a sentence or two
public record Warning(String alarm, long step, String text) {
    @Override
    public String toString() {
        return "step " + step + ", " + alarm + ": " + text;
    }
}
