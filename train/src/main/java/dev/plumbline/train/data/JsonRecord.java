package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One line's JSON object, whose fields are handed out checked or refused with the line's number.
record JsonRecord(String file, int line, ObjectNode fields) {
    private static final int MOST_NAMES = 10;

    boolean has(String name) {
        return fields.has(name);
    }

    boolean isText(String name) {
        return fields.path(name).isString();
    }

    boolean isList(String name) {
        return fields.path(name).isArray();
    }

    /// The text of a field that is there.
    ///
    /// @throws PlumblineException BAD_DATA if it is not text
    String text(String name) {
        return text(fields.path(name), '"' + name + '"', "text");
    }

    /// The messages of a field that is there: a list of `{"role", "content"}`; other keys of a message are ignored.
    ///
    /// @throws PlumblineException BAD_DATA if it is anything else or has no message
    List<Message> messages(String name) {
        JsonNode list = fields.path(name);
        if (!list.isArray()) {
            throw mistyped(name, "a list of messages");
        }
        if (list.isEmpty()) {
            throw bad('"' + name + "\" is an empty list; it needs at least one message");
        }
        List<Message> messages = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(list.get(i), '"' + name + "\"[" + i + ']'));
        }
        return messages;
    }

    /// A finite number, or `absent` where the field is missing.
    ///
    /// @throws PlumblineException BAD_DATA if the field is not a finite number
    double number(String name, double absent) {
        if (!has(name)) {
            return absent;
        }
        JsonNode node = fields.path(name);
        if (!node.isNumber()) {
            throw mistyped(name, "a number");
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw bad('"' + name + "\" is too large a number; it must fit a double");
        }
        return value;
    }

    /// True or false of a field that is there.
    ///
    /// @throws PlumblineException BAD_DATA if it is anything else
    boolean flag(String name) {
        JsonNode node = fields.path(name);
        if (!node.isBoolean()) {
            throw mistyped(name, "true or false");
        }
        return node.booleanValue();
    }

    /// A field that is there as a word: text, a finite number or true or false, written as JSON has it.
    ///
    /// @throws PlumblineException BAD_DATA if it is anything else
    String word(String name) {
        JsonNode node = fields.path(name);
        if (node.isString()) {
            return text(name);
        }
        if (!node.isNumber() && !node.isBoolean()) {
            throw mistyped(name, "text, a number, or true or false");
        }
        return node.asString();
    }

    /// The texts of a list that is there, at least one.
    ///
    /// @throws PlumblineException BAD_DATA if it is no list, is empty or holds anything else
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode list = list(name);
        for (int i = 0; i < list.size(); i++) {
            texts.add(text(list.get(i), '"' + name + "\"[" + i + ']', "text"));
        }
        return texts;
    }

    /// Probabilities of a list that is there: true is 1, false 0, a number in [0, 1] itself, null NaN.
    ///
    /// @throws PlumblineException BAD_DATA if it is no list, is empty or holds anything else
    List<Double> probabilities(String name) {
        List<Double> values = new ArrayList<>();
        JsonNode list = list(name);
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.get(i);
            double value = node.isBoolean() ? node.booleanValue() ? 1 : 0 : node.isNumber() ? node.doubleValue() : -1;
            if (!node.isNull() && !(value >= 0 && value <= 1)) {
                throw bad('"' + name + "\"[" + i + "] must be true, false, a number in [0, 1], or null where nobody"
                        + " judged; found " + (node.isNumber() ? node.asString() : kind(node)));
            }
            values.add(node.isNull() ? Double.NaN : value);
        }
        return values;
    }

    private JsonNode list(String name) {
        JsonNode list = fields.path(name);
        if (!list.isArray()) {
            throw mistyped(name, "a list");
        }
        if (list.isEmpty()) {
            throw bad('"' + name + "\" is an empty list; it needs at least one entry");
        }
        return list;
    }

    /// What to throw where `name` is absent; `needs` is a sentence such as `a preference needs "chosen"`.
    PlumblineException missing(String name, String needs) {
        String found = fields.propertyNames().stream()
                .limit(MOST_NAMES)
                .map(key -> Quoted.name(key).replace("\"", ""))
                .collect(Collectors.joining(", "));
        String more = fields.size() > MOST_NAMES ? ", …" : "";
        return bad('"' + name + "\" is missing; " + needs + " (found: " + (found.isEmpty() ? "nothing" : found) + more
                + ')');
    }

    PlumblineException mistyped(String name, String wanted) {
        return bad('"' + name + "\" must be " + wanted + ", not " + kind(fields.path(name)));
    }

    PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, file + " line " + line + ": " + what);
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "text";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    private Message message(JsonNode node, String where) {
        if (!node.isObject()) {
            throw bad(where + " must be an object with \"role\" and \"content\", not " + kind(node));
        }
        Role role = role(text(node.path("role"), where + ".role", "text"), where);
        return new Message(role, text(node.path("content"), where + ".content", "text"));
    }

    private Role role(String label, String where) {
        for (Role role : Role.values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw bad(where + ".role is " + Quoted.name(label) + "; use system, user, assistant or tool");
    }

    private String text(JsonNode node, String where, String wanted) {
        if (!node.isString()) {
            throw bad(where + " must be " + wanted + ", not " + kind(node));
        }
        String text = node.stringValue();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw bad(String.format(
                            "%s holds \\u%04x, half of a surrogate pair and no character; remove it",
                            where, (int) text.charAt(i)));
                }
                i++;
            }
        }
        return text;
    }
}
