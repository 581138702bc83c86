package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.misgeneralisation.Conduct;
import dev.plumbline.worlds.misgeneralisation.Corridor;
import dev.plumbline.worlds.misgeneralisation.Misgeneralisation;
import dev.plumbline.worlds.misgeneralisation.TrainOptimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds misgeneralise`: what agents want when training could not tell.
@Command(
        name = "misgeneralise",
        description = {
            "Train agents where a coin lies at the end of a corridor in all but a share of the levels; "
                    + "then see, where coin and end part, which they go for.",
            "Also every policy that is optimal in training, split by its goal."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds misgeneralise",
            "  plumbline worlds misgeneralise --diversity 0,0.02,0.2 --seeds 40 --json"
        })
final class WorldsMisgeneraliseCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--diversity",
            paramLabel = "D,D,...",
            split = ",",
            defaultValue = "0,0.02,0.05,0.1,0.2,0.5",
            description = "Shares of training levels whose coin lies elsewhere (${DEFAULT-VALUE}).")
    private List<Double> diversities = new ArrayList<>();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "20", description = "At least 10 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "1500",
            description = "Episodes of training (${DEFAULT-VALUE}).")
    private int episodes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Derives all seeds (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    WorldsMisgeneraliseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Corridor corridor = new Corridor(9, 0.02);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Misgeneralisation.Trained> agents = new ArrayList<>();
        List<String[]> table = new ArrayList<>();
        table.add(
                new String[] {"DIVERSITY", "OPTIMAL: COIN/END/NEITHER", "TRAIN RETURN", "CAPABLE", "PURSUES THE COIN"});
        for (double diversity : diversities) {
            TrainOptimal optimal = TrainOptimal.of(corridor, diversity);
            Misgeneralisation trained = Misgeneralisation.of(corridor, diversity, seeds, episodes, new Seed(seed));
            agents.addAll(trained.trained());
            rows.add(json(optimal, trained));
            table.add(new String[] {
                Figures.number(diversity),
                count(optimal, Conduct.Goal.COIN) + "/" + count(optimal, Conduct.Goal.END) + "/"
                        + count(optimal, Conduct.Goal.NEITHER),
                EstimateText.of(trained.trainReturn()),
                EstimateText.of(trained.capable()),
                EstimateText.of(trained.pursuesCoin())
            });
        }
        List<Misgeneralisation.Detection> detections = Misgeneralisation.detect(agents);
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("diversities", rows);
            object.put(
                    "detectors",
                    detections.stream().map(WorldsMisgeneraliseCommand::json).toList());
            shell.out().println(Json.line(object));
        } else {
            shell.out().print(TextTable.of(table));
            for (Misgeneralisation.Detection detection : detections) {
                shell.out()
                        .println(detection.name() + ": hits " + first(detection.hits()) + ", false alarms "
                                + first(detection.falseAlarms()));
            }
        }
        return ExitStatus.OK;
    }

    private static int count(TrainOptimal optimal, Conduct.Goal goal) {
        return optimal.byGoal().getOrDefault(goal, 0);
    }

    private static String first(List<Estimate> rate) {
        return rate.isEmpty() ? "unknown: there is no such agent" : EstimateText.of(rate.getFirst());
    }

    private static Map<String, Object> json(TrainOptimal optimal, Misgeneralisation trained) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("diversity", trained.diversity());
        object.put("train_optimal_coin", count(optimal, Conduct.Goal.COIN));
        object.put("train_optimal_end", count(optimal, Conduct.Goal.END));
        object.put("train_optimal_neither", count(optimal, Conduct.Goal.NEITHER));
        object.put("train_return", EstimateText.json(trained.trainReturn()));
        object.put("capable", EstimateText.json(trained.capable()));
        object.put("takes_coin", EstimateText.json(trained.coin()));
        object.put("pursues_coin", EstimateText.json(trained.pursuesCoin()));
        return object;
    }

    private static Map<String, Object> json(Misgeneralisation.Detection detection) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("detector", detection.name());
        object.put("hits", detection.hits().stream().map(EstimateText::json).toList());
        object.put(
                "false_alarms",
                detection.falseAlarms().stream().map(EstimateText::json).toList());
        return object;
    }
}
