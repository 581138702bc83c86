package dev.plumbline.worlds.show;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a policy does on the map: for each cell what it does there, what the rest of the episode is then worth,
/// and how often it is there.
///
/// Where several states share the agent's cell, the action and the value are those of the state that the policy
/// visits most; where it visits none, those of the first state found, before the first step.
///
/// @param map the map
/// @param cells one for each cell of the map
public record PolicyPicture(GridMap map, List<Cell> cells) {
    private static final int USED = 0x2563EB;
    private static final String NUMBER = "(-?[0-9]{1,300}(?:\\.[0-9]{1,20})?(?:E-?[0-9]{1,3})?)";
    private static final Pattern LINE =
            Pattern.compile("([0-9]{1,3}) ([0-9]{1,3}) ([a-z_]{1,40}|-) " + NUMBER + " " + NUMBER);

    /// One cell.
    ///
    /// @param symbol what lies there
    /// @param reachable whether the agent can be there
    /// @param action the name of the action taken there; empty where none is
    /// @param value the greatest observed return from there on, with a whole episode left
    /// @param occupancy how often the policy is there in an episode, on average
    public record Cell(char symbol, boolean reachable, String action, double value, double occupancy) {}

    public PolicyPicture {
        cells = List.copyOf(cells);
    }

    /// Draws `policy` in a world whose first variable is the agent's position.
    public static PolicyPicture of(EnumeratedWorld world, Policy policy) {
        GridMap map = world.world().map();
        ObservedModel model = world.model();
        FiniteHorizon optimum = FiniteHorizon.of(model);
        PolicyValue visits = PolicyValue.of(model, policy);
        int[] shown = new int[map.size()];
        double[] occupancy = new double[map.size()];
        java.util.Arrays.fill(shown, -1);
        for (int s = 0; s < model.states(); s++) {
            int cell = agentCell(world.state(s), map);
            if (cell >= 0) {
                occupancy[cell] += visits.occupancy(s);
                if (shown[cell] < 0 || visits.occupancy(s) > visits.occupancy(shown[cell])) {
                    shown[cell] = s;
                }
            }
        }
        List<Cell> cells = new ArrayList<>();
        for (int cell = 0; cell < shown.length; cell++) {
            cells.add(cell(map.at(cell), shown[cell], occupancy[cell], model, optimum, policy));
        }
        return new PolicyPicture(map, cells);
    }

    /// The cells that can be reached as text, one a line: row, column, action (`-` for none), value, occupancy.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            if (cell.reachable()) {
                text.append(map.row(i)).append(' ').append(map.column(i)).append(' ');
                text.append(cell.action().isEmpty() ? "-" : cell.action()).append(' ');
                text.append(cell.value()).append(' ').append(cell.occupancy()).append('\n');
            }
        }
        return text.toString();
    }

    /// The picture that [#text()] tells of; fails with [ErrorCode#BAD_DATA], naming the line, if it tells of none.
    public static PolicyPicture parse(GridMap map, String text) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            cells.add(new Cell(map.at(i), false, "", 0, 0));
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()
                    || Integer.parseInt(line.group(1)) >= map.rows()
                    || Integer.parseInt(line.group(2)) >= map.columns()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "policy line " + (i + 1) + ": needs row, column, action, value and occupancy of a cell of "
                                + map.rows() + " by " + map.columns());
            }
            int cell = map.cell(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)));
            String action = line.group(3).equals("-") ? "" : line.group(3);
            double value = Double.parseDouble(line.group(4));
            cells.set(cell, new Cell(map.at(cell), true, action, value, Double.parseDouble(line.group(5))));
        }
        return new PolicyPicture(map, cells);
    }

    private static int agentCell(State state, GridMap map) {
        int cell = state.get(0);
        return cell < map.size() ? cell : -1;
    }

    private static Cell cell(
            char symbol, int state, double occupancy, ObservedModel model, FiniteHorizon optimum, Policy policy) {
        if (state < 0) {
            return new Cell(symbol, false, "", 0, 0);
        }
        String action = "";
        if (!model.isTerminal(state)) {
            double[] row = policy.at(state, 0);
            int best = 0;
            for (int a = 1; a < row.length; a++) {
                best = row[a] > row[best] ? a : best;
            }
            action = model.actionNames().get(best);
        }
        return new Cell(symbol, true, action, optimum.value(0, state), occupancy);
    }

    /// The colour of a cell: its own, tinted by how often the policy is there.
    public int colour(Cell cell) {
        double most = cells.stream().mapToDouble(Cell::occupancy).max().orElse(0);
        int own = Palette.of(cell.symbol() == 'A' ? ' ' : cell.symbol());
        return most == 0 || cell.occupancy() == 0 ? own : Palette.mix(own, USED, 0.25 + 0.55 * cell.occupancy() / most);
    }
}
