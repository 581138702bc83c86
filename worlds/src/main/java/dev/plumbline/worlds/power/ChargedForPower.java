package dev.plumbline.worlds.power;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;

/// An intervention on planners: whoever enters a state is charged for the POWER that it has there, so that going
/// where much could still be achieved must be worth it.
///
/// @param power of each state, [states], as from [PowerMap]
/// @param strength reward that one unit of POWER costs, at least 0
public record ChargedForPower(double[] power, double strength) {
    public ChargedForPower {
        if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "strength must be a finite number of at least 0, not " + strength);
        }
        power = power.clone();
    }

    /// The charge at this strength, for the POWER of a sampled map.
    public static ChargedForPower of(PowerMap map, double strength) {
        return new ChargedForPower(
                map.power().stream().mapToDouble(estimate -> estimate.value()).toArray(), strength);
    }

    /// The best plan after charges; of equal ones all alike.
    public Policy plan(ObservedModel model) {
        double[] charged = model.rewards();
        for (int k = 0; k < charged.length; k++) {
            charged[k] -= strength * power[model.successor(k)];
        }
        return FiniteHorizon.of(model.withRewards(charged)).uniformOptimal();
    }

    @Override
    public double[] power() {
        return power.clone();
    }
}
