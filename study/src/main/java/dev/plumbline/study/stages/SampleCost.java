package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.evaluate.run.Price;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a sample cost the model under test, all its turns together; judges are not counted. Samples of which the model
/// or its endpoint counted no tokens are missing.
record SampleCost(Path log, Price price) {
    private static final double LEVEL = 0.95;

    /// Tokens written per sample, and money where tokens have a price; none where nothing is counted.
    List<Figure> figures() {
        List<Double> tokens = new ArrayList<>();
        List<Double> money = new ArrayList<>();
        Map<String, Integer> missing = new TreeMap<>();
        RunLog.each(log, record -> count(record, tokens, money, missing));
        List<Figure> figures = new ArrayList<>();
        if (tokens.size() < 2) {
            return figures;
        }
        figures.add(figure("tokens written per sample", "Tokens that the model wrote per sample.", tokens, missing));
        if (!price.equals(Price.FREE)) {
            figures.add(figure("cost per sample", "Price of the tokens that a sample read and wrote.", money, missing));
        }
        return figures;
    }

    private void count(LogRecord record, List<Double> tokens, List<Double> money, Map<String, Integer> missing) {
        if (record.solution().isEmpty()) {
            missing.merge("no answer", 1, Integer::sum);
            return;
        }
        long read = 0;
        long written = 0;
        for (Solution.Exchange exchange : record.solution().get().exchanges()) {
            for (Completion reply : exchange.replies()) {
                if (reply.tokens() == 0) {
                    missing.merge("not counted", 1, Integer::sum);
                    return;
                }
                read += reply.promptTokens();
                written += reply.tokens();
            }
        }
        tokens.add((double) written);
        money.add(price.of(read, written));
    }

    private static Figure figure(String name, String about, List<Double> values, Map<String, Integer> missing) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return Figure.of(name, about, () -> Mean.of(numbers).interval(LEVEL).withMissing(missing));
    }
}
