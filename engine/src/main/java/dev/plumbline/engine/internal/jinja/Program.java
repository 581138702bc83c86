package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TemplateException;
import dev.plumbline.engine.TemplateException.Kind;
import dev.plumbline.engine.TextSpan;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A template, parsed: the only door into this package. May be used by many threads.
public final class Program {
    private static final int LONGEST_SOURCE = 1_000_000;

    private final String place;
    private final List<Stmt> statements;

    private Program(String place, List<Stmt> statements) {
        this.place = place;
        this.statements = statements;
    }

    /// What a template printed.
    ///
    /// @param spans where `generation` blocks printed, in code points
    public record Page(String text, List<TextSpan> spans) {}

    /// Parses a template.
    ///
    /// @param place its name, for error messages
    /// @throws TemplateException SYNTAX if it is not valid, LIMIT if it is too long or nested too deeply
    public static Program parse(String place, String source) {
        if (source.length() > LONGEST_SOURCE) {
            throw new TemplateException(
                    Kind.LIMIT, place, 1, "the template is longer than " + LONGEST_SOURCE + " characters", null);
        }
        try {
            return new Program(place, StatementParser.parse(source));
        } catch (SyntaxFailure e) {
            throw new TemplateException(e.limit() ? Kind.LIMIT : Kind.SYNTAX, place, e.line(), e.what(), e);
        } catch (StackOverflowError e) {
            throw new TemplateException(Kind.LIMIT, place, 1, "the template is nested too deeply", e);
        }
    }

    /// Renders the template.
    ///
    /// @param variables JSON-like values: maps with text keys, lists, text, numbers, booleans and null
    /// @param clock what `strftime_now` tells
    /// @throws TemplateException if it fails, refuses, or exceeds a limit
    public Page render(Map<String, ?> variables, Clock clock) {
        Variables values = new Variables();
        Map<String, Value> given = values.of(variables);
        Run run = new Run(clock, values.characters());
        Executor executor = new Executor(run);
        try {
            executor.run(statements, Scope.of(Globals.all()).with(given));
            if (executor.spansLost()) {
                throw Failure.value("a 'generation' block inside a macro or a captured block has no place in the text; "
                        + "move it to where the text is printed");
            }
        } catch (Failure e) {
            throw new TemplateException(e.kind(), place, run.line(), explained(e), e);
        } catch (StackOverflowError e) {
            throw new TemplateException(
                    Kind.LIMIT, place, run.line(), "the template nests its values or calls too deeply", e);
        }
        return new Page(executor.page(), executor.spans());
    }

    private static String explained(Failure failure) {
        return switch (failure.kind()) {
            case RAISED -> "the template refuses the conversation: " + failure.what();
            case UNDEFINED ->
                failure.what() + "; give the messages or options what the template reads, or take another template";
            case VALUE, SYNTAX, SECURITY, LIMIT -> failure.what();
        };
    }
}
