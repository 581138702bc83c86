package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;

/// A sum of small numbers, worked from left to right, such as `7 plus 1 minus 2`.
///
/// @param first the number it starts from
/// @param steps what is done to it, in order, at least one
public record Sum(int first, List<Step> steps) {
    public Sum {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a sum needs at least one step");
        }
    }

    /// One operation of a sum on what came before it.
    ///
    /// @param plus whether it adds; otherwise it takes away
    /// @param operand the number it adds or takes away
    public record Step(boolean plus, int operand) {
        int apply(int value) {
            return plus ? value + operand : value - operand;
        }

        String text() {
            return (plus ? "plus " : "minus ") + operand;
        }
    }

    /// What it comes to.
    public int value() {
        int value = first;
        for (Step step : steps) {
            value = step.apply(value);
        }
        return value;
    }

    /// The sum in words and digits: `7 plus 1 minus 2`.
    public String text() {
        StringBuilder text = new StringBuilder(Integer.toString(first));
        for (Step step : steps) {
            text.append(' ').append(step.text());
        }
        return text.toString();
    }

    /// Its written steps, one sentence each without a full stop: `7 plus 1 is 8`, `8 minus 2 is 6`.
    public List<String> work() {
        List<String> work = new ArrayList<>();
        int value = first;
        for (Step step : steps) {
            int next = step.apply(value);
            work.add(value + " " + step.text() + " is " + next);
            value = next;
        }
        return List.copyOf(work);
    }

    /// Every sum of one step with operands from 1 to `limit` and a result of at least 1.
    static List<Sum> single(int limit) {
        List<Sum> sums = new ArrayList<>();
        for (int a = 1; a <= limit; a++) {
            for (Step step : steps(a, limit)) {
                sums.add(new Sum(a, List.of(step)));
            }
        }
        return sums;
    }

    /// Every sum of exactly `length` steps each of which, alone, is one of `single(limit)`: who knows those and works
    /// in steps knows these.
    static List<Sum> chains(int limit, int length) {
        List<Sum> chains = single(limit);
        for (int done = 1; done < length; done++) {
            List<Sum> longer = new ArrayList<>();
            for (Sum sum : chains) {
                if (sum.value() <= limit) {
                    for (Step step : steps(sum.value(), limit)) {
                        longer.add(sum.then(step));
                    }
                }
            }
            chains = longer;
        }
        return chains;
    }

    private static List<Step> steps(int from, int limit) {
        List<Step> steps = new ArrayList<>();
        for (int b = 1; b <= limit; b++) {
            steps.add(new Step(true, b));
            if (b < from) {
                steps.add(new Step(false, b));
            }
        }
        return steps;
    }

    private Sum then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Sum(first, longer);
    }
}
