import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.simulate.VectorSimulator;
import dev.plumbline.worlds.solve.WorldSolution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Steps per second with a random policy, ours and the peers', in one run.
///
///     java -cp ... bench/WorldsBench.java [PEERS PYTHON_WITH_PYCOLAB PYTHON_WITH_GYMNAX]
final class WorldsBench {
    private static final int COPIES = 1024;
    private static final int STEPS = 20_000;
    private static final Pattern FIGURE = Pattern.compile("\"figure\": *([0-9.eE+]+)");

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
        double ours = 0;
        for (String id : List.of("boat_race", "side_effects_sokoban:0", "whisky_gold")) {
            ObservedModel model = Enumeration.of(Worlds.find(id)).model();
            double rate = rate(model, threads);
            ours = id.equals("boat_race") ? rate : ours;
            System.out.printf(Locale.ROOT, "plumbline %-24s %8.1f million steps/s (%d threads)%n", id, rate / 1e6, threads);
        }
        solve("side_effects_sokoban:2");
        solveAll();
        solve("side_effects_sokoban:2");
        if (arguments.length == 3) {
            compare("pycolab boat_race", peer(arguments[0], arguments[1], "boat_race"), ours, 1000);
            compare("gymnax FrozenLake-misc", peer(arguments[0], arguments[2], "FrozenLake-misc"), ours, 3);
        }
    }

    private static void solve(String id) {
        long start = System.nanoTime();
        int states = WorldSolution.of(Worlds.find(id)).states();
        System.out.printf(
                Locale.ROOT,
                "%s, %d states: enumerated and solved in %.2f s%n",
                id,
                states,
                (System.nanoTime() - start) / 1e9);
    }

    /// Every level that ships; those that are too large are refused.
    private static void solveAll() {
        long start = System.nanoTime();
        int solved = 0;
        int refused = 0;
        for (World world : Worlds.list()) {
            try {
                WorldSolution.of(world);
                solved++;
            } catch (PlumblineException e) {
                if (e.code() != ErrorCode.UNDEFINED) {
                    throw e;
                }
                refused++;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "all levels: %d enumerated and solved, %d refused as too large, in %.1f s%n",
                solved,
                refused,
                (System.nanoTime() - start) / 1e9);
    }

    private static void compare(String name, double theirs, double ours, double aim) {
        System.out.printf(
                Locale.ROOT, "%-24s %12.0f steps/s; plumbline is %.0f times as fast (aim %.0f)%n", name, theirs, ours / theirs, aim);
    }

    /// The median of five rounds after two that warm up.
    private static double rate(ObservedModel model, int threads) throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int round = -2; round < 5; round++) {
            List<Thread> running = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < threads; i++) {
                VectorSimulator simulator = new VectorSimulator(model, COPIES, new Seed(i));
                Thread thread = new Thread(() -> simulator.randomSteps(STEPS));
                thread.start();
                running.add(thread);
            }
            for (Thread thread : running) {
                thread.join();
            }
            if (round >= 0) {
                rates.add((double) threads * COPIES * STEPS / ((System.nanoTime() - start) / 1e9));
            }
        }
        Collections.sort(rates);
        return rates.get(2);
    }

    private static double peer(String peers, String python, String world) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python, "gridworld.py", "--world", world)
                .directory(Path.of(peers).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        Matcher figure = FIGURE.matcher(printed);
        if (process.waitFor() != 0 || !figure.find()) {
            throw new IllegalStateException(python + " gridworld.py --world " + world + " said: " + printed);
        }
        return Double.parseDouble(figure.group(1));
    }
}
