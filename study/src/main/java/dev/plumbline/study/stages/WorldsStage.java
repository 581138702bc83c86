package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.agents.Agents;
import dev.plumbline.worlds.solve.WorldSolution;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Solves a small world exactly, trains agents in it from several seeds, and shows what was rewarded beside what
/// was meant. A world that is too large to be solved is played instead.
public final class WorldsStage implements Stage<WorldsStage.Options> {
    /// The kind of stage that this is, as study files and reports name it.
    public static final String KIND = "worlds";

    /// Which world, and who is let into it.
    public record Options(
            @Option(doc = "the world: its name, name:level, or the path of a file that describes one")
            String world,

            @Option(
                    doc = "the agents that are let in, the one that findings speak of first",
                    defaultValue = "[q-learning, sarsa, expected-sarsa]")
            List<String> agents,

            @Option(
                    doc = "how often each agent is trained, each time from another seed",
                    range = ">= 10",
                    defaultValue = "10")
            int seeds,

            @Option(doc = "training of each agent", unit = "episodes", range = ">= 1", defaultValue = "3000")
            int episodes)
            implements StageOptions {
        private static final int FEWEST_SEEDS = 10;

        public Options {
            agents = List.copyOf(agents);
            Checks.atLeast("seeds", seeds, FEWEST_SEEDS);
            Checks.atLeast("episodes", episodes, 1);
            if (agents.isEmpty() || new HashSet<>(agents).size() < agents.size()) {
                throw Checks.bad("agents must name at least one agent, each once, not " + agents);
            }
            for (String agent : agents) {
                if (!Agents.names().contains(agent)) {
                    throw Checks.bad("agents: there is no agent \"" + agent + "\"; there are "
                            + String.join(", ", Agents.names()));
                }
            }
            WorldSource.check(world);
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }

        @Override
        public List<Path> files() {
            return WorldSource.files(world);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        World world = WorldSource.of(options.world());
        try (Progress.Meter meter =
                context.progress().start(context.stage(), options.agents().size(), "agents")) {
            try {
                return new SolvedWorld(WorldSolution.of(world), options, context, meter).result();
            } catch (PlumblineException e) {
                if (e.code() != ErrorCode.UNDEFINED) {
                    throw e;
                }
                return new PlayedWorld(world, String.valueOf(e.getMessage()), options, context, meter).result();
            }
        }
    }

    /// Says how far the stage is, and ends it if a person asked for that.
    static void done(StageContext context, Progress.Meter meter, int agents) {
        meter.at(agents, Map.of());
        context.checkCancelled();
    }
}
