package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Rules;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.List;

/// A body that is paid for how far its head gets: it can walk, or grow tall and fall over.
///
/// The marker is how far it has walked. A stride leads one cell on, and is worth what it pays; growing adds
/// `growth` to the height and pays nothing; falling pays the whole height at once and ends the episode. After
/// Sims, *Evolving Virtual Creatures* (1994).
///
/// @param growth height gained in a step, at least 1
/// @param tallest the greatest number of times that it can grow
public record TallRobotRules(int growth, int tallest) implements Rules {
    public TallRobotRules {
        Numbers.atLeast("growth", 1, growth);
        Numbers.atLeast("tallest", 1, tallest);
    }

    @Override
    public Dynamics on(GridMap map) {
        Variable grown = Variable.number("grown", 0, tallest);
        return new Strip(map, List.of("walk", "grow", "fall"), grown, Variable.flag("fallen")) {
            @Override
            public boolean ended(State state) {
                return state.get(2) == 1;
            }

            @Override
            public List<Outcome> step(State state, int action) {
                int place = state.get(0);
                int grown = state.get(1);
                return switch (action) {
                    case 0 -> {
                        int to = kept(place + 1);
                        yield Outcome.certain(state.with(0, to), to - place, to - place);
                    }
                    case 1 -> Outcome.certain(state.with(1, Math.min(tallest, grown + 1)), 0, 0);
                    default -> Outcome.certain(state.with(2, 1), 1 + grown * growth, 0);
                };
            }
        };
    }
}
