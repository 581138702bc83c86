package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.theory.AssistanceGame;

/// The robot of an assistance game as an agent: watches the human, narrows down what may be wanted, and acts as
/// the solution says.
///
/// Not safe for several threads.
public final class AssistanceAgent {
    private final AssistanceGame.Solution solution;
    private final int parameters;
    private int possible;

    public AssistanceAgent(AssistanceGame game, AssistanceGame.Solution solution) {
        this.solution = solution;
        parameters = game.prior().length;
        for (int p = 0; p < parameters; p++) {
            possible |= game.prior()[p] > 0 ? 1 << p : 0;
        }
    }

    /// What it does in this state.
    public int act(int state) {
        return solution.robot()[state][possible];
    }

    /// Learns from what the human did in this state: parameters for which the human's rule says otherwise are
    /// ruled out. A move that no parameter explains tells nothing, and is reported so.
    ///
    /// @return whether the move fitted the rule
    public boolean watch(int state, int humanAction) {
        int fitting = 0;
        for (int p = 0; p < parameters; p++) {
            if ((possible >> p & 1) == 1 && solution.human()[state][possible][p] == humanAction) {
                fitting |= 1 << p;
            }
        }
        if (fitting == 0) {
            return false;
        }
        possible = fitting;
        return true;
    }

    /// The parameters that may still be true, a bit for each.
    public int possible() {
        return possible;
    }
}
