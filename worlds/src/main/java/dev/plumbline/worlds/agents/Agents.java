package dev.plumbline.worlds.agents;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.TemporalDifference.Kind;
import dev.plumbline.worlds.impact.AttainableUtilities;
import dev.plumbline.worlds.impact.ImpactMeasure;
import dev.plumbline.worlds.impact.ImpactPlan;
import dev.plumbline.worlds.simulate.TableEnvironment;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The agents that can be let into any world by name, with options that suit small worlds.
public final class Agents {
    /// The discount that learners learn with; episodes are judged undiscounted.
    public static final double GAMMA = 0.99;

    private static final int MOST_FEATURES = 1500;
    private static final double IMPACT_GAMMA = 0.996;
    private static final double REACHABILITY_STRENGTH = 1;
    private static final int REWARDS = 30;
    private static final Map<String, Learner> MODEL_FREE = modelFree();
    private static final Map<String, Maker> ALL = all();

    private Agents() {}

    @FunctionalInterface
    private interface Maker {
        Policy make(ObservedModel model, int episodes, Seed seed);
    }

    private static Map<String, Learner> modelFree() {
        Map<String, Learner> learners = new LinkedHashMap<>();
        learners.put("q-learning", TemporalDifference.of(Kind.Q_LEARNING, GAMMA));
        learners.put("sarsa", TemporalDifference.of(Kind.SARSA, GAMMA));
        learners.put("expected-sarsa", TemporalDifference.of(Kind.EXPECTED_SARSA, GAMMA));
        learners.put("dyna", new Dyna(5, 0.2, GAMMA, 1));
        return learners;
    }

    private static Map<String, Maker> all() {
        Map<String, Maker> all = new LinkedHashMap<>();
        all.put("random", (model, episodes, seed) -> Policy.uniform(model.actions()));
        MODEL_FREE.forEach((name, learner) -> all.put(name, learner(learner)));
        all.put(
                "actor-critic",
                (model, episodes, seed) ->
                        learner(ActorCritic.usual(tabular(model), GAMMA)).make(model, episodes, seed));
        all.put(
                "ppo",
                (model, episodes, seed) ->
                        learner(Ppo.usual(tabular(model), GAMMA)).make(model, episodes, seed));
        all.put(
                "tree-search",
                (model, episodes, seed) -> new TreeSearch(model, Math.max(1, episodes), 20, Math.sqrt(2), seed));
        all.put("planner", (model, episodes, seed) -> FiniteHorizon.of(model).policy());
        all.put("satisficer", (model, episodes, seed) -> Aspiration.satisficer(model, halfway(model)));
        all.put(
                "quantilizer",
                (model, episodes, seed) -> Aspiration.quantilizer(model, Policy.uniform(model.actions()), 0.5));
        all.put("risk-averse", (model, episodes, seed) -> new RiskAverse(model, 1).policy());
        all.put("same-length", (model, episodes, seed) -> new SameLengthAgent(model).policy());
        all.put("attainable-utility", (model, episodes, seed) -> attainableUtility(model, seed));
        all.put("attainable-utility-learner", learner(AttainableUtilityLearner.published()));
        all.put(
                "relative-reachability",
                (model, episodes, seed) -> new RelativeReachability(model, IMPACT_GAMMA, stay(model))
                        .policy(REACHABILITY_STRENGTH, IMPACT_GAMMA));
        return all;
    }

    /// The agents that learn from episodes alone, whatever the world's size.
    public static List<String> modelFreeNames() {
        return List.copyOf(MODEL_FREE.keySet());
    }

    /// Whether training changes what this agent does.
    public static boolean learns(String name) {
        return MODEL_FREE.containsKey(name)
                || List.of("actor-critic", "ppo", "attainable-utility-learner").contains(name);
    }

    /// The learner with this name, for a world that is only met through an [dev.plumbline.worlds.Environment].
    public static Learner modelFree(String name) {
        Learner learner = MODEL_FREE.get(name);
        if (learner == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "\"" + name
                            + "\" needs the model of a world, or is no agent; those that learn from episodes alone are "
                            + String.join(", ", modelFreeNames()));
        }
        return learner;
    }

    /// The names of all agents.
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /// The policy of the agent with this name.
    ///
    /// @param episodes of training for those that learn; looks ahead at each step for `tree-search`; else unused
    public static Policy policy(String name, ObservedModel model, int episodes, Seed seed) {
        Maker maker = ALL.get(name);
        if (maker == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no agent \"" + name + "\"; the agents are " + String.join(", ", names()));
        }
        return maker.make(model, episodes, seed);
    }

    private static Maker learner(Learner learner) {
        return (model, episodes, seed) -> {
            RandomGenerator random = seed.derive(learner.name()).generator();
            return learner.learn(new TableEnvironment(model, random), episodes, random);
        };
    }

    private static Features tabular(ObservedModel model) {
        Require.that(
                model.states() <= MOST_FEATURES,
                "policy gradients take one feature for each state here, at most " + MOST_FEATURES
                        + ", and this world has " + model.states()
                        + " states; use q-learning, or features of your own");
        return Features.tabular(model.states());
    }

    private static Policy attainableUtility(ObservedModel model, Seed seed) {
        AttainableUtilities utilities = AttainableUtilities.random(model, REWARDS, IMPACT_GAMMA, seed);
        return ImpactPlan.of(utilities, ImpactMeasure.AUP, 1 / 1.5, IMPACT_GAMMA)
                .policy();
    }

    private static int stay(ObservedModel model) {
        int stay = model.actionNames().indexOf("stay");
        Require.that(stay >= 0, "relative reachability compares with doing nothing, but no action here is 'stay'");
        return stay;
    }

    /// Halfway between a random policy and the optimum.
    private static double halfway(ObservedModel model) {
        double chance = PolicyValue.of(model, Policy.uniform(model.actions())).total(model.rewards());
        return (chance + FiniteHorizon.of(model).value()) / 2;
    }
}
