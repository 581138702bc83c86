package dev.plumbline.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was measured while a model learned: for each name, a value per update.
public final class TrainingCurves {
    /// The value after update `step`, counted from 1.
    public record Point(long step, double value) {}

    private final Map<String, List<Point>> curves = new LinkedHashMap<>();

    void add(long step, Map<String, Double> figures) {
        figures.forEach((name, value) ->
                curves.computeIfAbsent(name, fresh -> new ArrayList<>()).add(new Point(step, value)));
    }

    /// All points by name, in rising order of step.
    public Map<String, List<Point>> byName() {
        return Collections.unmodifiableMap(curves);
    }

    /// The last value of this name.
    ///
    /// @throws IllegalArgumentException if nothing of this name was measured
    public double last(String name) {
        List<Point> points = curves.get(name);
        if (points == null) {
            throw new IllegalArgumentException(
                    "nothing named \"" + name + "\" was measured; there are " + curves.keySet());
        }
        return points.getLast().value();
    }

    /// One line per point, `name step value`, exact to the last bit.
    String write() {
        StringBuilder text = new StringBuilder();
        curves.forEach((name, points) -> points.forEach(p -> text.append(name)
                .append(' ')
                .append(p.step())
                .append(' ')
                .append(p.value())
                .append('\n')));
        return text.toString();
    }

    static TrainingCurves read(String text) {
        TrainingCurves curves = new TrainingCurves();
        text.lines().forEach(line -> {
            String[] part = line.split(" ", 3);
            curves.add(Long.parseLong(part[1]), Map.of(part[0], Double.parseDouble(part[2])));
        });
        return curves;
    }
}
