package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxLimits;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.evaluate.solve.ProcessTool;
import dev.plumbline.evaluate.solve.Solvers;
import dev.plumbline.evaluate.solve.Tool;
import dev.plumbline.evaluate.solve.ToolLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the solver of a task file.
///
/// @param source how errors name the file
/// @param code whether tools may be programs
record SolverReader(String source, CodeRuns code) {
    Solver<Known> read(JsonNode node) {
        return YamlFile.placed(place(), () -> solver(node));
    }

    private Solver<Known> solver(JsonNode node) {
        if (node.isMissingNode() || node.isString()) {
            return switch (node.asString("plain")) {
                case "plain" -> Solver.plain();
                case "chain-of-thought" -> Solvers.chainOfThought();
                case "self-critique" -> Solvers.selfCritique();
                default ->
                    throw YamlFile.bad(
                            place(),
                            "there is no solver \"" + node.asString("")
                                    + "\"; there are plain, chain-of-thought, self-critique, few-shot, majority, script,"
                                    + " likeliest, tool-loop");
            };
        }
        return switch (YamlFile.onlyKey(
                node, place(), Set.of("few-shot", "majority", "script", "likeliest", "tool-loop"))) {
            case "few-shot" -> Solvers.fewShot(examples(node.path("few-shot")));
            case "majority" ->
                Solvers.majority(
                        Solvers.chainOfThought(),
                        (int) YamlFile.number(node, "majority", 0, place()),
                        text -> Reading.finalAnswer(text).map(Reading::normal));
            case "script" -> Solvers.script(YamlFile.texts(node, "script", place()));
            case "tool-loop" -> toolLoop(node.path("tool-loop"));
            default -> {
                List<String> answers = YamlFile.texts(node, "likeliest", place());
                yield Solvers.likeliest(known -> answers);
            }
        };
    }

    private String place() {
        return source + " solver";
    }

    private List<Solvers.Example> examples(JsonNode node) {
        List<Solvers.Example> examples = new ArrayList<>();
        for (JsonNode one : node) {
            YamlFile.requireKeys(one, place(), Set.of("question", "answer"));
            examples.add(new Solvers.Example(
                    YamlFile.text(one, "question", place()), YamlFile.text(one, "answer", place())));
        }
        return examples;
    }

    private Solver<Known> toolLoop(JsonNode node) {
        String place = place() + " tool-loop";
        YamlFile.requireKeys(node, place, Set.of("tools", "turns", "tokens", "seconds"));
        List<Tool> tools = new ArrayList<>();
        for (JsonNode one : node.path("tools")) {
            tools.add(tool(one, place + " tools[" + tools.size() + "]"));
        }
        if (tools.isEmpty()) {
            throw YamlFile.bad(place, "has no tools; list them, each with name, use, and result or run");
        }
        return new ToolLoop<>(
                tools,
                (int) YamlFile.number(node, "turns", 10, place),
                (long) YamlFile.number(node, "tokens", 20_000, place),
                Duration.ofMillis(Math.round(1000 * YamlFile.number(node, "seconds", 600, place))));
    }

    private Tool tool(JsonNode node, String place) {
        YamlFile.requireKeys(node, place, Set.of("name", "use", "result", "run", "seconds"));
        String name = YamlFile.text(node, "name", place);
        String use = YamlFile.text(node, "use", place);
        if (node.has("run") == node.has("result")) {
            throw YamlFile.bad(place, "needs either a \"result\" that it pretends, or a program to \"run\"");
        }
        if (node.has("result")) {
            String result = node.path("result").asString("");
            return Tool.of(name, use, input -> result);
        }
        double seconds = YamlFile.number(node, "seconds", 10, place);
        SandboxLimits limits = SandboxLimits.USUAL.within(Duration.ofMillis(Math.round(1000 * seconds)));
        return new ProcessTool(
                name, use, YamlFile.texts(node, "run", place), YamlFile.placed(place, () -> Sandbox.of(code, limits)));
    }
}
