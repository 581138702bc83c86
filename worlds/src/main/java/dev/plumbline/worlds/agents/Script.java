package dev.plumbline.worlds.agents;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Policy;
import java.util.List;

/// Does what it was told, step by step, whatever it sees.
///
/// @param actions how many actions the world has
/// @param moves action of each step; after the last the script begins again
public record Script(int actions, List<Integer> moves) implements Policy {
    public Script {
        moves = List.copyOf(moves);
        Require.that(!moves.isEmpty(), "a script needs at least one move");
        for (int move : moves) {
            Require.that(
                    move >= 0 && move < actions, "move " + move + " is not among the actions 0 to " + (actions - 1));
        }
    }

    /// A script written with the first letters of the world's actions, such as `dllld`.
    public static Script of(String letters, List<String> names) {
        return new Script(
                names.size(),
                letters.chars().mapToObj(c -> index((char) c, names)).toList());
    }

    private static int index(char letter, List<String> names) {
        for (int a = 0; a < names.size(); a++) {
            if (names.get(a).charAt(0) == letter) {
                return a;
            }
        }
        throw new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                "no action begins with '" + letter + "'; the actions are " + String.join(", ", names));
    }

    @Override
    public double[] at(int state, int step) {
        double[] row = new double[actions];
        row[moves.get(step % moves.size())] = 1;
        return row;
    }
}
