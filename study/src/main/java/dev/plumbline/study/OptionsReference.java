package dev.plumbline.study;

import dev.plumbline.study.internal.OptionTypes;
import dev.plumbline.study.internal.StudyHead;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;

/// The reference of everything that a study file may say, generated from the records that read it.
public final class OptionsReference {
    private OptionsReference() {}

    /// The whole reference as Markdown: the study's own keys, then each kind of stage.
    public static String markdown(List<StageKind<?>> kinds) {
        StringBuilder text = new StringBuilder("# Study files: all keys and options\n\n")
                .append("Generated from the code; a default shown here is the default in force.\n\n")
                .append("## The study\n\n");
        table(text, StudyHead.class, "");
        text.append("\n`stages` is a list; each stage has a `kind`, a `name` (the kind's, if absent) that is unique")
                .append(" in the study, and the options of its kind.\n");
        for (StageKind<?> kind : kinds) {
            text.append("\n## kind: ")
                    .append(kind.name())
                    .append("\n\n")
                    .append(kind.doc())
                    .append("\n\n");
            table(text, kind.optionsType(), "");
        }
        return text.toString();
    }

    private static void table(StringBuilder text, Class<?> recordType, String prefix) {
        if (prefix.isEmpty()) {
            text.append("| option | type | default | unit | range | meaning |\n|---|---|---|---|---|---|\n");
        }
        for (RecordComponent component : recordType.getRecordComponents()) {
            Option option = OptionTypes.option(component);
            String name = prefix + OptionTypes.kebab(component.getName());
            text.append(String.format(
                    "| `%s` | %s | %s | %s | %s | %s |%n".replace("%n", "\n"),
                    name,
                    cell(OptionTypes.describe(component.getGenericType())),
                    defaultOf(component, option),
                    cell(option.unit()),
                    cell(option.range()),
                    cell(option.doc())));
            nested(text, component.getGenericType(), name);
        }
    }

    private static void nested(StringBuilder text, Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            boolean list = generic.getRawType() == List.class;
            nested(text, arguments[arguments.length - 1], name + (list ? "[]" : ".NAME"));
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            table(text, plain, name + ".");
        }
    }

    private static String defaultOf(RecordComponent component, Option option) {
        if (OptionTypes.required(component)) {
            return "required";
        }
        return option.defaultValue().isEmpty() ? "empty" : "`" + cell(option.defaultValue()) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
