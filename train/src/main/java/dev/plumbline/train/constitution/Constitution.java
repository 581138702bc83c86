package dev.plumbline.train.constitution;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What a model is to hold to, written down.
///
/// @param title in a few words
/// @param version which state of the text; a label stays true only for the version that it was made under
/// @param principles at least one, no id twice
/// @param prompts the words in which a model is asked to apply them
public record Constitution(String title, String version, List<Principle> principles, Prompts prompts) {
    public Constitution {
        principles = List.copyOf(principles);
        if (title.isBlank() || version.isBlank()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a constitution needs a title and a version");
        }
        if (principles.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a constitution needs at least one principle");
        }
        Set<String> seen = new HashSet<>();
        for (Principle principle : principles) {
            if (!seen.add(principle.id())) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "two principles are called \"" + principle.id() + "\"; a label could not say which decided");
            }
        }
    }

    /// One of the principles, each as probable as its weight is large.
    public Principle draw(RandomGenerator random) {
        double total = principles.stream().mapToDouble(Principle::weight).sum();
        double left = random.nextDouble() * total;
        for (Principle principle : principles) {
            left -= principle.weight();
            if (left < 0) {
                return principle;
            }
        }
        return principles.getLast();
    }

    /// The principle of this id.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none
    public Principle principle(String id) {
        return principles.stream()
                .filter(principle -> principle.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        title + " " + version + " has no principle \"" + id + "\"; there are "
                                + principles.stream().map(Principle::id).toList()));
    }
}
