package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.goodhart.Dial;
import dev.plumbline.worlds.goodhart.Pool;
import dev.plumbline.worlds.goodhart.PressureCurve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds goodhart`: gold against proxy as selection presses harder.
@Command(
        name = "goodhart",
        description = {
            "Select from pools of candidates by noisy proxies, and follow proxy and gold value as "
                    + "pressure rises: by best of n, softmax or quantile; on one proxy or an ensemble's mean, worst "
                    + "or cautious score.",
            "All at equal pressure, in nats from no selection."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds goodhart",
            "  plumbline worlds goodhart --tail 2 --pressure 0,1,2,3,4,5 --json",
            "  plumbline worlds goodhart --shared 1 --own 0"
        })
final class WorldsGoodhartCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--candidates",
            paramLabel = "N",
            defaultValue = "600",
            description = "In a pool (${DEFAULT-VALUE}).")
    private int candidates;

    @Option(names = "--proxies", paramLabel = "N", defaultValue = "5", description = "Proxies (${DEFAULT-VALUE}).")
    private int proxies;

    @Option(
            names = "--own",
            paramLabel = "S",
            defaultValue = "1",
            description = "Each proxy's own noise (${DEFAULT-VALUE}).")
    private double own;

    @Option(
            names = "--shared",
            paramLabel = "S",
            defaultValue = "0",
            description = "Noise that all share (${DEFAULT-VALUE}).")
    private double shared;

    @Option(
            names = "--tail",
            paramLabel = "N",
            defaultValue = "2",
            description = "Degrees of freedom of the noise; 0 is normal (${DEFAULT-VALUE}).")
    private int tail;

    @Option(
            names = "--pressure",
            paramLabel = "K,K,...",
            split = ",",
            defaultValue = "0,0.5,1,2,3,4,5",
            description = "Nats (${DEFAULT-VALUE}).")
    private List<Double> pressures = new ArrayList<>();

    @Option(names = "--pools", paramLabel = "N", defaultValue = "40", description = "At least 10 (${DEFAULT-VALUE}).")
    private int pools;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Draws the pools (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsGoodhartCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Pool.Source source = new Pool.Source(candidates, proxies, shared, own, tail);
        double[] kl = pressures.stream().mapToDouble(Double::doubleValue).toArray();
        List<PressureCurve> curves = new ArrayList<>();
        for (Dial dial : Dial.values()) {
            for (Pool.Judge judge : Pool.Judge.values()) {
                curves.add(PressureCurve.of(source, dial, judge, kl, pools, new Seed(seed)));
            }
        }
        if (json) {
            shell.out()
                    .println(Json.line(
                            curves.stream().map(WorldsGoodhartCommand::json).toList()));
        } else {
            List<String[]> table = new ArrayList<>();
            table.add(new String[] {"SELECTS BY", "SCORE", "NATS", "PROXY", "GOLD", ""});
            curves.forEach(curve -> rows(curve, table));
            shell.out().print(TextTable.of(table));
        }
        return ExitStatus.OK;
    }

    private static void rows(PressureCurve curve, List<String[]> table) {
        for (PressureCurve.Point point : curve.points()) {
            table.add(new String[] {
                name(curve.dial()),
                name(curve.judge()),
                Figures.number(point.kl()),
                EstimateText.of(point.proxy()),
                EstimateText.of(point.gold()),
                point.equals(curve.best()) ? "most gold" : ""
            });
        }
    }

    private static Map<String, Object> json(PressureCurve curve) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (PressureCurve.Point point : curve.points()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kl", point.kl());
            row.put("proxy", EstimateText.json(point.proxy()));
            row.put("gold", EstimateText.json(point.gold()));
            points.add(row);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("dial", name(curve.dial()));
        object.put("judge", name(curve.judge()));
        object.put("best_kl", curve.best().kl());
        object.put("points", points);
        return object;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
