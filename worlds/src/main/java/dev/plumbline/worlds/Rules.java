package dev.plumbline.worlds;

/// The rules of a world as data: a record whose numbers can be changed, and that can be applied to any fitting
/// map.
public interface Rules {
    /// These rules on this map.
    ///
    /// Fails with [dev.plumbline.core.ErrorCode#BAD_DATA], naming row and column, where the map does not fit: an
    /// unknown symbol, no start, no exit.
    Dynamics on(GridMap map);
}
