import dev.plumbline.core.Seed;
import dev.plumbline.model.mock.Fault;
import dev.plumbline.model.mock.MockChat;
import dev.plumbline.model.mock.MockEndpoint;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// A mock endpoint in a process of its own: prints its address and serves until its standard input ends.
///
/// Answers "The answer is 7" to everything; with `--sums`, "What is 12 plus 7?" with the sum, wrong where the first number
/// is a multiple of 4. Faults: `--fault drop=.2`, any of drop, stall, reset, truncate, busy, error, bad-gateway,
/// invalid-json, drip, lie; `--fault all=.2` for every one.
public final class Mock {
    public static void main(String[] args) throws Exception {
        int port = 0;
        Duration latency = Duration.ZERO;
        Map<Fault, Double> faults = new EnumMap<>(Fault.class);
        long seed = 0;
        MockChat chat = MockChat.always("The answer is 7");
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--port" -> port = Integer.parseInt(args[++i]);
                case "--latency" -> latency = Duration.ofMillis(Long.parseLong(args[++i]));
                case "--seed" -> seed = Long.parseLong(args[++i]);
                case "--fault" -> add(faults, args[++i]);
                case "--sums" -> chat = new MockChat(body -> sum(MockChat.asked(body)));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        try (MockEndpoint endpoint = MockEndpoint.start(chat, port, latency, faults, new Seed(seed))) {
            System.out.println(endpoint.url() + "#mock");
            System.out.flush();
            while (System.in.read() >= 0) {
                // Wait for the end of the input.
            }
            System.err.printf(
                    Locale.ROOT,
                    "mock: %d served, %d broken, %d connections, at most %d in flight%n",
                    endpoint.served(),
                    endpoint.broken(),
                    endpoint.connections(),
                    endpoint.mostInFlight());
        }
    }

    private static void add(Map<Fault, Double> faults, String setting) {
        String name = setting.substring(0, setting.indexOf('='));
        double rate = Double.parseDouble(setting.substring(name.length() + 1));
        for (Fault fault : Fault.values()) {
            if (name.equals("all") || fault.label().equals(name)) {
                faults.put(fault, rate);
            }
        }
    }

    private static String sum(String question) {
        int number = Integer.parseInt(question.replaceAll("\\D+(\\d+) plus.*", "$1"));
        return String.valueOf(number % 4 == 0 ? 0 : number + 7);
    }
}
