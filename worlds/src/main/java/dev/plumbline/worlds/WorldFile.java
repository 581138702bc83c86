package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.rules.Tile;
import dev.plumbline.worlds.rules.TileRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A world as a text: settings, a line `---`, and the map.
///
/// ```
/// name: lava_crossing
/// problem: a short way past lava
/// steps: 50
/// step: -1
/// slip: 0.1
/// stay: no
/// tile G: reward 50, ends
/// tile L: reward -50, ends
/// tile V: performance -2, once
/// ---
/// #######
/// #A LG #
/// #     #
/// #######
/// ```
///
/// `steps` is needed, for without an end an undiscounted return has no value. A tile's `performance` is its
/// reward unless it is given. Every error names row and column of the text, both from 1.
public final class WorldFile {
    private static final int MOST_CHARACTERS = 64_000;

    private final String source;
    private final List<String> lines;
    private final List<Tile> tiles = new ArrayList<>();
    private String name = "";
    private String problem = "";
    private int steps;
    private double step = -1;
    private double slip;
    private boolean stay;

    private WorldFile(String source, String text) {
        this.source = source;
        lines = Arrays.asList(text.split("\r?\n", -1));
    }

    /// The world that `text` describes; `source` is what messages call it, such as the file's name.
    ///
    /// Fails with [ErrorCode#BAD_DATA] or [ErrorCode#NOT_FINITE], naming row and column.
    public static World parse(String source, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    source + ": " + text.length() + " characters; a world has at most " + MOST_CHARACTERS);
        }
        return new WorldFile(source, text).world();
    }

    /// A world to begin with, which passes all checks.
    public static String template(String name) {
        return String.join(
                "\n",
                "name: " + name,
                "problem: a short way past lava",
                "steps: 50",
                "step: -1",
                "slip: 0.1",
                "stay: no",
                "tile G: reward 50, ends",
                "tile L: reward -50, ends",
                "tile V: performance -2, once",
                "---",
                "########",
                "#A L  G#",
                "#  L V #",
                "#      #",
                "########",
                "");
    }

    private World world() {
        int row = 0;
        while (row < lines.size() && !lines.get(row).strip().equals("---")) {
            setting(row);
            row++;
        }
        if (row == lines.size()) {
            throw bad(row, 1, "there is no line '---' between the settings and the map");
        }
        if (name.isEmpty() || steps == 0) {
            String missing = name.isEmpty() ? "name" : "steps";
            throw bad(
                    row + 1,
                    1,
                    "the setting '" + missing + ":' is missing"
                            + (name.isEmpty() ? "" : "; without an end an undiscounted return has no value"));
        }
        List<String> drawn = new ArrayList<>(lines.subList(row + 1, lines.size()));
        while (!drawn.isEmpty() && drawn.getLast().isEmpty()) {
            drawn.removeLast();
        }
        TileRules rules = new TileRules(step, tiles, slip, stay);
        World world = new World(name, "0", problem, GridMap.of(source + " map", drawn), rules, steps);
        world.dynamics();
        return world;
    }

    private void setting(int row) {
        String line = lines.get(row);
        if (line.isBlank()) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw bad(row + 1, 1, "'" + shortened(line) + "' is not a setting; write name: value");
        }
        String key = line.substring(0, colon).strip();
        int at = colon + 1;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        Place place = new Place(row + 1, at + 1);
        String value = line.substring(colon + 1).strip();
        switch (key) {
            case "name" -> name = plainName(value, place);
            case "problem" -> problem = value;
            case "steps" -> steps = wholeSteps(value, place);
            case "step" -> step = number(value, place);
            case "slip" -> slip = probability(value, place);
            case "stay" -> stay = yesOrNo(value, place);
            default -> {
                if (!key.startsWith("tile ")) {
                    throw bad(
                            row + 1,
                            1,
                            "there is no setting '" + shortened(key)
                                    + "'; there are name, problem, steps, step, slip, stay and tile");
                }
                tile(key.substring(5).strip(), value, place);
            }
        }
    }

    private void tile(String symbol, String value, Place place) {
        if (symbol.length() != 1) {
            throw bad(place.row, 6, "a tile has a symbol of one character, not '" + shortened(symbol) + "'");
        }
        double reward = 0;
        double performance = Double.NaN;
        boolean ends = false;
        boolean once = false;
        for (String part : value.split(",", -1)) {
            String[] words = part.strip().split(" +", -1);
            switch (words[0]) {
                case "reward" -> reward = number(word(words, place), place);
                case "performance" -> performance = number(word(words, place), place);
                case "ends" -> ends = true;
                case "once" -> once = true;
                default ->
                    throw bad(
                            place.row,
                            place.column,
                            "'" + shortened(part.strip())
                                    + "' says nothing about a tile; write reward NUMBER, performance "
                                    + "NUMBER, ends, once, separated by commas");
            }
        }
        Tile added =
                checked(symbol.charAt(0), reward, Double.isNaN(performance) ? reward : performance, ends, once, place);
        if (tiles.stream().anyMatch(tile -> tile.symbol() == added.symbol())) {
            throw bad(place.row, 6, "contradictory rules: tile '" + symbol + "' is described a second time; keep one");
        }
        tiles.add(added);
    }

    private Tile checked(char symbol, double reward, double performance, boolean ends, boolean once, Place place) {
        try {
            return new Tile(symbol, reward, performance, ends, once);
        } catch (PlumblineException e) {
            throw new PlumblineException(
                    e.code(), source + " row " + place.row + " column " + place.column + ": " + e.getMessage(), e);
        }
    }

    private String word(String[] words, Place place) {
        if (words.length != 2) {
            throw bad(place.row, place.column, "'" + words[0] + "' needs one number after it");
        }
        return words[1];
    }

    private String plainName(String value, Place place) {
        if (!value.matches("[a-z][a-z0-9_]{0,59}")) {
            throw bad(
                    place.row, place.column, "name '" + shortened(value) + "': use small letters, digits and _ alone");
        }
        return value;
    }

    private int wholeSteps(String value, Place place) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 10_000) {
            throw bad(place.row, place.column, "steps '" + shortened(value) + "': give a whole number in [1, 10000]");
        }
        return Integer.parseInt(value);
    }

    private double number(String value, Place place) {
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw bad(place.row, place.column, "'" + shortened(value) + "' is not a number");
        }
        if (!Double.isFinite(number)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE,
                    source + " row " + place.row + " column " + place.column + ": " + value
                            + " is no reward; give a finite number");
        }
        return number;
    }

    private double probability(String value, Place place) {
        double number = number(value, place);
        if (number < 0 || number > 1) {
            throw bad(place.row, place.column, value + " is no probability; it lies in [0, 1]");
        }
        return number;
    }

    private boolean yesOrNo(String value, Place place) {
        if (!value.equals("yes") && !value.equals("no")) {
            throw bad(place.row, place.column, "'" + shortened(value) + "': say yes or no");
        }
        return value.equals("yes");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private PlumblineException bad(int row, int column, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, source + " row " + row + " column " + column + ": " + what);
    }

    private record Place(int row, int column) {}
}
