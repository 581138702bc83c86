package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Finds a checkpoint's chat templates. A file of their own goes before what `tokenizer_config.json` holds.
public final class TemplateFiles {
    private static final String DEFAULT = "default";
    private static final String SUFFIX = ".jinja";

    private TemplateFiles() {}

    /// A template and where it is, for error messages.
    public record Source(String place, String text) {}

    /// The templates by name, `default` being the usual one; empty if the folder has none.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if a file is not valid
    public static Map<String, Source> read(Path folder) {
        Map<String, Source> out = new TreeMap<>();
        Path own = folder.resolve("chat_template.jinja");
        if (Files.exists(own)) {
            out.put(DEFAULT, source(own));
            more(folder.resolve("additional_chat_templates"), out);
            return out;
        }
        Path config = folder.resolve("tokenizer_config.json");
        if (Files.exists(config)) {
            configured(config, out);
        }
        return out;
    }

    private static Source source(Path file) {
        return new Source(file.toString(), JsonFile.text(file, ErrorCode.BAD_CHECKPOINT));
    }

    private static void more(Path folder, Map<String, Source> out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .toList();
            for (Path file : files) {
                String name = file.getFileName().toString();
                out.put(name.substring(0, name.length() - SUFFIX.length()), source(file));
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, folder + ": could not be listed (" + e.getMessage() + ")", e);
        }
    }

    private static void configured(Path config, Map<String, Source> out) {
        JsonNode template = JsonFile.read(config, ErrorCode.BAD_CHECKPOINT).path("chat_template");
        if (template.isString()) {
            out.put(DEFAULT, new Source(config + " chat_template", template.stringValue()));
        } else if (template.isArray()) {
            for (JsonNode named : template) {
                if (!named.path("name").isString() || !named.path("template").isString()) {
                    throw bad(config, "each named chat template needs a text \"name\" and \"template\"");
                }
                String name = named.path("name").stringValue();
                String place = config + " chat_template " + Excerpt.quote(name);
                out.put(name, new Source(place, named.path("template").stringValue()));
            }
        } else if (!template.isMissingNode() && !template.isNull()) {
            throw bad(config, "\"chat_template\" is neither text nor a list of named templates");
        }
    }

    private static PlumblineException bad(Path config, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, config + ": " + what);
    }
}
