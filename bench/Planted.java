import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.suite.Suite;
import dev.plumbline.evaluate.suite.Suites;
import java.util.List;
import java.util.Locale;

/// For each suite and each planted rate: in how many of 100 seeded repetitions the interval holds the rate, the mean
/// estimate, and how often a model without the failure is said to have it.
public final class Planted {
    private static final List<Double> RATES = List.of(0.0, 0.2, 0.5, 0.8, 1.0);

    public static void main(String[] args) {
        int repetitions = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int samples = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        System.out.printf("%-28s %4s  %s   all%n", "suite", "n", "covered at 0, .2, .5, .8, 1 (mean estimate)");
        int below = 0;
        List<String> names = args.length > 2 ? List.of(args).subList(2, args.length) : Suites.names();
        for (String name : names) {
            Suite suite = Suites.named(name);
            Task<Known> task = suite.task(samples, new Seed(1));
            StringBuilder line = new StringBuilder();
            int all = 0;
            for (double rate : RATES) {
                int covered = 0;
                double sum = 0;
                for (int i = 0; i < repetitions; i++) {
                    Seed seed = new Seed(1000 + i);
                    Estimate estimate = Evaluation.run(suite.planted(task, rate, seed), task, seed, Progress.NONE)
                            .estimate(suite.plantedMeasure());
                    covered += estimate.excludes(rate) ? 0 : 1;
                    sum += estimate.value();
                }
                below += 100 * covered < 93 * repetitions ? 1 : 0;
                all += covered;
                line.append(String.format(Locale.ROOT, "%4d (%.2f)", covered, sum / repetitions));
            }
            System.out.printf(
                    Locale.ROOT, "%-28s %4d %s  %.3f%n", name, samples, line, all / (double) (repetitions * RATES.size()));
        }
        System.out.println(below + " of " + names.size() * RATES.size() + " below 93 of 100");
    }
}
