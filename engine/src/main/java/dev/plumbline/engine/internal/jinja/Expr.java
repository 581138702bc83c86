package dev.plumbline.engine.internal.jinja;

import java.util.List;
import java.util.Optional;

/// An expression of a template; each knows its line, from 1.
sealed interface Expr {
    int line();

    /// A value that is spelt out.
    record Constant(int line, Value value) implements Expr {}

    /// A variable.
    record Name(int line, String name) implements Expr {}

    /// `object.name`: an attribute or, failing that, an item.
    record Attribute(int line, Expr of, String name) implements Expr {}

    /// `object[key]`: an item or, failing that, an attribute.
    record Item(int line, Expr of, Expr key) implements Expr {}

    /// `start:stop:step` inside square brackets.
    record Slice(int line, Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step) implements Expr {}

    /// `callee(…)`.
    record Call(int line, Expr callee, ArgumentList arguments) implements Expr {}

    /// `input | name(…)`.
    record Filter(int line, Expr input, String name, ArgumentList arguments) implements Expr {}

    /// `input is name …`.
    record Test(int line, Expr input, String name, ArgumentList arguments) implements Expr {}

    /// `[…]`, or `(…)` if `tuple`.
    record Listing(int line, List<Expr> items, boolean tuple) implements Expr {}

    /// `{key: value, …}`.
    record Dictionary(int line, List<Entry> entries) implements Expr {}

    /// One entry of a dictionary.
    record Entry(Expr key, Expr value) {}

    /// `- x`, `+ x`.
    record Sign(int line, boolean minus, Expr of) implements Expr {}

    /// `not x`.
    record Not(int line, Expr of) implements Expr {}

    /// `a and b`, `a or b`: gives one of its sides, not a boolean.
    record Logic(int line, boolean and, Expr left, Expr right) implements Expr {}

    /// An arithmetic operation: one of `+ - * / // % **`.
    record Arithmetic(int line, String operator, Expr left, Expr right) implements Expr {}

    /// `a ~ b ~ c`.
    record Concatenation(int line, List<Expr> parts) implements Expr {}

    /// `a < b <= c in d`: each operator with the operand to its right.
    record Comparison(int line, Expr first, List<Compared> rest) implements Expr {}

    /// One operator of a comparison, `==`, `!=`, `<`, `<=`, `>`, `>=`, `in` or `not in`, and what stands right of it.
    record Compared(String operator, Expr right) {}

    /// `a if condition else b`; without `else` the other value is undefined.
    record Choice(int line, Expr condition, Expr then, Optional<Expr> otherwise) implements Expr {}

    /// The input of a filter block or of a filtered `set` block: what the block printed.
    record Captured(int line) implements Expr {}

    /// What stands between the parentheses of a call.
    ///
    /// @param more `*sequence`
    /// @param moreNamed `**mapping`
    record ArgumentList(List<Expr> positional, List<Named> named, Optional<Expr> more, Optional<Expr> moreNamed) {
        static final ArgumentList NONE = new ArgumentList(List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /// `name=value` in a call.
    record Named(String name, Expr value) {}
}
