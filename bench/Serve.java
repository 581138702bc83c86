import dev.plumbline.core.Seed;
import dev.plumbline.engine.ByteLevelBpe;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SpecialTexts;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.model.Sampling;
import dev.plumbline.serve.ModelServer;
import dev.plumbline.serve.ServeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Tokens per second of a server under load: see bench/serve. Server and clients share the machine.
public final class Serve {
    private static final int NEW = 64;
    private static final Pattern COUNT = Pattern.compile("\"completion_tokens\":(\\d+)");

    private Serve() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(arguments[1]);
        int clients = Integer.parseInt(arguments[2]);
        int threads = arguments[0].equals("S") ? 1 : 0;
        Engine.configure(new EngineOptions(threads, Precision.FLOAT32));
        Path folder = Files.createTempDirectory("plumbline-bench-");
        write(folder, arguments[0]);
        boolean good;
        try (CheckpointModel model = CheckpointModel.open(folder, "bench")) {
            double offline = offline(model, clients);
            try (ModelServer server =
                    ModelServer.start(model, ServeOptions.local(0, clients, clients), System.err::println)) {
                good = load(server, seconds, clients, offline);
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static void write(Path folder, String size) {
        Random random = new Random(1);
        List<String> texts = Stream.generate(() -> random.ints(6, 97, 123)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .limit(20_000)
                .toList();
        int vocabulary = size.equals("S") ? 640 : 8192;
        ByteLevelBpe.train(List.of(String.join(" ", texts)).iterator(), vocabulary, SpecialTexts.USUAL)
                .write(folder, "{% for m in messages %}{{ m.content }}\n{% endfor %}");
        DecoderConfig config = size.equals("S")
                ? DecoderConfig.llama(640, 128, 4, 4, 384, 2048, true)
                : DecoderConfig.llama(8192, 512, 6, 8, 1408, 2048, false);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            Engine.run(() -> {
                try (Decoder decoder = Decoder.fresh(config, new Seed(1))) {
                    Checkpoint.write(decoder, tokenizer.special(), folder);
                }
            });
        }
    }

    /// Tokens per second of one batch of as many rows, the best of two after one that warms up.
    private static double offline(CheckpointModel model, int rows) {
        double best = 0;
        for (int round = 0; round < 3; round++) {
            List<Generator.Prompt> prompts = new ArrayList<>();
            for (int r = 0; r < rows; r++) {
                int[] ids = model.format().tokenizer().encode(prompt(r, round), true).ids();
                prompts.add(new Generator.Prompt(ids, Sampling.at(1, NEW), new Seed(r), written -> false));
            }
            long begin = System.nanoTime();
            Engine.run(() -> new Generator(model.decoder(), Set.of(), rows).generate(prompts, (done, f) -> {}));
            double rate = rows * NEW / ((System.nanoTime() - begin) / 1e9);
            best = round == 0 ? 0 : Math.max(best, rate);
        }
        return best;
    }

    private static String prompt(int client, int round) {
        return "client " + client + " asks for the time number " + round;
    }

    private static boolean load(ModelServer server, int seconds, int clients, double offline) throws Exception {
        AtomicLongArray tokens = new AtomicLongArray(clients);
        Pace[] paces = Stream.generate(Pace::new).limit(clients).toArray(Pace[]::new);
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < clients; c++) {
            int client = c;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; System.nanoTime() < end; round++) {
                    try {
                        long written = ask(server, client, round);
                        tokens.addAndGet(client, written);
                        paces[client].answered(written);
                        answers.incrementAndGet();
                    } catch (Exception failure) {
                        failures.incrementAndGet();
                        System.err.println("client " + client + ": " + failure);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double taken = (System.nanoTime() - begin) / 1e9;
        long[] each = LongStream.range(0, clients).map(c -> tokens.get((int) c)).sorted().toArray();
        long all = LongStream.of(each).sum();
        double rate = Stream.of(paces).mapToDouble(Pace::tokensPerSecond).sum();
        System.out.printf(
                Locale.ROOT,
                "{\"clients\":%d,\"seconds\":%.1f,\"answers\":%d,\"failures\":%d,\"tokens_per_s\":%.1f,"
                        + "\"offline_tokens_per_s\":%.1f,\"share\":%.2f,\"least_client\":%d,\"most_client\":%d}%n",
                clients,
                taken,
                answers.get(),
                failures.get(),
                rate,
                offline,
                rate / offline,
                each[0],
                each[clients - 1]);
        return failures.get() == 0 && rate >= .8 * offline && each[0] >= .5 * all / clients;
    }

    /// What one client gets, from its first answer's end to its last's: neither the warming-up of a server, which the
    /// offline rate leaves out as well, nor the end, when fewer and fewer clients ask. One thread's.
    private static final class Pace {
        private long first;
        private long last;
        private long tokens;

        void answered(long written) {
            last = System.nanoTime();
            if (first == 0) {
                first = last;
            } else {
                tokens += written;
            }
        }

        double tokensPerSecond() {
            return last == first ? 0 : tokens / ((last - first) / 1e9);
        }
    }

    /// Streams one answer to its end; gives its tokens. Over a bare socket: the JDK's client takes more of the processor
    /// for a piece of a stream than the server does, and elsewhere clients have processors of their own.
    private static long ask(ModelServer server, int client, int round) throws IOException {
        String body = "{\"model\":\"bench\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"ignore_eos\":true,\"max_tokens\":" + NEW + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt(client, round) + "\"}]}";
        URI url = URI.create(server.url());
        String request = "POST " + url.getPath() + "/chat/completions HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
        byte[] buffer = new byte[8192];
        StringBuilder all = new StringBuilder();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            }
        }
        Matcher matcher = COUNT.matcher(all);
        long count = matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
        if (!all.toString().startsWith("HTTP/1.1 200") || all.indexOf("data: [DONE]") < 0 || count != NEW) {
            throw new IOException(count + " tokens: " + all);
        }
        return count;
    }
}
