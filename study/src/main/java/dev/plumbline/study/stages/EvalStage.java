package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.EvaluationRun;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.run.ResponseCache;
import dev.plumbline.evaluate.run.RunOptions;
import dev.plumbline.evaluate.run.RunResult;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.model.Batched;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
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
public final class EvalStage implements Stage<EvalStage.Options> {
    /// The log among the stage's files: every sample, once.
    public static final String LOG = "log.jsonl";

    /// What is asked of whom, how patiently, and for how much.
    public record Options(
            @Option(doc = "a suite that ships, or a YAML file of a suite or a task")
            String suite,

            @Option(doc = "the stage whose model is asked; empty where a URL is given", defaultValue = "")
            String model,

            @Option(
                    doc = "an endpoint as URL#MODEL, a program as command:PROGRAM ARGUMENTS, or planted:RATE for a"
                            + " scripted model that fails at a known rate; empty where a stage is given",
                    defaultValue = "")
            String url,

            @Option(
                    doc = "what the endpoint speaks: openai, vllm, completions, anthropic, gemini or ollama; empty"
                            + " to go by its address",
                    defaultValue = "")
            String protocol,

            @Option(doc = "the environment variable that holds the endpoint's key; empty for none", defaultValue = "")
            String key,

            @Option(
                    doc = "how an endpoint is offered tools: native (in its protocol's own way), text (explained in the"
                            + " system message), or known, native at the vendors' own hosts and text elsewhere",
                    defaultValue = "known")
            EvalTarget.Tools tools,

            @Option(
                    doc = "whether programs may run on what the model writes, for code tests and tools that are"
                            + " programs: never, isolated (Linux namespaces: no network, nothing else writable), or"
                            + " limits-alone (inside a container that is itself a sandbox)",
                    defaultValue = "never")
            CodeRuns runCode,

            @Option(
                    doc =
                            "the judge's endpoint, as URL#MODEL, for scorers that ask one; several with blanks between, of whom"
                                    + " the majority or the mean counts",
                    defaultValue = "")
            String judge,

            @Option(doc = "the environment variable that holds the judge's key", defaultValue = "")
            String judgeKey,

            @Option(
                    doc = "how often the scorer was right where people say yes, and where they say no, as judge-check"
                            + " counts them, such as 239/274 161/176; rates are then also given corrected for its"
                            + " errors; empty for none",
                    defaultValue = "")
            String scorerError,

            @Option(
                    doc = "a file that keeps answers; what was asked before is answered from it; empty for none, so"
                            + " that everything is asked",
                    defaultValue = "")
            String cache,

            @Option(doc = "samples; 0 for the suite's usual number", range = ">= 0", defaultValue = "0")
            int samples,

            @Option(doc = "how often each sample is put", range = ">= 1", defaultValue = "1")
            int epochs,

            @Option(doc = "most requests in flight at once", range = ">= 1", defaultValue = "1000")
            int concurrency,

            @Option(
                    doc = "how often a request is made in all before it counts as failed",
                    range = ">= 1",
                    defaultValue = "6")
            int attempts,

            @Option(doc = "longest wait for one answer", unit = "seconds", range = "> 0", defaultValue = "120.0")
            double timeout,

            @Option(
                    doc = "longest time for one request with all its attempts",
                    unit = "seconds",
                    range = "> 0",
                    defaultValue = "600.0")
            double deadline,

            @Option(
                    doc = "after how long without an answer the same is asked a second time; 0 for never",
                    unit = "seconds",
                    range = ">= 0",
                    defaultValue = "0.0")
            double hedge,

            @Option(
                    doc = "most tokens, read and written; 0 for no limit",
                    unit = "tokens",
                    range = ">= 0",
                    defaultValue = "0")
            long maxTokens,

            @Option(
                    doc = "most money, in the currency of the prices; 0 for no limit",
                    range = ">= 0",
                    defaultValue = "0.0")
            double maxCost,

            @Option(doc = "price of a million tokens read", range = ">= 0", defaultValue = "0.0")
            double priceRead,

            @Option(doc = "price of a million tokens written", range = ">= 0", defaultValue = "0.0")
            double priceWritten)
            implements StageOptions {
        public Options {
            if (model.isEmpty() == url.isEmpty()) {
                throw Checks.bad("an evaluation asks one model: give either model (a stage) or url");
            }
            if (!url.isEmpty()) {
                EvalTarget.of(url, protocol, key, tools);
            }
            for (String address : judges(judge)) {
                Endpoint.of(address);
            }
            if (!scorerError.isEmpty()) {
                ScorerError.parse(scorerError);
            }
            Checks.atLeast("samples", samples, 0);
            Checks.atLeast("epochs", epochs, 1);
            Checks.atLeast("concurrency", concurrency, 1);
            Checks.atLeast("attempts", attempts, 1);
            Checks.positive("timeout", timeout);
            Checks.positive("deadline", deadline);
            Checks.within("hedge", hedge, 0, 1e6);
            Checks.atLeast("max-tokens", maxTokens, 0);
            Checks.within("max-cost", maxCost, 0, 1e12);
            Checks.within("price-read", priceRead, 0, 1e9);
            Checks.within("price-written", priceWritten, 0, 1e9);
        }

        @Override
        public List<String> inputs() {
            return model.isEmpty() ? List.of() : List.of(model);
        }

        @Override
        public List<Path> files() {
            return EvalSource.files(suite);
        }

        /// What tokens cost.
        public Price price() {
            return new Price(priceRead, priceWritten);
        }

        Budget budget() {
            return Budget.of(
                    maxTokens == 0 ? Double.POSITIVE_INFINITY : maxTokens,
                    maxCost == 0 ? Double.POSITIVE_INFINITY : maxCost,
                    price());
        }

        Patience patience() {
            return new Patience(
                    attempts, Duration.ofMillis(500), Duration.ofSeconds(30), seconds(deadline), seconds(hedge));
        }

        private static Duration seconds(double seconds) {
            return Duration.ofMillis(Math.round(1000 * seconds));
        }

        Duration longest() {
            return seconds(timeout);
        }

        /// The judges' endpoints; none if nobody judges.
        public List<String> judges() {
            return judges(judge);
        }

        private static List<String> judges(String judge) {
            return judge.isBlank() ? List.of() : List.of(judge.strip().split("\\s+", -1));
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
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

    private static StageResult run(StageContext context, Options options, Budget budget, List<Judge> judges)
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
            StageContext context, Options options, Budget budget, EvalSource source, LanguageModel model)
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
            StageContext context, Options options, EvalSource source, Paced paced, Concurrency concurrency)
            throws IOException {
        Path log = context.checkpoint().resolve(LOG);
        RunOptions run = new RunOptions(
                answers(context.seed()),
                options.epochs(),
                concurrency.most() + 64,
                Duration.ofDays(30),
                setup(options, source));
        RunResult result =
                EvaluationRun.run(paced, List.of(source.task()), run, log, context.progress(), context::cancelled);
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
                ScorerError.ofOption(options.scorerError()));
        report.unmeasured().forEach(context.progress()::note);
        return report.result();
    }

    private static Map<String, String> setup(Options options, EvalSource source) {
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
