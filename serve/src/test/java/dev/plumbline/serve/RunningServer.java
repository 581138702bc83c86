package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.CheckpointModel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on a loopback port for the tests of one class, and a client of it. After each test nothing may have been
/// logged, and nothing may be left under way.
final class RunningServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    static final int ROWS = 4;
    static final int QUEUE = 4;
    static final String CHAT = "/chat/completions";
    static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"is the wall true?\"}]";
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<String> log = new CopyOnWriteArrayList<>();
    private @Nullable Path folder;
    private @Nullable CheckpointModel model;
    private @Nullable ModelServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("serve");
        model = TinyModel.open(folder);
        server = ModelServer.start(model(), options(), this::log);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(log).isEmpty();
        await(() -> server().active() == 0 && server().waiting() == 0);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server().close();
        model().close();
        try (Stream<Path> left = Files.walk(Objects.requireNonNull(folder))) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    CheckpointModel model() {
        return Objects.requireNonNull(model);
    }

    ModelServer server() {
        return Objects.requireNonNull(server);
    }

    void log(String line) {
        log.add(line);
    }

    static ServeOptions options() {
        return new ServeOptions(
                new InetSocketAddress("127.0.0.1", 0), "", ROWS, QUEUE, 1 << 20, Duration.ofMillis(100));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server().url() + path)).header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> post(String path, String body) {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /// The answer to a request that is one: these fields for the one model.
    JsonNode answered(String path, String fields) {
        HttpResponse<String> response = post(path, "{\"model\":\"tiny\"," + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /// The data of a stream's events.
    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
