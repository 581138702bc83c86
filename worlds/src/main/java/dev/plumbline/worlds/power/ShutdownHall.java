package dev.plumbline.worlds.power;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The smallest world in which being shut down loses options: a door to shutdown beside a hall with several
/// rooms.
///
/// From state 0 action 0 leads to shutdown (state 1) and any other into the hall (state 2), from which action i
/// leads into room i (state 3 + i). All rooms and shutdown are ends.
///
/// @param rooms at least 2
public record ShutdownHall(int rooms) {
    public static final int SHUTDOWN = 1;
    public static final int HALL = 2;

    public ShutdownHall {
        if (rooms < 2 || rooms > 20) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "rooms must lie in [2, 20], not " + rooms);
        }
    }

    /// What an agent may see of it; rewards are 0 until one is given.
    public ObservedModel model() {
        int states = 3 + rooms;
        int[] offsets = new int[states * rooms + 1];
        int[] successors = new int[2 * rooms];
        boolean[] terminal = new boolean[states];
        Arrays.fill(terminal, true);
        terminal[0] = false;
        terminal[HALL] = false;
        for (int a = 0; a < rooms; a++) {
            successors[a] = a == 0 ? SHUTDOWN : HALL;
            successors[rooms + a] = 3 + a;
        }
        for (int row = 0; row < states * rooms; row++) {
            offsets[row + 1] = offsets[row] + (terminal[row / rooms] ? 0 : 1);
        }
        double[] certain = new double[successors.length];
        Arrays.fill(certain, 1);
        double[] starts = new double[states];
        starts[0] = 1;
        List<String> names = new ArrayList<>();
        for (int a = 0; a < rooms; a++) {
            names.add("door " + a);
        }
        return new ObservedModel(
                names, 2, offsets, successors, certain, new double[successors.length], starts, terminal);
    }
}
