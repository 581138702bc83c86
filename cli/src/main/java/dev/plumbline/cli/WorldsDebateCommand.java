package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.worlds.theory.StochasticOracleDebate;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Alice;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Bob;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Oracle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds debate`: debate about a computation with a random oracle, with its proven bounds.
@Command(
        name = "debate",
        description = {
            "Doubly-efficient debate about a computation that asks a random oracle: three bits, then one "
                    + "that depends on their majority.",
            "How many questions each party needs at most, and how often the answer 1 wins, for honest and "
                    + "dishonest debaters, where its true probability is 0.75 and where it is 0.25."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds debate", "  plumbline worlds debate --rounds 5000 --json"})
final class WorldsDebateCommand implements Callable<Integer> {
    private static final int STEPS = 3;
    private static final double SMOOTHNESS = 1.5;
    private static final double LEVEL = 0.95;

    private final Shell shell;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Debates that are played for each pair of debaters (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Derives all draws (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    private record Pairing(String truth, String alice, String bob, Estimate wins) {}

    WorldsDebateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        StochasticOracleDebate debate = new StochasticOracleDebate(STEPS, SMOOTHNESS);
        List<Pairing> pairings = new ArrayList<>();
        pairings.addAll(pairings(debate, "0.75", majority(0.85, 0.65)));
        pairings.addAll(pairings(debate, "0.25", majority(0.35, 0.15)));
        Map<String, Object> bounds = new LinkedHashMap<>();
        bounds.put("alice_queries_at_most", debate.aliceBound());
        bounds.put("bob_queries_at_most", debate.bobBound());
        bounds.put("vera_queries_at_most", debate.veraBound());
        bounds.put("honest_side_wins_at_least", debate.guarantee());
        if (json) {
            bounds.put(
                    "pairings",
                    pairings.stream().map(WorldsDebateCommand::fields).toList());
            shell.out().println(Json.line(bounds));
            return ExitStatus.OK;
        }
        bounds.forEach((name, value) -> shell.out().println(name.replace('_', ' ') + ": " + value));
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"TRUE PROBABILITY", "ALICE", "BOB", "1 WINS"});
        pairings.forEach(p -> table.add(new String[] {p.truth, p.alice, p.bob, EstimateText.of(p.wins)}));
        shell.out().print(TextTable.of(table));
        return ExitStatus.OK;
    }

    private static Oracle majority(double ifMost, double ifFew) {
        return (length, bits) -> length < STEPS ? 0.5 : Long.bitCount(bits & 7) >= 2 ? ifMost : ifFew;
    }

    private List<Pairing> pairings(StochasticOracleDebate debate, String truth, Oracle oracle) {
        return List.of(
                pairing(debate, truth, oracle, "honest", debate.honestAlice(), "honest", debate.honestBob()),
                pairing(
                        debate,
                        truth,
                        oracle,
                        "honest",
                        debate.honestAlice(),
                        "always challenges",
                        debate.quarrelsomeBob()),
                pairing(debate, truth, oracle, "honest", debate.honestAlice(), "never challenges", debate.silentBob()),
                pairing(debate, truth, oracle, "adds 0.3", debate.lyingAlice(0.3), "honest", debate.honestBob()),
                pairing(debate, truth, oracle, "adds 0.02", debate.lyingAlice(0.02), "honest", debate.honestBob()),
                pairing(
                        debate,
                        truth,
                        oracle,
                        "adds 0.3",
                        debate.lyingAlice(0.3),
                        "never challenges",
                        debate.silentBob()));
    }

    private Pairing pairing(
            StochasticOracleDebate debate,
            String truth,
            Oracle oracle,
            String aliceName,
            Alice alice,
            String bobName,
            Bob bob) {
        RandomGenerator random =
                new Seed(seed).derive(truth + aliceName + bobName).generator();
        int ones = 0;
        for (int i = 0; i < rounds; i++) {
            ones += debate.play(oracle, alice, bob, random).one() ? 1 : 0;
        }
        return new Pairing(truth, aliceName, bobName, new Proportion(ones, rounds).wilson(LEVEL));
    }

    private static Map<String, Object> fields(Pairing pairing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("true_probability", Double.valueOf(pairing.truth));
        fields.put("alice", pairing.alice);
        fields.put("bob", pairing.bob);
        fields.put("one_wins", EstimateText.json(pairing.wins));
        return fields;
    }
}
