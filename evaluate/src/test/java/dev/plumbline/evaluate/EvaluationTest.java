package dev.plumbline.evaluate;

import static dev.plumbline.evaluate.Tasks.SEED;
import static dev.plumbline.evaluate.Tasks.questionOf;
import static dev.plumbline.evaluate.Tasks.saysYes;
import static dev.plumbline.evaluate.Tasks.yesOrNo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ScriptedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static TaskResult<String> run(LanguageModel model, Task<String> task) {
        return Evaluation.run(model, task, SEED, Progress.NONE);
    }

    private static Map<String, Outcome<String>> byId(TaskResult<String> result) {
        Map<String, Outcome<String>> outcomes = new HashMap<>();
        result.outcomes().forEach(outcome -> outcomes.put(outcome.sample().id(), outcome));
        return outcomes;
    }

    @Nested
    class AResult {
        @Test
        void doesNotDependOnTheSizeOfBatches() {
            Task<String> task = yesOrNo(50);
            TaskResult<String> one = Evaluation.run(saysYes(0.4), task, SEED, Progress.NONE, 1);
            assertThat(Evaluation.run(saysYes(0.4), task, SEED, Progress.NONE, 7))
                    .isEqualTo(one);
            assertThat(Evaluation.run(saysYes(0.4), task, SEED, Progress.NONE)).isEqualTo(one);
        }

        @Test
        void doesNotDependOnTheOrderOfSamples() {
            Task<String> task = yesOrNo(50, 10);
            List<Sample<String>> shuffled = new ArrayList<>(task.samples());
            Collections.shuffle(shuffled, new java.util.Random(3));
            Task<String> other = new Task<>(task.name(), shuffled, task.sampling(), task.measures(), task.scorer());
            TaskResult<String> straight = run(saysYes(0.4), task);
            TaskResult<String> mixed = run(saysYes(0.4), other);
            assertThat(byId(mixed)).isEqualTo(byId(straight));
            assertThat(mixed.estimate("yes")).isEqualTo(straight.estimate("yes"));
        }

        @Test
        void doesNotDependOnWhatElseIsInTheTask() {
            Map<String, Outcome<String>> few = byId(run(saysYes(0.4), yesOrNo(10)));
            assertThat(byId(run(saysYes(0.4), yesOrNo(50)))).containsAllEntriesOf(few);
        }

        @Test
        void changesWithTheSeed() {
            TaskResult<String> other = Evaluation.run(saysYes(0.4), yesOrNo(50), SEED.derive("other"), Progress.NONE);
            assertThat(other.values("yes"))
                    .isNotEqualTo(run(saysYes(0.4), yesOrNo(50)).values("yes"));
        }

        @Test
        void ofNoSamplesIsEmpty() {
            assertThat(run(saysYes(1), yesOrNo(0)).outcomes()).isEmpty();
        }
    }

    @Nested
    class WhatGoesWrong {
        /// Breaks on three questions, wherever they stand in a batch.
        private final LanguageModel breaking = new ScriptedModel("breaking", request -> {
            String question = questionOf(request);
            if (question.equals("q003") || question.equals("q004") || question.equals("q019")) {
                throw new IllegalStateException("no answer to " + question);
            }
            return "yes";
        });

        @Test
        void marksTheSamplesThatBreakAndAnswersTheRest() {
            TaskResult<String> result = run(breaking, yesOrNo(20));
            assertThat(result.outcomes()).hasSize(20);
            assertThat(result.estimate("yes").n()).isEqualTo(17);
            assertThat(result.estimate("yes").missing()).isEqualTo(Map.of("failed", 3));
            assertThat(byId(result).get("q019"))
                    .isInstanceOfSatisfying(
                            Outcome.Unanswered.class,
                            outcome -> assertThat(((Score.Missing) outcome.score()).detail())
                                    .isEqualTo("no answer to q019"));
        }

        @Test
        void keepsTheTasksOrder() {
            assertThat(run(breaking, yesOrNo(20)).outcomes())
                    .extracting(outcome -> outcome.sample().id())
                    .isSorted();
        }

        @Test
        void aDeadModelLeavesEverySampleFailedAndNoEstimate() {
            TaskResult<String> result = run(
                    new ScriptedModel("dead", request -> {
                        throw new IllegalStateException("connection refused");
                    }),
                    yesOrNo(30));
            assertThat(result.missing("yes")).isEqualTo(Map.of("failed", 30));
            assertThatThrownBy(() -> result.estimate("yes"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED))
                    .hasMessageContaining("{failed=30}");
        }

        @Test
        void countsEveryReasonOnItsOwn() {
            TaskResult<String> result = run(
                    new ScriptedModel("mixed", request -> switch (questionOf(request)) {
                        case "q000" -> "declined";
                        case "q001", "q002" -> "I think that, on balance,";
                        case "q003" -> throw new IllegalStateException(new TimeoutException("30 s"));
                        default -> "no";
                    }),
                    yesOrNo(10));
            assertThat(result.estimate("yes").n()).isEqualTo(6);
            assertThat(result.estimate("yes").missing())
                    .isEqualTo(Map.of("refused", 1, "unparsable", 2, "timed out", 1));
        }

        @Test
        void aScorerThatBreaksFailsItsSampleAlone() {
            Task<String> plain = yesOrNo(5);
            Task<String> broken =
                    new Task<>("broken", plain.samples(), plain.sampling(), plain.measures(), (sample, answer) -> {
                        if (sample.id().equals("q002")) {
                            throw new ArithmeticException("by zero");
                        }
                        return sample.id().equals("q003") ? Score.of("yes", 0.5) : Score.of("yes", true);
                    });
            TaskResult<String> result = run(saysYes(1), broken);
            assertThat(result.missing("yes")).isEqualTo(Map.of("failed", 2));
            assertThat(result.outcomes().get(2).answer()).isEqualTo("yes");
        }

        @Test
        void aModelThatGivesTooFewAnswersFailsRatherThanShifts() {
            LanguageModel short1 = new LanguageModel() {
                @Override
                public String name() {
                    return "short";
                }

                @Override
                public Completion complete(CompletionRequest request) {
                    return new Completion("yes", FinishReason.STOP, 0, 0);
                }

                @Override
                public List<Completion> completeAll(List<CompletionRequest> requests, Progress progress) {
                    return List.of();
                }
            };
            assertThat(run(short1, yesOrNo(4)).missing("yes")).isEqualTo(Map.of("failed", 4));
        }

        @Test
        void cancellationEndsTheWholeEvaluation() {
            LanguageModel cancelled = new ScriptedModel("cancelled", request -> {
                throw new PlumblineException(ErrorCode.CANCELLED, "interrupted");
            });
            assertThatThrownBy(() -> run(cancelled, yesOrNo(4)))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    @Nested
    class AMeter {
        @Test
        void goesFromNothingToAllSamples() {
            List<Long> steps = new ArrayList<>();
            List<String> tasks = new ArrayList<>();
            Progress progress = new Progress() {
                @Override
                public Meter start(String task, long total, String unit) {
                    tasks.add(task + ": " + total + " " + unit);
                    return (done, figures) -> steps.add(done);
                }

                @Override
                public void note(String line) {}
            };
            Evaluation.run(saysYes(0.5), yesOrNo(10), SEED, progress, 4);
            assertThat(tasks).containsExactly("yes-or-no on yes-0.5: 10 samples");
            assertThat(steps).contains(1L, 10L).allMatch(done -> done >= 0 && done <= 10);
            assertThat(steps.getLast()).isEqualTo(10);
        }
    }
}
