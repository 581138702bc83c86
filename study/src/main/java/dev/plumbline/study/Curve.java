package dev.plumbline.study;

import java.util.List;
import java.util.Objects;

/// How a figure moved while a model was trained.
///
/// @param name what was measured, such as `loss` or `accuracy`
/// @param unit its unit, empty for a pure number
/// @param points in rising order of step
public record Curve(String name, String unit, List<Point> points) {
    public Curve {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        points = List.copyOf(points);
    }

    /// The value after `step` updates.
    public record Point(long step, double value) {}
}
