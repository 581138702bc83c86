package dev.plumbline.evaluate.score;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.judge.AnswerJudge;
import dev.plumbline.evaluate.judge.LabelledAnswer;
import dev.plumbline.evaluate.judge.LabelledPair;
import dev.plumbline.evaluate.judge.PairJudge;
import dev.plumbline.evaluate.judge.Verdict;
import dev.plumbline.model.ModelFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Judges that are models, asked about all of a file at once so that they can be held against labels.
///
/// They are asked exactly as scorers ask them, see [Judge].
public final class ModelJudges {
    private ModelJudges() {}

    /// Two answers in the order in which they are shown.
    private record Ordered(String prompt, String first, String second) {}

    /// A judge of single answers that says yes or no.
    ///
    /// @param name how reports name it
    /// @param criterion what a yes means, in the words of a question
    /// @param answers what it will be asked about: every one is asked now
    /// @throws PlumblineException CANCELLED if the thread is interrupted
    public static AnswerJudge answers(String name, Judge judge, String criterion, List<LabelledAnswer> answers) {
        Map<LabelledAnswer, Verdict> verdicts = asked(answers, answer -> verdict(judge, criterion, answer));
        return new AnswerJudge() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Verdict judge(LabelledAnswer answer) {
                Verdict known = verdicts.get(answer);
                return known == null ? verdict(judge, criterion, answer) : known;
            }
        };
    }

    private static Verdict verdict(Judge judge, String criterion, LabelledAnswer answer) {
        Map<String, String> shown = new LinkedHashMap<>();
        if (!answer.prompt().isEmpty()) {
            shown.put("question", answer.prompt());
        }
        shown.put("answer", answer.answer());
        return switch (said(judge, criterion, List.of("yes", "no"), shown)) {
            case Judge.Verdict.Given given ->
                new Verdict.Called(
                        given.label().equals("yes"),
                        OptionalDouble.empty(),
                        given.evidence().getFirst());
            case Judge.Verdict.None none -> new Verdict.Absent(none.reason());
        };
    }

    /// A judge of pairs.
    ///
    /// @param criterion what makes an answer better
    /// @param pairs what it will be asked about, in both orders: all of them are asked now
    /// @throws PlumblineException as [#answers]
    public static PairJudge pairs(String name, Judge judge, String criterion, List<LabelledPair> pairs) {
        Set<Ordered> orders = new LinkedHashSet<>();
        for (LabelledPair pair : pairs) {
            orders.add(new Ordered(pair.prompt(), pair.chosen(), pair.rejected()));
            orders.add(new Ordered(pair.prompt(), pair.rejected(), pair.chosen()));
        }
        Map<Ordered, PairJudge.Preference> preferences =
                asked(List.copyOf(orders), order -> preference(judge, criterion, order));
        return new PairJudge() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Preference prefer(String prompt, String first, String second) {
                Ordered order = new Ordered(prompt, first, second);
                Preference known = preferences.get(order);
                return known == null ? preference(judge, criterion, order) : known;
            }
        };
    }

    private static PairJudge.Preference preference(Judge judge, String criterion, Ordered order) {
        Map<String, String> shown = new LinkedHashMap<>();
        if (!order.prompt().isEmpty()) {
            shown.put("question", order.prompt());
        }
        shown.put("first", order.first());
        shown.put("second", order.second());
        String question = "Which answer is better, first or second? " + criterion;
        return switch (said(judge, question, List.of("first", "second"), shown)) {
            case Judge.Verdict.Given given ->
                given.label().equals("first") ? PairJudge.Preference.FIRST : PairJudge.Preference.SECOND;
            case Judge.Verdict.None none -> PairJudge.Preference.NONE;
        };
    }

    /// What the judge says; a judge that breaks gives no verdict, for that reason.
    private static Judge.Verdict said(Judge judge, String question, List<String> labels, Map<String, String> shown) {
        try {
            return judge.ask(question, labels, shown);
        } catch (ModelFailure e) {
            boolean late = e.kind() == ModelFailure.Kind.TIMED_OUT;
            return new Judge.Verdict.None(
                    late ? MissingReason.TIMED_OUT : MissingReason.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /// Asks about all of them, each on a virtual thread; how many are in flight is up to the judge's model.
    private static <A, B> Map<A, B> asked(List<A> about, Function<A, B> ask) {
        List<Callable<B>> calls = new ArrayList<>();
        about.forEach(one -> calls.add(() -> ask.apply(one)));
        Map<A, B> said = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<B>> answers = threads.invokeAll(calls);
            for (int i = 0; i < about.size(); i++) {
                said.put(about.get(i), answers.get(i).get());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while the judge was asked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        }
    }
}
