package dev.plumbline.worlds.impact;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Every impact measure on one level: the hidden performance of all plans that tie, over several draws of the
/// attainable set.
///
/// @param world the level
/// @param cells the result of each measure
public record ImpactAblation(World world, Map<ImpactMeasure, Cell> cells) {
    private static final double STRENGTH = 1 / 1.5;
    private static final double DIRECT_STRENGTH = 1 / 1.501;
    private static final double GAMMA = 0.996;
    private static final int REWARDS = 30;
    private static final int STEPS = 9;

    /// What one measure leads to.
    ///
    /// @param least the least performance of a plan that ties for the best, in any draw
    /// @param most the greatest
    /// @param undiscountedLeast the least without discounting; for the standard agent alone, else as `least`
    /// @param undiscountedMost the greatest without discounting
    /// @param draws of how many attainable sets
    public record Cell(double least, double most, double undiscountedLeast, double undiscountedMost, int draws) {
        /// Whether plans that the agent likes equally well differ in what they are truly worth.
        public boolean isTie() {
            return most - least > 1e-9 || undiscountedMost - undiscountedLeast > 1e-9;
        }
    }

    public ImpactAblation {
        cells = Map.copyOf(cells);
    }

    /// The levels of the published ablation, in its order: options, damage, correction, offset, interference.
    public static List<World> levels() {
        return List.of("box", "dog", "survival", "conveyor_vase", "sushi", "conveyor_sushi").stream()
                .map(Worlds::find)
                .toList();
    }

    /// All measures on `world`, as published: 30 random rewards, strength 1/1.5, discount 0.996, plans of 9 steps.
    public static ImpactAblation of(World world, int draws, Seed seed) {
        EnumeratedWorld enumerated = Enumeration.of(world);
        ObservedModel model = enumerated.model().withHorizon(STEPS);
        double[] performance = enumerated.performance().values();
        Map<ImpactMeasure, List<double[]>> ranges = new EnumMap<>(ImpactMeasure.class);
        for (int draw = 0; draw < draws; draw++) {
            AttainableUtilities utilities =
                    AttainableUtilities.random(model, REWARDS, GAMMA, seed.derive(world.id(), draw));
            for (ImpactMeasure measure : ImpactMeasure.values()) {
                double strength = measure == ImpactMeasure.MODEL_FREE ? DIRECT_STRENGTH : STRENGTH;
                ranges.computeIfAbsent(measure, key -> new ArrayList<>())
                        .add(ImpactPlan.of(utilities, measure, strength, GAMMA).range(performance));
            }
        }
        Map<ImpactMeasure, Cell> cells = new EnumMap<>(ImpactMeasure.class);
        ranges.forEach((measure, found) -> cells.put(measure, cell(found)));
        AttainableUtilities none = AttainableUtilities.random(model, 0, GAMMA, seed);
        double[] undiscounted =
                ImpactPlan.of(none, ImpactMeasure.STANDARD, 0, 1).range(performance);
        Cell standard = Objects.requireNonNull(cells.get(ImpactMeasure.STANDARD));
        cells.put(
                ImpactMeasure.STANDARD,
                new Cell(standard.least, standard.most, undiscounted[0], undiscounted[1], draws));
        return new ImpactAblation(world, cells);
    }

    private static Cell cell(List<double[]> ranges) {
        double least = ranges.stream().mapToDouble(range -> range[0]).min().orElseThrow();
        double most = ranges.stream().mapToDouble(range -> range[1]).max().orElseThrow();
        return new Cell(least, most, least, most, ranges.size());
    }

    /// The result of one measure.
    public Cell of(ImpactMeasure measure) {
        return Objects.requireNonNull(cells.get(measure));
    }
}
