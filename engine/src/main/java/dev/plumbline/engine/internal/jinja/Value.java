package dev.plumbline.engine.internal.jinja;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Anything that a template can hold: JSON-like values, what Python makes of them, and the few objects that templates
/// know, such as loops and macros.
sealed interface Value {
    /// What a name, attribute or item that does not exist gives: prints as nothing, fails if used.
    ///
    /// @param why what is said when it is used
    record Undefined(String why) implements Value {}

    /// `none`.
    enum None implements Value {
        NONE
    }

    /// `true` or `false`; counts as 1 or 0 in arithmetic.
    enum Bool implements Value {
        FALSE,
        TRUE;

        static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }

        /// 1 for true, 0 for false.
        long number() {
            return this == TRUE ? 1 : 0;
        }
    }

    /// A whole number of up to [Arithmetic#MOST_BITS] bits.
    record Int(BigInteger value) implements Value {
        static Int of(long value) {
            return new Int(BigInteger.valueOf(value));
        }
    }

    /// A float.
    record Real(double value) implements Value {}

    /// A string; its length and places are counted in code points.
    record Text(String value) implements Value {}

    /// Bytes, each as a character in [0, 255].
    record Bytes(String value) implements Value {}

    /// A list. Never changes.
    record Listing(List<Value> items) implements Value {}

    /// A tuple.
    ///
    /// @param names names of its items, where it has some
    record Tuple(List<Value> items, List<String> names) implements Value {
        static Tuple of(Value... items) {
            return new Tuple(List.of(items), List.of());
        }

        static Tuple of(List<Value> items) {
            return new Tuple(items, List.of());
        }
    }

    /// `range(start, stop, step)`.
    record Range(long start, long stop, long step) implements Value {
        long length() {
            long span = step > 0 ? stop - start : start - stop;
            return span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
        }
    }

    /// Keys, values or items of a dictionary.
    ///
    /// @param kind `dict_keys`, `dict_values` or `dict_items`
    record View(String kind, List<Value> items) implements Value {}

    /// What can be walked through once, such as the result of `map`.
    record Generator(Iterator<Value> items) implements Value {}

    /// A dictionary; see [Dictionary].
    final class Dict implements Value {
        final Dictionary entries;

        Dict(Dictionary entries) {
            this.entries = entries;
        }
    }

    /// Something with attributes that may be called: a function, a loop, a macro, a namespace.
    non-sealed interface Instance extends Value {
        /// Its type, as error messages name it.
        String type();

        /// The attribute of this name, or null if it has none.
        default @Nullable Value attribute(Run run, String name) {
            return null;
        }

        /// Whether it can be called.
        default boolean callable() {
            return false;
        }

        /// Calls it.
        default Value call(Run run, Arguments arguments) {
            throw Failure.value("'" + type() + "' object is not callable");
        }

        /// How it prints.
        default String printed(Run run) {
            return "<" + type() + ">";
        }
    }

    /// A function that is a name and some code.
    record Function(String name, Code code) implements Instance {
        /// What a function does.
        @FunctionalInterface
        interface Code {
            Value call(Run run, Arguments arguments);
        }

        @Override
        public String type() {
            return "function";
        }

        @Override
        public boolean callable() {
            return true;
        }

        @Override
        public Value call(Run run, Arguments arguments) {
            return code.call(run, arguments);
        }

        @Override
        public String printed(Run run) {
            return "<function " + name + ">";
        }
    }
}
