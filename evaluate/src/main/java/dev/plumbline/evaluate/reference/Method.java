package dev.plumbline.evaluate.reference;

import java.util.Map;
import java.util.function.Supplier;

/// How the cases of one method are answered.
@FunctionalInterface
interface Method {
    /// The outputs by name, each computed when asked for, so that one may be undefined and others not. A value may be a
    /// number, a text, an array, a list, a map by name, an estimate (its interval's ends) or a supplier of one of
    /// these.
    Map<String, Supplier<?>> of(Input in);
}
