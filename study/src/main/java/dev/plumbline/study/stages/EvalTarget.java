package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.suite.Suite;
import dev.plumbline.model.CommandModel;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import dev.plumbline.model.http.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model that is asked through something other than our engine, as a person names it: `URL#MODEL`, a program
/// as `command:PROGRAM ARGUMENT…`, or `planted:RATE`, a scripted model that has a suite's failure at a known
/// rate.
public sealed interface EvalTarget {
    String COMMAND = "command:";
    String PLANTED = "planted:";

    /// How an endpoint is offered tools.
    enum Tools {
        /// In its protocol's own way at hosts that are known to take them so, else as text.
        KNOWN,
        /// In its protocol's own way.
        NATIVE,
        /// Explained in the system message.
        TEXT
    }

    /// A model that is open until it is closed.
    record Open(LanguageModel model, AutoCloseable end) implements AutoCloseable {
        @Override
        public void close() {
            try {
                end.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Opens it.
    ///
    /// @param task what it will be asked
    /// @param suite where the task came from, if it is one
    /// @param timeout longest wait for one answer
    Open open(Task<Known> task, Optional<Suite> suite, Duration timeout);

    /// Whether a name means such a model, rather than one of this machine.
    static boolean isTarget(String name) {
        return Endpoint.isAddress(name) || name.startsWith(COMMAND) || name.startsWith(PLANTED);
    }

    /// The rate of failure that a name plants; empty if it names no scripted model.
    static OptionalDouble plantedRate(String name) {
        return name.startsWith(PLANTED)
                ? OptionalDouble.of(Double.parseDouble(name.substring(PLANTED.length())))
                : OptionalDouble.empty();
    }

    /// What a name means.
    ///
    /// @param protocol of an endpoint; empty to go by its address
    /// @param key the environment variable that holds an endpoint's key; empty for none
    /// @param tools how an endpoint is offered tools
    /// @throws PlumblineException BAD_ARGUMENT if it means nothing
    static EvalTarget of(String name, String protocol, String key, Tools tools) {
        if (name.startsWith(COMMAND)) {
            return new Program(words(name.substring(COMMAND.length())));
        }
        if (name.startsWith(PLANTED)) {
            return new Planted(name.substring(PLANTED.length()));
        }
        Endpoint endpoint = Endpoint.of(name);
        Endpoint spoken = protocol.isEmpty() ? endpoint : endpoint.speaking(Protocol.of(protocol));
        return new Web(
                switch (tools) {
                    case KNOWN -> spoken;
                    case NATIVE -> spoken.offeredTools(true);
                    case TEXT -> spoken.offeredTools(false);
                },
                key);
    }

    /// Behind a URL.
    record Web(Endpoint endpoint, String key) implements EvalTarget {
        @Override
        public Open open(Task<Known> task, Optional<Suite> suite, Duration timeout) {
            HttpModel model = new HttpModel(endpoint.within(timeout), ApiKey.from(System.getenv(), key));
            return new Open(model, model);
        }
    }

    /// A program that speaks JSON lines, see [CommandModel].
    record Program(List<String> command) implements EvalTarget {
        public Program {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, COMMAND + " names no program; write " + COMMAND + "PROGRAM ARGUMENT…");
            }
        }

        @Override
        public Open open(Task<Known> task, Optional<Suite> suite, Duration timeout) {
            CommandModel model = new CommandModel(COMMAND + String.join(" ", command), command, timeout);
            return new Open(model, model);
        }
    }

    /// A scripted model that fails a suite's samples at a known rate.
    record Planted(String rate) implements EvalTarget {
        public Planted {
            if (!rate.matches("0(?:\\.\\d{1,6})?|1(?:\\.0{1,6})?|\\.\\d{1,6}")) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, PLANTED + rate + ": the rate must lie in [0, 1], such as planted:0.2");
            }
        }

        @Override
        public Open open(Task<Known> task, Optional<Suite> suite, Duration timeout) {
            LanguageModel model = suite.orElseThrow(() -> new PlumblineException(
                            ErrorCode.BAD_ARGUMENT,
                            PLANTED + rate + ": only suites have planted replies, and " + task.name() + " is a task"))
                    .planted(task, Double.parseDouble(rate), new Seed(1));
            return new Open(model, () -> {});
        }
    }

    /// Words apart by blanks; quoted ones may have blanks inside. No shell reads them.
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*+)\"|'([^']*+)'|(\\S++)").matcher(text);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }
}
