package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.serve.ModelServer;
import dev.plumbline.serve.ServeOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline serve`: a model behind an OpenAI-compatible port.
@Command(
        name = "serve",
        description = {
            "Serve a model on an OpenAI-compatible port until it is stopped (Ctrl-C or kill).",
            "It then finishes what it has begun. Beyond this machine it asks for the token in " + "PLUMBLINE_TOKEN."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline serve --model my-checkpoint",
            "  plumbline serve -m runs/NAME/models/sft --port 9000 --name assistant",
            "  plumbline serve -m my-checkpoint --precision auto --threads 2",
            "  PLUMBLINE_TOKEN=$(openssl rand -hex 24) plumbline serve -m my-checkpoint --host 0.0.0.0",
            "  curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json' \\",
            "    -d '{\"model\": \"my-checkpoint\", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}'"
        })
final class ServeCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 50;

    private final Shell shell;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            defaultValue = "harbor",
            description = "harbor, harbor:small, a checkpoint folder, or RUN/models/NAME (default: ${DEFAULT-VALUE}).")
    private String model = "harbor";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What clients call the model (default: the last part of --model).")
    private String name = "";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen; beyond loopback PLUMBLINE_TOKEN must be set (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "64",
            description = "Answers that are written at once (default: ${DEFAULT-VALUE}).")
    private int rows = 64;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "256",
            description = "Answers that may wait; more are refused with status 429 (default: ${DEFAULT-VALUE}).")
    private int queue = 256;

    @Mixin
    private ComputeArguments compute = new ComputeArguments();

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to finish what was begun when stopped (default: ${DEFAULT-VALUE}).")
    private int drain = 300;

    @Option(names = "--json", description = "Print one JSON object on standard output once the server is ready.")
    private boolean json;

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535 || drain < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "--port must lie in [0, 65535] and --drain must be 0 or more; not " + port + ", " + drain);
        }
        ServeOptions options = ServeOptions.local(port, rows, queue)
                .at(new InetSocketAddress(host, port), shell.environment().getOrDefault("PLUMBLINE_TOKEN", ""));
        shell.cancellation().hold();
        try (CheckpointModel opened = SpeakingModel.open(shell, model, servedName(), compute)) {
            shell.err().println(ComputeArguments.said(opened));
            try (ModelServer server = ModelServer.start(opened, options, shell.err()::println)) {
                ready(server, opened.name());
                while (!shell.cancellation().requested()) {
                    Thread.sleep(POLL_MILLIS);
                }
                finish(server);
            }
        }
        return ExitStatus.OK;
    }

    private void ready(ModelServer server, String served) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("ready", true);
            object.put("url", server.url());
            object.put("model", served);
            object.put("pid", ProcessHandle.current().pid());
            object.putAll(ComputeArguments.fields());
            shell.out().println(Json.line(object));
        } else {
            shell.out().println(TerminalText.oneLine(served) + " is served on " + server.url());
        }
        shell.out().flush();
    }

    private void finish(ModelServer server) {
        if (server.active() + server.waiting() > 0) {
            shell.err()
                    .println("stopping: finishing " + (server.active() + server.waiting()) + " answers, " + drain
                            + " seconds at most");
        }
        if (!server.drain(Duration.ofSeconds(drain))) {
            shell.err().println("stopping: " + (server.active() + server.waiting()) + " answers are cut off");
        }
    }

    private String servedName() {
        if (!name.isEmpty()) {
            return name;
        }
        String trimmed = model.replaceAll("[/\\\\]+$", "");
        return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
    }
}
