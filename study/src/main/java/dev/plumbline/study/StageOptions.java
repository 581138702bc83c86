package dev.plumbline.study;

import java.nio.file.Path;
import java.util.List;

/// The options of one kind of stage: a record whose components all carry [Option].
///
/// Allowed component types: `String`, `int`, `long`, `double`, `boolean`, enums, nested records, `List` of these, and
/// `Map` from `String` to these. The compact constructor checks ranges and names the option as a study file spells it
/// (`beta must be positive, not -1`), so that the error can point at its line.
public interface StageOptions {
    /// The names of the earlier stages whose output this stage uses, in any order; each once.
    List<String> inputs();

    /// Files and folders outside of the run that this stage reads; their content becomes part of the stage's identity.
    default List<Path> files() {
        return List.of();
    }
}
