package dev.plumbline.evaluate.run;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A model that is asked with care: no more at once than it bears, again where that may help, within a budget,
/// from a cache where the answer is known. Blocks; made for virtual threads. Give one to a judge as well.
public final class Paced implements LanguageModel, RanksAnswers {
    private final LanguageModel model;
    private final AdaptiveLimit limit;
    private final Patience patience;
    private final Budget budget;
    private final Optional<ResponseCache> cache;
    private final Map<ModelFailure.Kind, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder cached = new LongAdder();

    /// Without a cache.
    public Paced(LanguageModel model, Concurrency concurrency, Patience patience, Budget budget) {
        this(model, concurrency, patience, budget, Optional.empty());
    }

    private Paced(
            LanguageModel model,
            Concurrency concurrency,
            Patience patience,
            Budget budget,
            Optional<ResponseCache> cache) {
        this.model = model;
        this.limit = new AdaptiveLimit(concurrency);
        this.patience = patience;
        this.budget = budget;
        this.cache = cache;
    }

    /// With a cache, which whoever opened it closes.
    public static Paced cached(
            LanguageModel model, Concurrency concurrency, Patience patience, Budget budget, ResponseCache cache) {
        return new Paced(model, concurrency, patience, budget, Optional.of(cache));
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public boolean takesTools() {
        return model.takesTools();
    }

    /// The answer, from the cache or the model, after as many attempts as patience allows.
    ///
    /// @throws ModelFailure the last failure, where asking again is no use or the time is over
    /// @throws PlumblineException CANCELLED if the thread is interrupted or the budget is spent
    @Override
    public Completion complete(CompletionRequest request) {
        String key = cache.isPresent() ? ResponseCache.key(model.name(), request) : "";
        Optional<Completion> known = cache.flatMap(answers -> answers.find(key));
        if (known.isPresent()) {
            cached.increment();
            return known.get();
        }
        try {
            Budget.Reserved reserved = budget.reserve(request);
            Completion answer;
            try {
                answer = persist(request.seed(), () -> Hedge.ask(model, request, patience.hedge()));
            } catch (RuntimeException e) {
                budget.failed(reserved);
                throw e;
            }
            budget.answered(reserved, request, answer);
            cache.ifPresent(answers -> answers.add(key, answer));
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + name() + " was asked", e);
        }
    }

    /// Ranks through the model, with the same care but for budget and cache.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the model cannot
    @Override
    public double[] rank(Conversation prompt, List<String> answers) {
        if (!(model instanceof RanksAnswers ranking)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, name() + " tells no log-probabilities; score the answer's text instead");
        }
        Budget.Reserved reserved = new Budget.Reserved(0, 0);
        try {
            CompletionRequest asked = new CompletionRequest(prompt, Sampling.greedy(1), new Seed(0));
            reserved = budget.reserve(asked);
            double[] ranks = persist(new Seed(0), () -> ranking.rank(prompt, answers));
            budget.answered(reserved, asked, new Completion("", dev.plumbline.core.FinishReason.LENGTH, 0, 1));
            return ranks;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + name() + " was asked", e);
        }
    }

    private <A> A persist(Seed seed, Supplier<A> ask) throws InterruptedException {
        long deadline = System.nanoTime() + patience.deadline().toNanos();
        @Nullable RandomGenerator jitter = null;
        for (int made = 1; ; ) {
            long queued = System.nanoTime();
            AdaptiveLimit.Place place = limit.take(deadline - queued);
            if (place == null) {
                throw late("the endpoint asks to be left alone for longer");
            }
            // How long the line is says nothing about this request.
            deadline += System.nanoTime() - queued;
            ModelFailure failure;
            try {
                A answer = ask.get();
                limit.answered();
                return answer;
            } catch (ModelFailure e) {
                failure = e;
            } catch (RuntimeException e) {
                limit.failed();
                throw e;
            }
            failures.computeIfAbsent(failure.kind(), kind -> new LongAdder()).increment();
            jitter = jitter == null ? seed.derive("pause").generator() : jitter;
            Duration pause = patience.pause(failure, made, jitter);
            if (failure.kind() == ModelFailure.Kind.RATE_LIMITED) {
                limit.refused(place, pause);
            } else {
                limit.failed();
            }
            if (!patience.again(failure, made)) {
                throw failure;
            }
            if (System.nanoTime() + pause.toNanos() - deadline >= 0) {
                throw late("the last of " + made + " attempts ended with: " + failure.getMessage());
            }
            Thread.sleep(pause);
            made += failure.kind() == ModelFailure.Kind.RATE_LIMITED ? 0 : 1;
        }
    }

    private ModelFailure late(String why) {
        String message = name() + ": no answer within " + patience.deadline().toSeconds() + " s; " + why;
        return new ModelFailure(ModelFailure.Kind.TIMED_OUT, message, null, new TimeoutException(message));
    }

    /// How often a request failed, by kind; each attempt counts.
    public Map<ModelFailure.Kind, Long> failures() {
        Map<ModelFailure.Kind, Long> counts = new TreeMap<>();
        failures.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /// How many requests the cache answered.
    public long fromCache() {
        return cached.sum();
    }

    /// How many requests may be in flight as of now.
    public int limit() {
        return limit.limit();
    }

    public int inFlight() {
        return limit.inFlight();
    }

    /// The most requests that were in flight at once.
    public int mostInFlight() {
        return limit.mostInFlight();
    }

    Budget budget() {
        return budget;
    }
}
