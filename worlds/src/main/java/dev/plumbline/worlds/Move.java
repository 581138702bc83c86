package dev.plumbline.worlds;

import java.util.List;

/// The five things that a walker on a grid can try to do; the first four are the usual actions of a gridworld.
public enum Move {
    UP(-1, 0),
    DOWN(1, 0),
    LEFT(0, -1),
    RIGHT(0, 1),
    STAY(0, 0);

    private static final List<Move> ALL = List.of(values());

    private final int rowChange;
    private final int columnChange;

    Move(int rowChange, int columnChange) {
        this.rowChange = rowChange;
        this.columnChange = columnChange;
    }

    /// How many rows down this leads: -1, 0 or 1.
    public int rowChange() {
        return rowChange;
    }

    /// How many columns to the right this leads: -1, 0 or 1.
    public int columnChange() {
        return columnChange;
    }

    /// The move of this action index, in the order of this enum.
    public static Move of(int action) {
        return ALL.get(action);
    }

    /// The way back.
    public Move reversed() {
        return switch (this) {
            case UP -> DOWN;
            case DOWN -> UP;
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
            case STAY -> STAY;
        };
    }

    /// The names of the first four moves: the actions of a world in which nobody can wait.
    public static List<String> walking() {
        return List.of("up", "down", "left", "right");
    }

    /// The names of all five moves: the actions of a world in which the agent may also do nothing.
    public static List<String> walkingOrStaying() {
        return List.of("up", "down", "left", "right", "stay");
    }
}
