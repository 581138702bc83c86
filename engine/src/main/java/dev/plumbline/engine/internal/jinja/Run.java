package dev.plumbline.engine.internal.jinja;

import java.time.Clock;

/// One rendering: what it may still use up, and which line it is at.
final class Run {
    /// Evaluations and statements; a conversation of a thousand messages takes some hundred thousand.
    private static final long LEAST_STEPS = 2_000_000;

    /// Nested evaluations, counting those of the macros that are being called.
    private static final int DEEPEST = 700;

    private final Clock clock;
    private final long mostSteps;
    private final long mostCharacters;
    private long steps;
    private long characters;
    private int depth;
    private int line = 1;

    /// @param clock what `strftime_now` tells
    /// @param inputCharacters the size of what is rendered: a longer conversation may take more steps and make more
    /// text
    Run(Clock clock, long inputCharacters) {
        this.clock = clock;
        this.mostSteps = LEAST_STEPS + 10 * inputCharacters;
        this.mostCharacters = 16_000_000 + 100 * inputCharacters;
    }

    Clock clock() {
        return clock;
    }

    /// The line that is being evaluated, from 1.
    int line() {
        return line;
    }

    void at(int newLine) {
        line = newLine;
    }

    /// Counts one step.
    void step() {
        if (++steps > mostSteps) {
            throw Failure.limit("the template takes more than " + mostSteps + " steps");
        }
    }

    /// Counts text (or list items) that is about to be made; ask before making it.
    void spend(long count) {
        characters += count;
        if (count < 0 || characters > mostCharacters) {
            throw Failure.limit("the template makes more than " + mostCharacters + " characters of text");
        }
    }

    /// Counts text that is about to be made by repeating something.
    void spend(long times, long length) {
        spend(times > 0 && length > Long.MAX_VALUE / times ? Long.MAX_VALUE / 2 : Math.max(0, times) * length);
    }

    /// Enters a nested evaluation; [#leave] must follow, unless the rendering ends.
    void enter() {
        step();
        if (++depth > DEEPEST) {
            throw Failure.limit("the template nests its calls too deeply");
        }
    }

    void leave() {
        depth--;
    }
}
