package dev.plumbline.evaluate.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxLimits;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ScriptedModel;
import dev.plumbline.model.ToolOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SolversTest {
    private final List<CompletionRequest> seen = new ArrayList<>();

    private Solution solve(Solver<String> solver, Function<CompletionRequest, String> script) {
        ScriptedModel model = new ScriptedModel("m", request -> {
            seen.add(request);
            return script.apply(request);
        });
        Sample<String> sample = new Sample<>("q", Conversation.ask("Two plus two?"), "4");
        return solver.solve(sample, new Asker(model, Sampling.at(1, 32), new Seed(3)));
    }

    @Test
    void examplesComeBeforeTheQuestionAndAfterTheSystemMessage() {
        Solver<String> solver = Solvers.<String>fewShot(List.of(new Solvers.Example("One plus one?", "2")));
        solve(solver.told("Be short."), request -> "4");

        assertThat(seen.getFirst().conversation().messages())
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(seen.getFirst().conversation().lastContent()).isEqualTo("Two plus two?");
    }

    @Test
    void aChainOfThoughtAsksForALineThatScorersRead() {
        Solution solution = solve(Solvers.chainOfThought(), request -> "2 and 2.\nANSWER: 4");
        assertThat(seen.getFirst().conversation().lastContent()).contains("ANSWER: ");
        assertThat(Reading.finalAnswer(solution.answer().text())).contains("4");
    }

    @Test
    void theMajorityOfDrawsWinsAndEachDrawHasASeedOfItsOwn() {
        String[] said = {"ANSWER: 5", "ANSWER: 4", "none", "ANSWER: 4", "ANSWER: 5", "ANSWER: 4"};
        Solution solution =
                solve(Solvers.majority(Solver.plain(), 6, Reading::finalAnswer), request -> said[seen.size() - 1]);

        assertThat(solution.answer().text()).isEqualTo("ANSWER: 4");
        assertThat(solution.exchanges()).hasSize(7);
        assertThat(seen.stream().map(CompletionRequest::seed).distinct()).hasSize(6);
    }

    @Test
    void aScriptKeepsAllThatWasSaid() {
        Solution solution = solve(Solvers.script(List.of("Sure?", "Really?")), request -> "reply " + seen.size());
        assertThat(solution.answer().text()).isEqualTo("reply 3");
        assertThat(solution.exchange("answer").talk().messages()).hasSize(6);
        assertThat(solution.exchange("answer").replies()).hasSize(3);
    }

    @Test
    void oneThatTellsNoProbabilitiesCannotRank() {
        assertThatThrownBy(() -> solve(Solvers.likeliest(truth -> List.of("A", "B")), request -> "A"))
                .hasMessageContaining("log-probabilities");
    }

    @Nested
    class Tools {
        private final Tool adder = Tool.of("add", "adds two numbers", input -> {
            String[] parts = input.split(" ", -1);
            return String.valueOf(Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
        });

        private ToolLoop<String> loop(int turns, long tokens) {
            return new ToolLoop<>(List.of(adder), turns, tokens, Duration.ofSeconds(10));
        }

        @Test
        void areUsedUntilTheModelAnswers() {
            Solution solution = solve(loop(5, 1000), request -> {
                String last = request.conversation().lastContent();
                return last.startsWith("RESULT add: ") ? "It is " + last.substring(12) : "Let me see.\nCALL add: 2 2";
            });
            assertThat(solution.answer().text()).isEqualTo("It is 4");
            assertThat(seen).hasSize(2);
        }

        @Test
        void areCalledSeveralAtOnceAndTheirResultsStandInOneMessage() {
            Solution solution = solve(loop(5, 1000), request -> {
                String last = request.conversation().lastContent();
                return last.startsWith("RESULT ") ? last : "CALL add: 1 1\nCALL add: 2 2";
            });
            assertThat(solution.answer().text()).isEqualTo("RESULT add: 2\nRESULT add: 4");
        }

        @Test
        void areOfferedInItsOwnWayToAModelThatTakesThem() {
            List<CompletionRequest> asked = new ArrayList<>();
            LanguageModel model = new LanguageModel() {
                @Override
                public String name() {
                    return "takes tools";
                }

                @Override
                public boolean takesTools() {
                    return true;
                }

                @Override
                public Completion complete(CompletionRequest request) {
                    asked.add(request);
                    String text = asked.size() == 1 ? "CALL add: 1 1\nCALL add: 2 2" : "done";
                    return new Completion(text, FinishReason.STOP, 0, 0);
                }
            };
            Sample<String> sample = new Sample<>("s", Conversation.ask("What?"), "truth");
            Solution solution = loop(5, 1000).solve(sample, new Asker(model, Sampling.greedy(9), new Seed(1)));

            assertThat(asked.getFirst().tools()).containsExactly(new ToolOffer("add", "adds two numbers"));
            assertThat(asked.getFirst().conversation()).isEqualTo(sample.prompt());
            assertThat(solution.exchanges().getLast().talk().messages())
                    .containsExactly(
                            Message.user("What?"),
                            Message.assistant("CALL add: 1 1\nCALL add: 2 2"),
                            Message.user("RESULT add: 2"),
                            Message.user("RESULT add: 4"),
                            Message.assistant("done"));
        }

        @Test
        void areNotUsedForEver() {
            assertThat(solve(loop(3, 1000), request -> "CALL add: 1 1").answer().text())
                    .startsWith("CALL");
            assertThat(seen).hasSize(3);
            seen.clear();
            solve(loop(99, 10), request -> "CALL add: 1 1");
            assertThat(seen).hasSizeLessThan(5);
        }

        @Test
        void thatFailOrDoNotExistSaySo() {
            List<String> results = new ArrayList<>();
            solve(loop(3, 1000), request -> {
                results.add(request.conversation().lastContent());
                return seen.size() == 1 ? "CALL add: x y" : "CALL rm: -rf /";
            });
            assertThat(results.get(1)).isEqualTo("RESULT add: the tool failed");
            assertThat(results.get(2)).isEqualTo("RESULT rm: there is no such tool");
        }

        @Test
        void thatAreProgramsGetTheModelsWordsOnStandardInputAlone() {
            SandboxLimits limits = new SandboxLimits(Duration.ofSeconds(10), 512, 20);
            ProcessTool tool =
                    new ProcessTool("cat", "repeats", List.of("cat"), Sandbox.of(CodeRuns.LIMITS_ALONE, limits));
            assertThat(tool.call("$(touch /tmp/x); hello")).isEqualTo("$(touch /tmp/x); hel [cut]");
            ProcessTool slow = new ProcessTool(
                    "sleep",
                    "waits",
                    List.of("sleep", "30"),
                    Sandbox.of(CodeRuns.LIMITS_ALONE, limits.within(Duration.ofMillis(200))));
            assertThat(slow.call("")).isEqualTo("stopped, because its time was over");
        }
    }
}
