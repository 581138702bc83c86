package dev.plumbline.engine.internal.jinja;

import java.util.List;
import java.util.Optional;

/// A statement of a template, or a piece of its text; each knows its line, from 1.
sealed interface Stmt {
    int line();

    /// Text that is printed as it stands.
    record Data(int line, String text) implements Stmt {}

    /// `{{ … }}`.
    record Print(int line, Expr value) implements Stmt {}

    /// `if`, each `elif`, `else`.
    record If(int line, List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

    /// A condition and what is done if it holds.
    record Branch(Expr condition, List<Stmt> body) {}

    /// `for target in items if filter recursive`.
    record For(
            int line,
            Target target,
            Expr items,
            Optional<Expr> filter,
            boolean recursive,
            List<Stmt> body,
            List<Stmt> otherwise)
            implements Stmt {}

    /// `break`.
    record Break(int line) implements Stmt {}

    /// `continue`.
    record Continue(int line) implements Stmt {}

    /// `set target = value`.
    record Set(int line, Target target, Expr value) implements Stmt {}

    /// `set target` … `endset`; the value is made of what the body printed.
    record SetBlock(int line, Target target, Expr value, List<Stmt> body) implements Stmt {}

    /// `with a = 1, b = 2`.
    record With(int line, List<Binding> bindings, List<Stmt> body) implements Stmt {}

    /// A target and its value.
    record Binding(Target target, Expr value) {}

    /// `macro name(…)`.
    record MacroDefinition(int line, String name, MacroBody macro) implements Stmt {}

    /// `call(…) callee(…)`: calls with a `caller` that renders the body.
    record CallBlock(int line, MacroBody caller, Expr.Call call) implements Stmt {}

    /// `filter name(…)`; the value is made of what the body printed.
    record FilterBlock(int line, Expr value, List<Stmt> body) implements Stmt {}

    /// `generation`: what the assistant says.
    record Generation(int line, List<Stmt> body) implements Stmt {}

    /// `block name`: its body, in a scope of its own, since there is nothing to inherit from.
    record Block(int line, List<Stmt> body) implements Stmt {}

    /// A statement that needs further templates, such as `include`; running it fails.
    record NeedsLoader(int line, String tag) implements Stmt {}

    /// What a value is bound to.
    sealed interface Target {
        /// A variable.
        record Variable(String name) implements Target {}

        /// An attribute of a namespace.
        record Attribute(String namespace, String name) implements Target {}

        /// Several targets, which share out a sequence.
        record Several(List<Target> targets) implements Target {}
    }

    /// Parameters and body of a macro.
    ///
    /// @param defaults those of the last parameters
    /// @param uses which of the names `caller`, `varargs` and `kwargs` occur in the body
    record MacroBody(List<String> parameters, List<Expr> defaults, List<Stmt> body, java.util.Set<String> uses) {}
}
