import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Mean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs one small study for each method and seed in a process of its own, and makes one table of what came out. Run by
/// bench/effects.
final class Effects {
    private static final List<String> PARTS =
            List.of("correct", "harmless", "helpful", "honest", "brief", "wellFormed");

    private static final String LINE = """
            title: What %s does
            seed: 1
            threads: 1
            stages:
              - {name: base, kind: model, model: harbor}
              - name: sft
                kind: sft
                from: base
                steps: 80
                rate: 0.00001
                optimiser: {method: muon}
              - name: feedback
                kind: feedback
                from: sft
                prompts: 3000
                raters: {truthful: {}}
            """;

    private static final String REWARD = """
              - name: reward
                kind: reward-model
                from: sft
                feedback: feedback
                group: truthful
                steps: 240
                rate: 0.001
                optimiser: {method: muon}
            """;

    private static final String AUDIT = """
              - name: audit
                kind: audit
                per-family: 100
                models: [sft, %s]
                planted: []
            """;

    private static final String PAIRS = "feedback: feedback\n    group: truthful\n    steps: 240\n    rate: 0.00001\n"
            + "    optimiser: {method: muon, matrix-rate: 0.01}\n    evaluation: {kl-prompts: 128}\n";

    /// For losses that nothing but the size of a step holds to the form of answers.
    private static final String GENTLY = PAIRS.replace("0.01}", "0.004}");

    private static final String POLICY = "prompts: {count: 2000}\n    rate: 0.00001\n    steps: 80\n"
            + "    optimiser: {method: muon, matrix-rate: 0.01}\n    evaluation: {kl-prompts: 128}\n";

    /// What each method's stage says beside its name.
    private static Map<String, String> methods() {
        Map<String, String> methods = new LinkedHashMap<>();
        // The chosen answers' own likelihood keeps the form of answers, which the loss alone lets go (RPO, Pang et al. 2024).
        methods.put("dpo", "kind: dpo\n    from: sft\n    extras: {mix: {likelihood: 1}}\n    " + PAIRS);
        methods.put("dpo-alone", "kind: dpo\n    from: sft\n    " + PAIRS);
        methods.put("ipo", "kind: dpo\n    from: sft\n    loss: ipo\n    extras: {mix: {likelihood: 1}}\n    " + PAIRS);
        methods.put("kto", "kind: unpaired\n    from: sft\n    " + GENTLY);
        methods.put("orpo", "kind: reference-free\n    from: sft\n    likelihood-of: prompts-and-answers\n    " + GENTLY);
        methods.put(
                "simpo",
                "kind: reference-free\n    from: sft\n    loss: simpo\n    beta: 2\n    gamma: 1\n    likelihood: 1\n    "
                        + PAIRS);
        methods.put("grpo", "kind: group-policy\n    from: sft\n    reward: {model: reward}\n    " + POLICY);
        methods.put(
                "rloo",
                "kind: group-policy\n    from: sft\n    reward: {model: reward, normalised: true}\n"
                        + "    baseline: leave-one-out\n    group: 4\n    kl-in-reward: 0.05\n"
                        + "    loss: {kind: answer-clip}\n    " + POLICY);
        methods.put(
                "ppo",
                "kind: ppo\n    from: sft\n    reward: {model: reward, normalised: true}\n    value-from: reward-model\n"
                        + "    sampling: {prompts: 128, epochs: 4}\n    " + POLICY);
        methods.put(
                "best-of-n",
                "kind: best-of-n\n    from: sft\n    reward: {model: reward}\n    "
                        + POLICY);
        methods.put("grpo-gold", "kind: group-policy\n    from: sft\n    reward: {rule: harbor}\n    " + POLICY);
        return methods;
    }

    /// One run.
    ///
    /// @param figures by `model name`
    private record Outcome(Map<String, Estimate> figures, double seconds, double megabytes) {}

    private final String plumbline;
    private final Path folder;

    private Effects(String plumbline, Path folder) {
        this.plumbline = plumbline;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int first = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        int last = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        List<String> chosen = Arrays.asList(arguments).subList(Math.min(3, arguments.length), arguments.length);
        Effects effects = new Effects(arguments[0], Files.createTempDirectory("plumbline-effects-"));
        System.out.println("| method | seeds | gold utility before | after | change | " + String.join(" | ", PARTS)
                + " | KL spent | facts | sums | seconds | MB |");
        System.out.println("|---".repeat(PARTS.size() + 10) + "|");
        for (Map.Entry<String, String> method : methods().entrySet()) {
            if (chosen.isEmpty() || chosen.contains(method.getKey())) {
                List<Outcome> outcomes = new ArrayList<>();
                for (int seed = first; seed <= last; seed++) {
                    outcomes.add(effects.run(method.getKey(), method.getValue(), seed));
                }
                System.out.println(row(method.getKey(), outcomes));
            }
        }
    }

    private Outcome run(String method, String stage, int seed) throws IOException, InterruptedException {
        boolean learned = stage.contains("model: reward");
        Path study = Files.writeString(
                folder.resolve(method + ".yaml"),
                LINE.formatted(method) + (learned ? REWARD : "") + "  - name: " + method + "\n    " + stage
                        + AUDIT.formatted(method));
        Path out = folder.resolve(method + "-" + seed + ".json");
        Process process = new ProcessBuilder(
                        plumbline, "run", study.toString(), "--set", "seed=" + seed, "--runs",
                        folder.resolve("runs").toString(), "--json", "--quiet")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long peak = 0;
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peak(process));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(method + " seed " + seed + ": exit status " + process.exitValue());
        }
        List<String> lines = Files.readAllLines(out);
        return outcome(JsonMapper.shared().readTree(lines.getLast()), method, peak / 1024.0);
    }

    /// The largest resident memory of the process and its children so far, in KiB; 0 where the system does not tell.
    private static long peak(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(handle -> {
                    try (Stream<String> status = Files.lines(Path.of("/proc/" + handle.pid() + "/status"))) {
                        return status.filter(line -> line.startsWith("VmHWM:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .findFirst()
                                .orElse(0);
                    } catch (IOException e) {
                        return 0;
                    }
                })
                .max()
                .orElse(0);
    }

    private static Outcome outcome(JsonNode summary, String method, double megabytes) {
        Map<String, Estimate> figures = new TreeMap<>();
        for (JsonNode one : summary.get("estimates")) {
            figures.put(
                    one.get("model").asString() + " " + one.get("name").asString(),
                    new Estimate(
                            one.get("value").asDouble(),
                            one.get("low").asDouble(),
                            one.get("high").asDouble(),
                            .95,
                            "as reported",
                            one.get("n").asInt(),
                            Map.of()));
        }
        double seconds = 0;
        for (JsonNode stage : summary.get("stages")) {
            seconds += stage.get("name").asString().equals(method) ? stage.get("seconds").asDouble() : 0;
        }
        return new Outcome(figures, seconds, megabytes);
    }

    private static String row(String method, List<Outcome> outcomes) {
        List<String> cells = new ArrayList<>(List.of(method, Integer.toString(outcomes.size())));
        cells.add(over(outcomes, "sft gold utility"));
        cells.add(over(outcomes, method + " gold utility"));
        cells.add(change(outcomes, method, "gold utility"));
        PARTS.forEach(part -> cells.add(change(outcomes, method, "part: " + part)));
        cells.add(over(outcomes, method + " KL spent"));
        cells.add(change(outcomes, method, "facts"));
        cells.add(change(outcomes, method, "sums"));
        cells.add(String.format(
                Locale.ROOT, "%.0f", outcomes.stream().mapToDouble(Outcome::seconds).average().orElseThrow()));
        cells.add(String.format(
                Locale.ROOT, "%.0f", outcomes.stream().mapToDouble(Outcome::megabytes).max().orElseThrow()));
        return "| " + String.join(" | ", cells) + " |";
    }

    /// A figure over seeds: its mean with a t-interval; with one seed the figure with its own interval.
    private static String over(List<Outcome> outcomes, String figure) {
        double[] values = outcomes.stream()
                .mapToDouble(outcome -> outcome.figures().get(figure).value())
                .toArray();
        Estimate shown = values.length == 1
                ? outcomes.getFirst().figures().get(figure)
                : Mean.of(values).interval(.95);
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", shown.value(), shown.low(), shown.high());
    }

    /// After less before, over seeds with a t-interval; with one seed without one.
    private static String change(List<Outcome> outcomes, String method, String figure) {
        double[] values = outcomes.stream()
                .mapToDouble(outcome -> outcome.figures().get(method + " " + figure).value()
                        - outcome.figures().get("sft " + figure).value())
                .toArray();
        if (values.length == 1) {
            return String.format(Locale.ROOT, "%+.3f", values[0]);
        }
        Estimate shown = Mean.of(values).interval(.95);
        return String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", shown.value(), shown.low(), shown.high());
    }
}
