package dev.plumbline.evaluate.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.score.PairwiseJudge;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFileTest {
    private static final Pattern TICKET = Pattern.compile("\"ticket\": \"([0-9a-f]{8})\", \"evidence\": \\[\"a short");
    private static final String SAMPLES = "samples:\n  - {id: a, prompt: Hello?, target: Goodbye}\n";

    private static Judge judge(String name, Function<CompletionRequest, String> label) {
        return new Judge(
                new ScriptedModel(name, request -> {
                    Matcher ticket = TICKET.matcher(request.conversation().lastContent());
                    return "{\"ticket\": \"" + (ticket.find() ? ticket.group(1) : "none")
                            + "\", \"evidence\": [\"Hello\"], \"verdict\": \"" + label.apply(request) + "\"}";
                }),
                new Seed(4),
                200);
    }

    private static Task<Known> task(String yaml, List<Judge> judges) {
        return TaskFile.parse("task: t\n" + yaml + SAMPLES, "t.yaml", name -> "", judges, CodeRuns.NEVER);
    }

    private static TaskResult<Known> result(Task<Known> task) {
        return Evaluation.run(ScriptedModel.always("Hello there"), task, new Seed(1), Progress.NONE);
    }

    @Test
    void theMajorityOfSeveralJudgesDecides() {
        Judge yes = judge("one", request -> "yes");
        Judge no = judge("other", request -> "no");
        Task<Known> task = task("scorer: {rubric: Is it polite?}\n", List.of(yes, no, yes));
        assertThat(result(task).estimate("rubric").value()).isEqualTo(1);
        assertThat(result(task("scorer: {rubric: Is it polite?}\n", List.of(yes, no, no)))
                        .estimate("rubric")
                        .value())
                .isZero();
    }

    @Test
    void aPairIsJudgedInBothOrders() {
        Judge first = judge("first", request -> "first");
        TaskResult<Known> result = result(task("scorer: {pairwise: It is polite.}\n", List.of(first)));
        assertThat(result.values("wins")).containsEntry("a", 0.5);
        assertThat(result.estimate(PairwiseJudge.INCONSISTENT).value()).isEqualTo(1);
        assertThatThrownBy(() -> task("scorer: {pairwise: It is polite.}\n", List.of(first, first)))
                .hasMessageStartingWith("t.yaml scorer: pairwise takes one judge");
    }

    @Test
    void aModelJudgesItselfOnlyWhereTheFileSaysSo() {
        Judge judge = judge("one", request -> "yes");
        String scorer = "scorer: {rubric: Is it polite?}\n";
        assertThat(((UsesJudges) task(scorer, List.of(judge)).scorer()).mayJudgeItself())
                .isFalse();
        assertThat(((UsesJudges) task("may-judge-itself: true\n" + scorer, List.of(judge))
                                .scorer())
                        .mayJudgeItself())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    solver: {majority: 1}                          | t.yaml solver: a majority needs 2 draws
                    solver: {majority: two}                        | t.yaml solver: needs a number at "majority"
                    solver: {script: []}                           | t.yaml solver: needs a list of texts at "script"
                    solver: {}                                     | t.yaml solver: must be one of
                    solver: {script: [a], majority: 3}             | t.yaml solver: must be one of
                    solver: {tool-loop: {turns: 3}}                | t.yaml solver tool-loop: has no tools
                    solver: {tool-loop: {tools: [{name: a b, use: u, result: r}]}} | t.yaml solver
                    solver: guess                                  | there is no solver "guess"
                    max-tokens: many                               | t.yaml: needs a number at "max-tokens"
                    """)
    void whatIsWrongIsSaidWithItsPlace(String line, String message) {
        assertThatThrownBy(() -> task(line + "\nscorer: exact\n", List.of())).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {pattern: '(['}                                | t.yaml scorer: pattern
                    {rubric: Is it polite?}                        | t.yaml scorer: asks for a judge; name one with --judge
                    {code-tests: {file: a, tests: b, run: [true]}} | t.yaml scorer code-tests: programs run
                    {code-tests: {fil: a}}                         | t.yaml scorer code-tests: has no "fil"
                    best                                           | there is no scorer "best"
                    """)
    void aScorerThatIsNoneIsSaidWithItsPlace(String scorer, String message) {
        assertThatThrownBy(() -> task("scorer: " + scorer + "\n", List.of())).hasMessageContaining(message);
    }

    private static Task<Known> sampled(String scorer, String samples) {
        return TaskFile.parse(
                "task: t\nscorer: " + scorer + "\nsamples: " + samples + "\n",
                "t.yaml",
                name -> "",
                List.of(),
                CodeRuns.NEVER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {a: 1}                                         | t.yaml samples: must be a list
                    [{prompt: Hello?}]                             | t.yaml samples[0]: has no "target"
                    [{prompt: Hello?, target: ''}]                 | t.yaml samples[0]: has no "target"
                    [{prompt: Hello?, target: {a: b}}]             | needs a text, or a list of texts, at "target"
                    [{prompt: Hello?, target: a, minutes: 0}]      | needs a person's time above 0
                    [{prompt: Hello?, target: a, minutes: long}]   | t.yaml samples[0]: needs a number at "minutes"
                    [{prompt: Hello?, target: a, groups: geo}]     | needs a mapping of names to words at "groups"
                    [{prompt: Hello?, target: a, groups: {minutes: b}}] | cannot have a group "minutes"
                    [{prompt: Hello?, target: a, promt: b}]        | t.yaml samples[0]: has no "promt"
                    [Hello?]                                       | t.yaml samples[0]: must be a mapping
                    """)
    void aSampleThatIsNoneIsSaidWithItsPlace(String samples, String message) {
        assertThatThrownBy(() -> sampled("exact", samples)).hasMessageContaining(message);
    }

    @Test
    void whatLooksAtTheAnswerAloneNeedsNoTarget() {
        assertThat(sampled("refusal", "[{prompt: Hello?}]").samples()).hasSize(1);
        assertThat(sampled("{json-schema: {type: object}}", "[{prompt: Hello?}]")
                        .samples())
                .hasSize(1);
    }

    @Test
    void groupsAndTimesAreKnownOfASample() {
        Known known = sampled("exact", "[{prompt: Hello?, target: [a, 2], minutes: 1.5, groups: {topic: geo}}]")
                .samples()
                .getFirst()
                .truth();
        assertThat(known.fields())
                .containsEntry("topic", "geo")
                .containsEntry("minutes", "1.5")
                .containsEntry("target.1", "2");
    }

    private static Task<Known> filed(String fields, String name, String text) {
        return TaskFile.parse(
                "task: t\nscorer: choice\nfile: " + name + "\nfields:\n" + fields,
                "t.yaml",
                asked -> text,
                List.of(),
                CodeRuns.NEVER);
    }

    @Test
    void aPublicFilesFieldsBecomeSamples() {
        Task<Known> task = filed(
                """
                  prompt: "{context} {question}\\n(A) {ans0}\\n(B) {ans1}"
                  target: "{label}"
                  target-values: {0: A, 1: B}
                  id: "{example_id}"
                  groups: {polarity: "{question_polarity}"}
                """,
                "Age.jsonl",
                "{\"example_id\": 7, \"context\": \"Two {ans1} met.\", \"question\": \"Who?\", \"ans0\": \"Ann\","
                        + " \"ans1\": \"Bo\", \"label\": 1, \"question_polarity\": \"neg\"}\n");

        var sample = task.samples().getFirst();
        assertThat(sample.id()).isEqualTo("7");
        assertThat(sample.prompt().lastContent()).isEqualTo("Two {ans1} met. Who?\n(A) Ann\n(B) Bo");
        assertThat(sample.truth().fields()).containsEntry("target", "B").containsEntry("polarity", "neg");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    prompt: '{q}'                                   | d.csv line 2: has no "target"
                    prompt: '{question}', target: '{a}'             | d.csv line 2: "question" is missing (found: q, a)
                    prompt: '{q}', target: '{a}', target-values: {b: B} | d.csv line 2: the target is "x"; target-values has [b]
                    prompt: '{q}', target: '{a}', minutes: '{q}'    | d.csv line 2: minutes are "Hello?"
                    prompt: '{q}', targt: '{a}'                     | t.yaml fields: has no "targt"
                    target: '{a}'                                   | t.yaml fields: needs a text at "prompt"
                    """)
    void aFieldThatIsNoneIsSaidWithItsPlace(String fields, String message) {
        assertThatThrownBy(() -> filed("  {" + fields + "}", "d.csv", "q,a\nHello?,x\n"))
                .hasMessageContaining(message);
    }
}
