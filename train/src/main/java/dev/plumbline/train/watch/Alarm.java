package dev.plumbline.train.watch;

import java.util.Map;
import java.util.Optional;

/// Looks at a training's figures as they come and says when one of them shows that something is wrong. It remembers
/// what it has seen, so each training needs its own; it speaks up once, when the trouble begins, and again only if
/// the trouble had passed.
public interface Alarm {
    /// Short and stable, such as `kl`.
    String name();

    /// Takes in the figures after an update.
    ///
    /// @param step in rising order
    /// @param figures by name, as a training's curves call them; those that an alarm does not know are ignored
    Optional<Warning> observe(long step, Map<String, Double> figures);
}
