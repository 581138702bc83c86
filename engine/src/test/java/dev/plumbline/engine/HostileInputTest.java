package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Assertions;

/// Whatever a checkpoint's files hold, reading them ends soon, in a value or in an error with a code.
class HostileInputTest {
    private static final String HEADER =
            "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                    + "\"b\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[8,16]}}";

    private static final List<String> TEMPLATE_PIECES = List.of(
            "{% for m in messages %}",
            "{% endfor %}",
            "{% if m %}",
            "{% elif x %}",
            "{% else %}",
            "{% endif %}",
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{%-",
            "-%}",
            "{% set x = 1 %}",
            "{% set x %}",
            "{% endset %}",
            "{% macro f(a, b=1) %}",
            "{% endmacro %}",
            "{{ f(1) }}",
            "{{ f(f) }}",
            "{% raw %}",
            "{% endraw %}",
            "{% generation %}",
            "{% endgeneration %}",
            "{% call f() %}",
            "{% endcall %}",
            "{% filter upper %}",
            "{% endfilter %}",
            "{% with a = 1 %}",
            "{% endwith %}",
            "{% break %}",
            "{% continue %}",
            " m.content ",
            " messages ",
            "[0]",
            "[::-1]",
            "|",
            "upper",
            "length",
            "tojson",
            "(indent=2)",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ".",
            ",",
            ":",
            "=",
            "==",
            "~",
            "+",
            "-",
            "*",
            "**",
            "//",
            "%",
            " not ",
            " in ",
            " is ",
            " and ",
            " or ",
            " if ",
            " else ",
            "defined",
            "none",
            "'a'",
            "\"b\"",
            "'",
            "\\",
            "1",
            "9999999999",
            "1e308",
            "0x1f",
            " range(99999) ",
            " namespace(a=1) ",
            " loop.index ",
            "recursive",
            "\n",
            "  ",
            "é",
            "\ud800",
            "🙂",
            "\u0000",
            "a");

    /// A piece of the text taken out, replaced by another, or doubled.
    record Change(int at, int length, String by) {
        String apply(String text) {
            int from = Math.floorMod(at, text.length() + 1);
            int to = Math.min(text.length(), from + length);
            return text.substring(0, from) + by + text.substring(to);
        }
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        "-1",
                        "0",
                        "9223372036854775807",
                        "1e3",
                        "null",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        ":",
                        "\"",
                        "\\u0000",
                        "\\ud800",
                        "F64",
                        "BOOL",
                        "NOPE",
                        "shape",
                        "dtype",
                        "data_offsets",
                        "__metadata__",
                        "[[[[",
                        "true"),
                Arbitraries.strings().ofMaxLength(4));
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.integers().between(0, 12),
                        pieces)
                .as(Change::new);
        return change.list().ofMaxSize(4).map(changes -> {
            String text = HEADER;
            for (Change one : changes) {
                text = one.apply(text);
            }
            return text;
        });
    }

    @Property(tries = 500, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void aChangedHeaderIsReadOrRefused(@ForAll("headers") String header, @ForAll("lengths") long claimed)
            throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(claimed == 0 ? text.length : claimed).put(text);
        Path file = Files.createTempFile("header", ".safetensors");
        try {
            Files.write(file, all.array());
            try (SafeTensorsFile open = SafeTensorsFile.open(file)) {
                long bytes = open.names().stream()
                        .mapToLong(name -> open.tensor(name).bytes().byteSize())
                        .sum();
                assertThat(bytes).isLessThanOrEqualTo(all.capacity());
            } catch (PlumblineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<Long> lengths() {
        return Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.just(0L)), Tuple.of(2, Arbitraries.longs()));
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of(TEMPLATE_PIECES).list().ofMaxSize(25).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 800, seed = "1")
    void aRandomTemplateIsRenderedOrRefused(@ForAll("templates") String template) {
        endsSoon(template);
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(TEMPLATE_PIECES)
                .filter(piece -> !piece.contains("{%") && !piece.contains("{{"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(pieces -> "{% for m in messages %}{{ " + String.join("", pieces) + " }}{% endfor %}");
    }

    @Property(tries = 800, seed = "1")
    void aRandomExpressionIsPrintedOrRefused(@ForAll("expressions") String template) {
        endsSoon(template);
    }

    private static void endsSoon(String template) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                Rendered rendered = ChatTemplate.parse(template).render(Conversation.ask("hi"), ChatOptions.DEFAULT);
                int length = rendered.text().codePointCount(0, rendered.text().length());
                assertThat(rendered.assistantSpans())
                        .allSatisfy(span -> assertThat(span.end()).isLessThanOrEqualTo(length));
            } catch (TemplateException e) {
                assertThat(e.line()).isPositive();
            }
        });
    }
}
