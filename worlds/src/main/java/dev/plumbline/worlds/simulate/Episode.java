package dev.plumbline.worlds.simulate;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.World;
import java.util.random.RandomGenerator;

/// One episode played by the rules themselves, with its true hidden performance: for people, for checks, and for
/// worlds that are too large to be enumerated. Not for agents: they learn in an
/// [dev.plumbline.worlds.Environment].
public final class Episode {
    private final World world;
    private final Dynamics dynamics;
    private final RandomGenerator random;
    private final Start start;
    private State state;
    private int steps;
    private double observedReturn;
    private double performance;

    /// An episode at its start, which is drawn by chance.
    public Episode(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
        dynamics = world.dynamics();
        start = dynamics.drawStart(random);
        state = start.state();
    }

    /// Takes one step; gives what happened.
    public Outcome step(int action) {
        if (over()) {
            throw new IllegalStateException("the episode is over after " + steps + " steps");
        }
        Outcome outcome = dynamics.draw(state, action, random);
        state = outcome.next();
        steps++;
        observedReturn += outcome.reward();
        performance += outcome.performance().value();
        return outcome;
    }

    /// Whether the world ended the episode, or its steps ran out.
    public boolean over() {
        return steps >= world.horizon() || dynamics.ended(state);
    }

    public Dynamics dynamics() {
        return dynamics;
    }

    public Start start() {
        return start;
    }

    public State state() {
        return state;
    }

    /// How many steps have been taken.
    public int steps() {
        return steps;
    }

    /// The sum of the observed rewards so far.
    public double observedReturn() {
        return observedReturn;
    }

    /// The sum of the hidden performance so far.
    public double performance() {
        return performance;
    }
}
