package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// By how many processes a study is run: by some of this machine, or by one on each of several machines.
final class RankArguments {
    private static final String FILE = "file:";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST_PORT = 65535;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Train in so many processes of this machine: each gets its share of the cores and of every"
                    + " batch. Changes no number but by rounding.")
    private int processes = 1;

    @Option(
            names = "--rendezvous",
            paramLabel = "HOST:PORT",
            description = {
                "Train on several machines: where rank 0 listens and the others find it. Give the same command on each,"
                        + " with its own --rank; --runs must be a folder that all of them reach."
            })
    private String rendezvous = "";

    @Option(names = "--rank", paramLabel = "R", description = "With --rendezvous: the number of this one, from 0.")
    private int rank = -1;

    @Option(names = "--world", paramLabel = "N", description = "With --rendezvous: how many there are in all.")
    private int world;

    @Option(names = "--spawned", hidden = true, description = "Whether another rank started this one.")
    private boolean spawned;

    /// Where ranks meet.
    ///
    /// @param file none if empty
    /// @param host of rank 0, where there is no file
    record Place(String file, String host, int port) {}

    /// The number of this process, 0 to `world - 1`.
    int rank() {
        return Math.max(0, rank);
    }

    /// How many processes there are.
    int world() {
        return rendezvous.isEmpty() ? processes : world;
    }

    /// Whether the other ranks are started by this process.
    boolean starts() {
        return rendezvous.isEmpty() && processes > 1;
    }

    /// Whether another rank started this one, and speaks for it.
    boolean spawned() {
        return spawned;
    }

    /// Where ranks that were started apart meet.
    Place place() {
        if (rendezvous.startsWith(FILE)) {
            return new Place(rendezvous.substring(FILE.length()), "", 0);
        }
        int colon = rendezvous.lastIndexOf(':');
        String host = colon <= 0 ? LOOPBACK : rendezvous.substring(0, colon);
        int port;
        try {
            port = Integer.parseInt(rendezvous.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = 0;
        }
        if (port < 1 || port > HIGHEST_PORT) {
            throw bad("--rendezvous \"" + rendezvous + "\" has no port from 1 to " + HIGHEST_PORT
                    + "; give HOST:PORT of the machine of rank 0, such as 10.0.0.1:29500");
        }
        return new Place("", host, port);
    }

    /// Refuses numbers that do not fit together, and a study that several processes cannot do anything for.
    ///
    /// @throws PlumblineException BAD_ARGUMENT
    void check(Study study) {
        if (processes < 1) {
            throw bad("--processes must be 1 or more, not " + processes);
        }
        if (rendezvous.isEmpty() ? rank >= 0 || world != 0 : processes > 1) {
            throw bad(
                    rendezvous.isEmpty()
                            ? "--rank and --world go with --rendezvous HOST:PORT; for several processes of this machine"
                                    + " give --processes N alone"
                            : "--processes and --rendezvous exclude each other; give --rendezvous, --rank and --world,"
                                    + " and start one command for each rank");
        }
        if (!rendezvous.isEmpty()) {
            if (world < 1 || rank < 0 || rank >= world) {
                throw bad("--rendezvous needs --world N, 1 or more, and --rank R, from 0 to N - 1; found --rank " + rank
                        + " and --world " + world);
            }
            place();
        }
        boolean any =
                study.stages().stream().anyMatch(stage -> stage.kind().stage().shared());
        if (world() > 1 && !any) {
            throw bad("none of the stages ("
                    + study.stages().stream()
                            .map(stage -> stage.name() + ": " + stage.kind().name())
                            .collect(Collectors.joining(", "))
                    + ") can be done by several processes; leave out "
                    + (rendezvous.isEmpty() ? "--processes" : "--rendezvous, --rank and --world"));
        }
    }

    /// What of this a person would type again.
    List<String> words() {
        if (rendezvous.isEmpty()) {
            return processes == 1 ? List.of() : List.of("--processes", "" + processes);
        }
        return List.of("--rendezvous", rendezvous, "--rank", "" + rank, "--world", "" + world);
    }

    /// The command line of another rank, from this one's.
    ///
    /// @param own words as they were given, `--processes N` among them
    /// @param meeting a file that does not exist yet
    List<String> words(List<String> own, Path meeting, int other) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).equals("--processes")) {
                i++;
            } else if (!own.get(i).startsWith("--processes=")) {
                words.add(own.get(i));
            }
        }
        words.addAll(List.of("--rendezvous", FILE + meeting, "--rank", "" + other, "--world", "" + processes));
        words.add("--spawned");
        if (!own.contains("-q") && !own.contains("--quiet")) {
            words.add("--quiet");
        }
        return words;
    }

    private static PlumblineException bad(String message) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, message);
    }
}
