package dev.plumbline.worlds.theory;

import java.util.Arrays;

/// Agents of the prisoner's dilemma who read each other's source and act on what they can prove (Barasz,
/// Christiano, Fallenstein, Herreshoff, LaVictoire, Yudkowsky 2014), solved exactly.
///
/// By Kripke's semantics for provability logic a statement is provable at world n if it holds at every world
/// below n, and the logic is consistent at every world but 0. What an agent does is the same at all worlds from
/// some world on; that is what it truly does.
public enum ModalAgent {
    /// Cooperates with anyone.
    COOPERATE,
    /// Defects against anyone.
    DEFECT,
    /// Cooperates if it can prove that the other cooperates with it.
    FAIR,
    /// Cooperates if it can prove that the other cooperates with it and, granted that its logic is consistent,
    /// that the other defects against DEFECT.
    PRUDENT;

    /// Formulas here nest at most two deep, so actions settle by world 6; half of these worlds must agree.
    private static final int WORLDS = 24;

    private static final boolean[][][] COOPERATES = solved();

    /// Whether `this` cooperates when it meets `other`.
    public boolean cooperatesWith(ModalAgent other) {
        return COOPERATES[WORLDS - 1][ordinal()][other.ordinal()];
    }

    /// Actions by world, agent and opponent.
    private static boolean[][][] solved() {
        int agents = values().length;
        boolean[][][] acts = new boolean[WORLDS][agents][agents];
        for (int world = 0; world < WORLDS; world++) {
            for (ModalAgent agent : values()) {
                for (ModalAgent other : values()) {
                    acts[world][agent.ordinal()][other.ordinal()] = agent.acts(acts, world, other.ordinal());
                }
            }
        }
        for (int world = WORLDS / 2; world < WORLDS; world++) {
            if (!Arrays.deepEquals(acts[world], acts[WORLDS - 1])) {
                throw new IllegalStateException("actions have not settled by world " + world);
            }
        }
        return acts;
    }

    private boolean acts(boolean[][][] acts, int world, int other) {
        return switch (this) {
            case COOPERATE -> true;
            case DEFECT -> false;
            case FAIR -> provesCooperation(acts, world, other);
            case PRUDENT -> provesCooperation(acts, world, other) && provesFirmness(acts, world, other);
        };
    }

    /// Provable: the other cooperates with this agent.
    private boolean provesCooperation(boolean[][][] acts, int world, int other) {
        for (int below = 0; below < world; below++) {
            if (!acts[below][other][ordinal()]) {
                return false;
            }
        }
        return true;
    }

    /// Provable from consistency: the other defects against DEFECT. World 0, where all is provable, is left out.
    private static boolean provesFirmness(boolean[][][] acts, int world, int other) {
        for (int below = 1; below < world; below++) {
            if (acts[below][other][DEFECT.ordinal()]) {
                return false;
            }
        }
        return true;
    }
}
