package dev.plumbline.study.stages;

import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.study.Option;
import dev.plumbline.study.StageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What is asked of whom, how patiently, and for how much.
public record EvalOptions(
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

        @Option(
                doc = "when enough samples have been asked, by looks at the figure that do not spoil it; never unless"
                        + " width, above or below is given",
                defaultValue = "{}")
        StopOptions stop,

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

        @Option(doc = "most money, in the currency of the prices; 0 for no limit", range = ">= 0", defaultValue = "0.0")
        double maxCost,

        @Option(doc = "price of a million tokens read", range = ">= 0", defaultValue = "0.0")
        double priceRead,

        @Option(doc = "price of a million tokens written", range = ">= 0", defaultValue = "0.0")
        double priceWritten)
        implements StageOptions {
    public EvalOptions {
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
