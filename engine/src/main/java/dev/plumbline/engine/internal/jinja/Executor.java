package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TextSpan;
import dev.plumbline.engine.internal.jinja.Stmt.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Runs statements: prints, binds variables, loops.
final class Executor {
    private enum Outcome {
        DONE,
        BREAK,
        CONTINUE
    }

    private final Run run;
    private final Evaluator evaluator;
    private final StringBuilder page = new StringBuilder();
    private final List<TextSpan> spans = new ArrayList<>();
    private boolean spansLost;
    private boolean generating;
    private int counted;
    private int countedPoints;

    Executor(Run run) {
        this.run = run;
        this.evaluator = new Evaluator(run);
    }

    /// Runs a whole template; what it prints is on the page afterwards.
    void run(List<Stmt> template, Scope scope) {
        run(template, scope, page);
    }

    /// What was printed.
    String page() {
        return page.toString();
    }

    /// Where on the page `generation` blocks printed, in code points.
    List<TextSpan> spans() {
        return List.copyOf(spans);
    }

    /// Whether a `generation` block printed elsewhere than on the page, so that its place is unknown.
    boolean spansLost() {
        return spansLost;
    }

    Value value(Expr expr, Scope scope) {
        return evaluator.value(expr, scope);
    }

    /// What the statements print.
    Value text(List<Stmt> body, Scope scope) {
        StringBuilder out = new StringBuilder();
        run(body, scope, out);
        return new Value.Text(out.toString());
    }

    private Outcome run(List<Stmt> body, Scope scope, StringBuilder out) {
        run.enter();
        Outcome outcome = Outcome.DONE;
        for (Stmt stmt : body) {
            run.step();
            run.at(stmt.line());
            outcome = run(stmt, scope, out);
            if (outcome != Outcome.DONE) {
                break;
            }
        }
        run.leave();
        return outcome;
    }

    private Outcome run(Stmt stmt, Scope scope, StringBuilder out) {
        switch (stmt) {
            case Stmt.If branches -> {
                return choose(branches, scope, out);
            }
            case Stmt.With with -> {
                return with(with, scope, out);
            }
            case Stmt.Break b -> {
                return Outcome.BREAK;
            }
            case Stmt.Continue c -> {
                return Outcome.CONTINUE;
            }
            case Stmt.Data data -> print(data.text(), out);
            case Stmt.Print print -> print(Printing.string(run, value(print.value(), scope)), out);
            case Stmt.For loop -> loop(loop, value(loop.items(), scope), 0, scope, out);
            case Stmt.Set set -> assign(set.target(), value(set.value(), scope), scope);
            case Stmt.SetBlock set -> assign(set.target(), captured(set.body(), set.value(), scope), scope);
            case Stmt.FilterBlock filter ->
                print(Printing.string(run, captured(filter.body(), filter.value(), scope)), out);
            case Stmt.MacroDefinition macro ->
                scope.set(macro.name(), new Macro(macro.name(), macro.macro(), scope, this));
            case Stmt.CallBlock call -> callBlock(call, scope, out);
            case Stmt.Generation generation -> generation(generation, scope, out);
            case Stmt.Block block -> run(block.body(), scope.inner(), out);
            case Stmt.NeedsLoader loader ->
                throw Failure.value("'" + loader.tag() + "' needs further templates, of which there are none");
        }
        return Outcome.DONE;
    }

    private void print(String text, StringBuilder out) {
        run.spend(text.length());
        out.append(text);
    }

    private Outcome choose(Stmt.If stmt, Scope scope, StringBuilder out) {
        for (Stmt.Branch branch : stmt.branches()) {
            if (evaluator.truth(branch.condition(), scope)) {
                return run(branch.body(), scope, out);
            }
        }
        return run(stmt.otherwise(), scope, out);
    }

    private Outcome with(Stmt.With stmt, Scope scope, StringBuilder out) {
        Scope inner = scope.inner();
        for (Stmt.Binding binding : stmt.bindings()) {
            assign(binding.target(), value(binding.value(), scope), inner);
        }
        return run(stmt.body(), inner, out);
    }

    private Value captured(List<Stmt> body, Expr value, Scope scope) {
        Scope inner = scope.inner();
        inner.set(Evaluator.CAPTURED, text(body, scope.inner()));
        return value(value, inner);
    }

    private void callBlock(Stmt.CallBlock stmt, Scope scope, StringBuilder out) {
        Value callee = value(stmt.call().callee(), scope);
        Arguments given = evaluator.arguments(stmt.call().arguments(), scope);
        run.at(stmt.line());
        given.named().put("caller", new Macro("caller", stmt.caller(), scope, this));
        print(Printing.string(run, Evaluator.call(run, callee, given)), out);
    }

    private void generation(Stmt.Generation stmt, Scope scope, StringBuilder out) {
        if (generating) { // one within another is part of it
            run(stmt.body(), scope.inner(), out);
            return;
        }
        int from = out.length();
        generating = true;
        run(stmt.body(), scope.inner(), out);
        generating = false;
        if (out == page) {
            int start = codePoints(from);
            spans.add(new TextSpan(start, codePoints(page.length())));
        } else {
            spansLost = true;
        }
    }

    /// How many code points the page has before this index, which never decreases from call to call.
    private int codePoints(int index) {
        countedPoints += page.codePointCount(counted, index);
        counted = index;
        return countedPoints;
    }

    private void assign(Target target, Value value, Scope scope) {
        switch (target) {
            case Target.Variable variable -> scope.set(variable.name(), value);
            case Target.Attribute attribute -> {
                if (!(scope.get(attribute.namespace()) instanceof Namespace namespace)) {
                    throw Failure.value("'" + attribute.namespace()
                            + "' is not a namespace, and only those can be changed; make it by namespace()");
                }
                namespace.set(attribute.name(), value);
            }
            case Target.Several several -> {
                List<Value> items = Types.items(run, value);
                int wanted = several.targets().size();
                if (items.size() != wanted) {
                    throw Failure.value((items.size() < wanted ? "not enough" : "too many")
                            + " values to unpack (expected " + wanted + ", got " + items.size() + ")");
                }
                for (int i = 0; i < wanted; i++) {
                    assign(several.targets().get(i), items.get(i), scope);
                }
            }
        }
    }

    private void loop(Stmt.For stmt, Value items, int depth, Scope scope, StringBuilder out) {
        Iterator<Value> all = Types.iterate(items);
        long length = Types.sized(items) ? Types.length(items) : -1;
        if (stmt.filter().isPresent()) {
            all = new Filtered(stmt, stmt.filter().get(), all, scope);
            length = -1;
        }
        LoopState state = new LoopState(all, length, depth, recursion(stmt, depth, scope));
        @Nullable Value item = state.next();
        if (item == null) {
            run(stmt.otherwise(), scope.inner(), out);
            return;
        }
        while (item != null) {
            run.step();
            Scope inner = scope.inner();
            inner.set("loop", state);
            assign(stmt.target(), item, inner);
            if (run(stmt.body(), inner, out) == Outcome.BREAK) {
                return;
            }
            item = state.next();
        }
    }

    private Optional<BiFunction<Run, Value, Value>> recursion(Stmt.For stmt, int depth, Scope scope) {
        if (!stmt.recursive()) {
            return Optional.empty();
        }
        return Optional.of((r, items) -> {
            StringBuilder out = new StringBuilder();
            run.enter();
            loop(stmt, items, depth + 1, scope, out);
            run.leave();
            return new Value.Text(out.toString());
        });
    }

    /// The items for which a loop's filter holds, tried one by one as the loop goes on.
    private final class Filtered implements Iterator<Value> {
        private final Stmt.For stmt;
        private final Expr filter;
        private final Iterator<Value> all;
        private final Scope scope;
        private @Nullable Value next;

        Filtered(Stmt.For stmt, Expr filter, Iterator<Value> all, Scope scope) {
            this.stmt = stmt;
            this.filter = filter;
            this.all = all;
            this.scope = scope;
        }

        @Override
        public boolean hasNext() {
            while (next == null && all.hasNext()) {
                run.step();
                Value item = all.next();
                Scope inner = scope.inner();
                assign(stmt.target(), item, inner);
                next = evaluator.truth(filter, inner) ? item : null;
            }
            return next != null;
        }

        @Override
        public Value next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Value out = next;
            next = null;
            return out;
        }
    }
}
