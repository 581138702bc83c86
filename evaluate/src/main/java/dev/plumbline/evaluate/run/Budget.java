package dev.plumbline.evaluate.run;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ToolOffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a run may spend, and what it has spent. Shared by everyone who asks in one run.
///
/// A request starts only when its upper bound (a token for every two bytes read, every allowed token written)
/// still fits beside all that is under way, so that the budget is kept to as far as the endpoint counts truly.
/// Where an endpoint does not say, tokens are taken as a fourth of the characters.
public final class Budget {
    /// What offering one tool takes beside its own words, in characters.
    private static final int TOOL_FORM = 150;

    private final double maxTokens;
    private final double maxMoney;
    private final Price price;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private long read;
    private long written;
    private long requests;
    private long estimated;
    private double reservedTokens;
    private double reservedMoney;
    private boolean over;

    private Budget(double maxTokens, double maxMoney, Price price) {
        this.maxTokens = maxTokens;
        this.maxMoney = maxMoney;
        this.price = price;
    }

    /// Counts, and stops nobody.
    public static Budget unlimited(Price price) {
        return new Budget(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, price);
    }

    /// Stops at a limit.
    ///
    /// @param tokens read and written together; infinite for no limit
    /// @param money in the price's currency; infinite for no limit
    /// @throws PlumblineException BAD_ARGUMENT if a limit is not above 0, or money is limited and costs nothing
    public static Budget of(double tokens, double money, Price price) {
        if (!(tokens > 0) || !(money > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a budget must be above 0, not " + tokens + " tokens and " + money);
        }
        if (Double.isFinite(money) && price.equals(Price.FREE)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a budget in money needs the price of a million tokens; set price-read and price-written");
        }
        return new Budget(tokens, money, price);
    }

    /// What was spent so far.
    ///
    /// @param read tokens
    /// @param written tokens
    /// @param money in the price's currency
    /// @param requests that were answered
    /// @param estimated of these, how many without a count of tokens that can be true
    public record Spent(long read, long written, double money, long requests, long estimated) {}

    public Spent spent() {
        lock.lock();
        try {
            return new Spent(read, written, price.of(read, written), requests, estimated);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a request was turned away.
    public boolean over() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /// What one request reserves.
    record Reserved(long read, long written) {}

    /// Sets aside what a request may cost at most, waiting for others to settle where that may help.
    ///
    /// @throws BudgetOver if it does not fit
    Reserved reserve(CompletionRequest request) throws InterruptedException {
        Reserved most = new Reserved(
                characters(request) / 2 + 8L * request.conversation().messages().size(),
                request.sampling().maxTokens());
        double tokens = most.read() + (double) most.written();
        double money = price.of(most.read(), most.written());
        lock.lockInterruptibly();
        try {
            while (read + written + reservedTokens + tokens > maxTokens
                    || price.of(read, written) + reservedMoney + money > maxMoney) {
                if (over || reservedTokens == 0) {
                    over = true;
                    settled.signalAll();
                    throw new BudgetOver();
                }
                settled.await();
            }
            reservedTokens += tokens;
            reservedMoney += money;
            return most;
        } finally {
            lock.unlock();
        }
    }

    /// Puts what an answer cost in place of what was set aside for it.
    void answered(Reserved reserved, CompletionRequest request, Completion answer) {
        boolean counted = answer.tokens() > 0 && answer.promptTokens() > 0;
        long in = answer.promptTokens() > 0 ? answer.promptTokens() : (characters(request) + 3) / 4;
        long out = answer.tokens() > 0
                ? answer.tokens()
                : Math.min(reserved.written(), (answer.text().length() + 3) / 4 + 1);
        settle(reserved, in, out, 1, counted ? 0 : 1);
    }

    /// Gives back what was set aside for a request that got no answer.
    void failed(Reserved reserved) {
        settle(reserved, 0, 0, 0, 0);
    }

    private void settle(Reserved reserved, long in, long out, int answers, int guesses) {
        lock.lock();
        try {
            reservedTokens -= reserved.read() + (double) reserved.written();
            reservedMoney -= price.of(reserved.read(), reserved.written());
            read += in;
            written += out;
            requests += answers;
            estimated += guesses;
            settled.signal();
        } finally {
            lock.unlock();
        }
    }

    static long characters(CompletionRequest request) {
        long sum = 0;
        for (Message message : request.conversation().messages()) {
            sum += message.content().length();
        }
        for (ToolOffer tool : request.tools()) {
            sum += TOOL_FORM + tool.name().length() + tool.use().length();
        }
        return sum;
    }

    /// The budget does not bear another request.
    static final class BudgetOver extends PlumblineException {
        private static final long serialVersionUID = 1L;

        BudgetOver() {
            super(ErrorCode.CANCELLED, "the budget is spent; raise it and run the same command again");
        }
    }
}
