package dev.plumbline.evaluate.score;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.SchemaLoader;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import tools.jackson.core.JacksonException;

/// Whether a text is JSON that keeps to a schema. References to other places are not followed.
final class JsonSchemaCheck {
    private final Schema schema;

    /// @throws PlumblineException BAD_ARGUMENT if the schema is malformed
    JsonSchemaCheck(String text) {
        try {
            this.schema = SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12,
                            builder -> builder.schemaLoader(
                                    (SchemaLoader.Builder loader) -> loader.fetchRemoteResources(false)))
                    .getSchema(text, InputFormat.JSON);
            schema.initializeValidators();
        } catch (SchemaException | JacksonException | IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a JSON schema is malformed (" + e.getMessage() + "); mend it", e);
        }
    }

    boolean holds(String answer) {
        try {
            return schema.validate(unfenced(answer), InputFormat.JSON).isEmpty();
        } catch (JacksonException | IllegalArgumentException | StackOverflowError e) {
            return false;
        }
    }

    /// Without the fence that models like to put around code.
    static String unfenced(String answer) {
        String text = answer.strip();
        if (text.startsWith("```") && text.endsWith("```") && text.length() > 6) {
            int line = text.indexOf('\n');
            return line < 0 ? text : text.substring(line + 1, text.length() - 3).strip();
        }
        return text;
    }
}
