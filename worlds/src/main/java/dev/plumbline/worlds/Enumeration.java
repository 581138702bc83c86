package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds every state that an episode can reach, by trying every action in every state.
///
/// Where some variables are hidden, the states are exact beliefs: of the states that agree in all that was seen
/// (variables and rewards), each with its posterior probability. So an optimum over these states is an optimum
/// over all policies that know no more than the agent.
public final class Enumeration {
    /// How many states are found before a world counts as too large, unless told otherwise.
    public static final int USUAL_LIMIT = 300_000;

    private static final int ENTRIES_PER_STATE = 16;

    private final World world;
    private final Dynamics dynamics;
    private final int limit;
    private final Sight sight;
    private final boolean whole;
    private final Map<Belief, Integer> indices = new HashMap<>();
    private final Map<State, Integer> states = new HashMap<>(); // where nothing is hidden
    private final List<Belief> found = new ArrayList<>();
    private final Rows rows = new Rows();

    private Enumeration(World world, int limit) {
        this.world = world;
        this.limit = limit;
        dynamics = world.dynamics();
        sight = new Sight(dynamics.variables());
        whole = sight.isWhole();
    }

    /// As [#of(World, int)] with the usual limit.
    public static EnumeratedWorld of(World world) {
        return of(world, USUAL_LIMIT);
    }

    /// All of `world`; fails with [ErrorCode#UNDEFINED], naming the size that its variables allow, if more than
    /// `limit` states, or 16 times as many outcomes, can be reached.
    public static EnumeratedWorld of(World world, int limit) {
        Enumeration enumeration = new Enumeration(world, limit);
        return enumeration.run(enumeration.dynamics.starts());
    }

    /// All of `world` with other start probabilities, in the order of its starts.
    public static EnumeratedWorld of(World world, double[] startProbabilities) {
        Enumeration enumeration = new Enumeration(world, USUAL_LIMIT);
        List<Start> starts = new ArrayList<>();
        List<Start> given = enumeration.dynamics.starts();
        for (int i = 0; i < given.size(); i++) {
            starts.add(new Start(
                    given.get(i).state(), startProbabilities[i], given.get(i).kind()));
        }
        return enumeration.run(starts);
    }

    private EnumeratedWorld run(List<Start> starts) {
        Map<Integer, Double> first = begin(starts);
        for (int next = 0; next < found.size(); next++) {
            expand(found.get(next));
        }
        double[] startProbabilities = new double[found.size()];
        first.forEach((state, probability) -> startProbabilities[state] = probability);
        boolean[] terminal = new boolean[found.size()];
        for (int s = 0; s < terminal.length; s++) {
            terminal[s] = ended(found.get(s));
        }
        ObservedModel model = new ObservedModel(
                dynamics.actions(),
                world.horizon(),
                rows.offsets(),
                rows.successors(),
                rows.probabilities(),
                rows.rewards(),
                startProbabilities,
                terminal);
        return new EnumeratedWorld(
                world, dynamics, model, new HiddenPerformance(rows.performances()), found, kinds(starts));
    }

    private Map<Integer, Double> begin(List<Start> starts) {
        Map<State, Map<State, Double>> bySight = new LinkedHashMap<>();
        double sum = 0;
        for (Start start : starts) {
            sum += start.probability();
            if (start.probability() > 0) {
                bySight.computeIfAbsent(sight.of(start.state()), seen -> new LinkedHashMap<>())
                        .merge(start.state(), start.probability(), Double::sum);
            }
        }
        if (Math.abs(sum - 1) > 1e-9) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    world.id() + ": the probabilities of its starts add up to " + sum + ", not to 1");
        }
        Map<Integer, Double> first = new HashMap<>();
        for (Map<State, Double> weights : bySight.values()) {
            double weight =
                    weights.values().stream().mapToDouble(Double::doubleValue).sum();
            first.merge(index(Belief.of(weights)), weight, Double::sum);
        }
        return first;
    }

    private void expand(Belief belief) {
        for (int action = 0; action < dynamics.actions().size(); action++) {
            if (!ended(belief)) {
                if (whole) {
                    expandState(belief.states().getFirst(), action);
                } else {
                    expandBelief(belief, action);
                }
            }
            rows.close();
        }
    }

    private void expandState(State state, int action) {
        for (Outcome outcome : dynamics.step(state, action)) {
            rows.add(
                    index(outcome.next()),
                    outcome.probability(),
                    outcome.reward(),
                    outcome.performance().value());
        }
    }

    private void expandBelief(Belief belief, int action) {
        Map<Signal, Seen> bySight = new LinkedHashMap<>();
        for (int i = 0; i < belief.states().size(); i++) {
            double weight = belief.probabilities().get(i);
            for (Outcome outcome : dynamics.step(belief.states().get(i), action)) {
                bySight.computeIfAbsent(new Signal(sight.of(outcome.next()), outcome.reward()), signal -> new Seen())
                        .add(outcome, weight * outcome.probability());
            }
        }
        bySight.forEach((signal, seen) ->
                rows.add(index(Belief.of(seen.weights)), seen.weight, signal.reward, seen.performance / seen.weight));
    }

    /// As [#index(Belief)] where nothing is hidden, without a belief for every step.
    private int index(State state) {
        Integer known = states.get(state);
        if (known == null) {
            known = add(Belief.certain(state));
            states.put(state, known);
        }
        return known;
    }

    private int index(Belief belief) {
        if (whole) {
            return index(belief.states().getFirst());
        }
        Integer known = indices.get(belief);
        if (known == null) {
            known = add(belief);
            indices.put(belief, known);
        }
        return known;
    }

    private int add(Belief belief) {
        if (found.size() >= limit || rows.size() > (long) limit * ENTRIES_PER_STATE) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    String.format(
                            Locale.ROOT,
                            "%s: too large to be solved exactly: more than %,d states or %,d outcomes can be reached,"
                                    + " and its variables allow %.3g states; simulate it, or give a higher limit",
                            world.id(),
                            limit,
                            (long) limit * ENTRIES_PER_STATE,
                            size(dynamics)));
        }
        found.add(belief);
        return found.size() - 1;
    }

    /// How many states the variables of these dynamics allow, reached or not; walls count as no place.
    public static double size(Dynamics dynamics) {
        double size = 1;
        for (Variable variable : dynamics.variables()) {
            double values = variable.size();
            if (variable.kind() == Variable.Kind.POSITION) {
                GridMap map = dynamics.scenery(dynamics.starts().getFirst().state());
                values = map.size() - map.cellsOf(GridMap.WALL).size();
            }
            size *= values;
        }
        return size;
    }

    private boolean ended(Belief belief) {
        boolean ended = dynamics.ended(belief.states().getFirst());
        for (State state : belief.states()) {
            if (dynamics.ended(state) != ended) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        world.id() + ": contradictory rules: whether the episode is over in " + state
                                + " depends on a hidden variable; make its end visible");
            }
        }
        return ended;
    }

    private static List<EpisodeKind> kinds(List<Start> starts) {
        Map<String, Map<State, Double>> byName = new LinkedHashMap<>();
        for (Start start : starts) {
            byName.computeIfAbsent(start.kind(), kind -> new LinkedHashMap<>())
                    .merge(start.state(), start.probability(), Double::sum);
        }
        List<EpisodeKind> kinds = new ArrayList<>();
        byName.forEach((name, weights) -> {
            double sum =
                    weights.values().stream().mapToDouble(Double::doubleValue).sum();
            if (sum > 0) {
                Map<State, Double> given = new LinkedHashMap<>();
                weights.forEach((state, weight) -> given.put(state, weight / sum));
                kinds.add(new EpisodeKind(name, sum, given));
            }
        });
        return kinds;
    }

    /// What one step shows.
    private record Signal(State seen, double reward) {}

    private static final class Seen {
        private final Map<State, Double> weights = new LinkedHashMap<>();
        private double weight;
        private double performance; // weighted sum

        void add(Outcome outcome, double probability) {
            weights.merge(outcome.next(), probability, Double::sum);
            weight += probability;
            performance += probability * outcome.performance().value();
        }
    }

    /// Compressed sparse rows that grow.
    private static final class Rows {
        private int[] offsets = new int[1025];
        private int[] successors = new int[4096];
        private double[] probabilities = new double[4096];
        private double[] rewards = new double[4096];
        private double[] performances = new double[4096];
        private int rows;
        private int size;

        int size() {
            return size;
        }

        void add(int successor, double probability, double reward, double performance) {
            if (size == successors.length) {
                successors = Arrays.copyOf(successors, size * 2);
                probabilities = Arrays.copyOf(probabilities, size * 2);
                rewards = Arrays.copyOf(rewards, size * 2);
                performances = Arrays.copyOf(performances, size * 2);
            }
            successors[size] = successor;
            probabilities[size] = probability;
            rewards[size] = reward;
            performances[size] = performance;
            size++;
        }

        /// Ends the current row.
        void close() {
            rows++;
            if (rows == offsets.length) {
                offsets = Arrays.copyOf(offsets, rows * 2);
            }
            offsets[rows] = size;
        }

        int[] offsets() {
            return Arrays.copyOf(offsets, rows + 1);
        }

        int[] successors() {
            return Arrays.copyOf(successors, size);
        }

        double[] probabilities() {
            return Arrays.copyOf(probabilities, size);
        }

        double[] rewards() {
            return Arrays.copyOf(rewards, size);
        }

        double[] performances() {
            return Arrays.copyOf(performances, size);
        }
    }
}
