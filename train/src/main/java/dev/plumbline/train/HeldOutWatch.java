package dev.plumbline.train;

import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.StateFile;
import dev.plumbline.train.watch.EarlyStopping;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures a model on held-out items while it learns, and keeps the weights of its best moment.
///
/// The best moment is part of a checkpoint. A run that was killed after a better one was written, but before the next
/// checkpoint, meets it again and writes the same bits.
final class HeldOutWatch implements CarriedState {
    /// The best weights, in the folder of checkpoints.
    static final String FILE = "best.safetensors";

    /// Before the name of every curve of held-out figures.
    static final String PREFIX = "held-out-";

    /// The curve of the one moment at which a training was ended early.
    static final String STOPPED = "stopped-early";

    private static final String VALUE = "held-out.best";
    private static final String RULE = "held-out.stopping";
    private static final double LEVEL = .9;

    private final TrainingContext context;
    private final Parameters parameters;
    private final EarlyStopping stopping;
    private double best = Double.NaN;
    private boolean stopped;

    HeldOutWatch(TrainingContext context, Parameters parameters) {
        this.context = context;
        this.parameters = parameters;
        this.stopping = new EarlyStopping(Math.max(1, context.heldOut().patience()), LEVEL);
    }

    /// Whether the last measurement ended the training.
    boolean stopped() {
        return stopped;
    }

    /// Measures if it is time to.
    ///
    /// @param step updates made so far
    /// @param steps of the whole training
    void after(long step, long steps, TrainingCurves curves) {
        HeldOut heldOut = context.heldOut();
        if (!heldOut.due(step, steps)) {
            return;
        }
        List<HeldOutFigure> figures = heldOut.measure().figures();
        Map<String, Double> means = new LinkedHashMap<>();
        figures.forEach(figure -> means.put(PREFIX + figure.name(), figure.mean()));
        curves.add(step, means);
        HeldOutFigure first = figures.getFirst();
        if (heldOut.patience() > 0) {
            // every measurement is of the same items, of which some may have nothing to say
            int last = Arrays.stream(first.owner()).max().orElseThrow();
            int items = Math.max(last + 1, (int) first.items() + first.missing());
            stopped = step < steps && stopping.check(step, first.perItem(items));
        }
        if (stopped) {
            curves.add(step, Map.of(STOPPED, 1.0));
            context.progress()
                    .note(context.name() + ": stopped early after step " + step + " of " + steps + "; held-out "
                            + first.name() + " was best after step " + stopping.bestStep());
        }
        if (first.isBetterThan(best)) {
            best = first.mean();
            if (context.ranks().rank() == 0) {
                StateFile.write(
                        context.checkpoints().resolve(FILE),
                        Map.of("values", parameters.values()),
                        Map.of("step", Long.toString(step), first.name(), Double.toString(best)));
            }
        }
    }

    @Override
    public Map<String, String> text() {
        return Map.of(VALUE, Double.toString(best), RULE, stopping.state());
    }

    @Override
    public void resume(Map<String, String> text) {
        best = Double.parseDouble(text.getOrDefault(VALUE, "NaN"));
        String rule = text.getOrDefault(RULE, "");
        if (!rule.isEmpty()) {
            stopping.resume(rule);
        }
    }
}
