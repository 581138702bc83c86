package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.EvaluationRun;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.ResponseCache;
import dev.plumbline.evaluate.run.RunOptions;
import dev.plumbline.evaluate.run.RunResult;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.model.Batched;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Puts a suite or a task to one model, behind a URL or of this study, and keeps a log that outlives a kill.
public final class EvalStage implements Stage<EvalOptions> {
    /// The log among the stage's files: every sample, once.
    public static final String LOG = "log.jsonl";

    @Override
    public StageResult run(StageContext context, EvalOptions options) throws IOException {
        Budget budget = options.budget();
        List<Judge> judges = new ArrayList<>();
        try (HttpModels models = new HttpModels()) {
            for (String address : options.judges()) {
                HttpModel judge = models.open(
                        Endpoint.of(address).within(options.longest()),
                        ApiKey.from(System.getenv(), options.judgeKey()));
                Paced paced = new Paced(judge, Concurrency.upTo(options.concurrency()), options.patience(), budget);
                judges.add(new Judge(paced, context.seed().derive("judge"), 600));
            }
            return run(context, options, budget, judges);
        }
    }

    private static StageResult run(StageContext context, EvalOptions options, Budget budget, List<Judge> judges)
            throws IOException {
        EvalSource source = EvalSource.open(
                options.suite(), options.samples(), questions(context.seed()), judges, options.runCode());
        if (!options.url().isEmpty()) {
            EvalTarget target = EvalTarget.of(options.url(), options.protocol(), options.key(), options.tools());
            try (EvalTarget.Open open = target.open(source.task(), source.suite(), options.longest())) {
                return run(context, options, budget, source, open.model());
            }
        }
        try (CheckpointModel model = CheckpointModel.open(context.model(options.model()), options.model());
                Batched batched = new Batched(model, 256)) {
            return run(context, options, budget, source, batched);
        }
    }

    private static StageResult run(
            StageContext context, EvalOptions options, Budget budget, EvalSource source, LanguageModel model)
            throws IOException {
        Concurrency concurrency = options.url().isEmpty()
                ? Concurrency.fixed(Math.min(256, options.concurrency()))
                : Concurrency.upTo(options.concurrency());
        if (options.cache().isEmpty()) {
            return run(
                    context, options, source, new Paced(model, concurrency, options.patience(), budget), concurrency);
        }
        try (ResponseCache cache = new ResponseCache(Path.of(options.cache()))) {
            Paced paced = Paced.cached(model, concurrency, options.patience(), budget, cache);
            return run(context, options, source, paced, concurrency);
        }
    }

    private static StageResult run(
            StageContext context, EvalOptions options, EvalSource source, Paced paced, Concurrency concurrency)
            throws IOException {
        Path log = context.checkpoint().resolve(LOG);
        RunOptions run = new RunOptions(
                answers(context.seed()),
                options.epochs(),
                concurrency.most() + 64,
                Duration.ofDays(30),
                setup(options, source),
                options.stop().rule());
        RunResult result =
                EvaluationRun.run(paced, List.of(source.task()), run, log, context.progress(), context::cancelled);
        result.stopped().forEach(stopped -> context.progress().note(stopped.sentence()));
        Path kept = context.output().resolve(LOG);
        Files.copy(log, kept);
        EvalReport report = new EvalReport(
                source,
                paced.name(),
                result,
                kept,
                paced.fromCache(),
                options.epochs(),
                options.price(),
                ScorerError.ofOption(options.scorerError()),
                EvalTarget.plantedRate(options.url()));
        report.unmeasured().forEach(context.progress()::note);
        return report.result();
    }

    private static Map<String, String> setup(EvalOptions options, EvalSource source) {
        Map<String, String> setup = new TreeMap<>();
        setup.put("suite", options.suite());
        setup.put("text", Integer.toHexString(source.text().hashCode()));
        if (!options.judge().isEmpty()) {
            setup.put("judge", options.judge());
        }
        if (options.tools() != EvalTarget.Tools.KNOWN) {
            setup.put("tools", options.tools().name());
        }
        return setup;
    }

    /// The seed of a suite's data.
    static Seed questions(Seed stage) {
        return stage.derive("questions");
    }

    private static Seed answers(Seed stage) {
        return stage.derive("answers");
    }
}
