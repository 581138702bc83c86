package dev.plumbline.model.http;

import dev.plumbline.model.ModelFailure;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One unencrypted HTTP/1.1 connection (RFC 9112): a request, its whole answer, the next request. For one
/// thread at a time, best a virtual one, since every call blocks.
final class PlainConnection implements Closeable {
    private static final int MAX_HEAD = 64 << 10;
    private static final int BUFFER = 4 << 10;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private long deadline;
    private boolean reusable = true;

    /// A whole answer. Headers are by name in lower case.
    static final class Answer {
        private final int status;
        private final Map<String, List<String>> headers;
        private final byte[] body;

        private Answer(int status, Map<String, List<String>> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        Map<String, List<String>> headers() {
            return headers;
        }

        byte[] body() {
            return body;
        }
    }

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /// Connects to the first of the host's addresses that answers.
    ///
    /// @param milliseconds longest wait for each address
    /// @throws IOException if none does
    static PlainConnection open(String host, int port, int milliseconds) throws IOException {
        IOException problem = new IOException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), milliseconds);
                return new PlainConnection(socket);
            } catch (IOException e) {
                socket.close();
                problem = e;
            }
        }
        throw problem;
    }

    /// Whether the next request may use this connection.
    boolean isReusable() {
        return reusable && from == to && !socket.isClosed();
    }

    /// Sends a request and reads its answer.
    ///
    /// @param request the whole message
    /// @param until in nanoseconds of `System.nanoTime()`
    /// @param maxBytes of the answer's body
    /// @throws SocketTimeoutException if the answer is not whole by then
    /// @throws IOException if the connection ends before the answer does
    /// @throws ModelFailure if the answer is too large, or no HTTP
    Answer exchange(byte[] request, long until, int maxBytes) throws IOException {
        reusable = false;
        deadline = until;
        socket.getOutputStream().write(request);
        Head head = head();
        while (head.status >= 100 && head.status < 200) {
            head = head();
        }
        byte[] body = body(head, maxBytes);
        boolean closes = head.says("connection", "close") || (head.old && !head.says("connection", "keep-alive"));
        reusable = head.bounded && !closes;
        return new Answer(head.status, head.fields, body);
    }

    private static final class Head {
        private final Map<String, List<String>> fields = new TreeMap<>();
        private int status;
        private boolean old;
        private boolean bounded = true;

        boolean says(String field, String word) {
            return fields.getOrDefault(field, List.of()).stream()
                    .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(word));
        }
    }

    private Head head() throws IOException {
        Head head = new Head();
        int[] left = {MAX_HEAD};
        String first = line(left);
        if (!first.matches("HTTP/1\\.[01] \\d{3}(?: .*)?")) {
            throw malformed("the answer is no HTTP/1.1");
        }
        head.old = first.charAt(7) == '0';
        head.status = Integer.parseInt(first, 9, 12, 10);
        for (String line = line(left); !line.isEmpty(); line = line(left)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw malformed("the answer's head has a line without a name");
            }
            head.fields
                    .computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return head;
    }

    private byte[] body(Head head, int maxBytes) throws IOException {
        if (head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        if (head.says("transfer-encoding", "chunked")) {
            return chunks(maxBytes);
        }
        List<String> lengths = head.fields.getOrDefault("content-length", List.of());
        if (lengths.isEmpty()) {
            head.bounded = false;
            return rest(maxBytes);
        }
        String length = lengths.getFirst();
        if (lengths.size() > 1 || !length.matches("\\d{1,18}")) {
            throw malformed("the answer's length cannot be read");
        }
        requireRoom(Long.parseLong(length), maxBytes);
        byte[] body = new byte[Integer.parseInt(length)];
        fill(body);
        return body;
    }

    private byte[] chunks(int maxBytes) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(new int[] {MAX_HEAD}).replaceFirst("[;\\s].*", "");
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw malformed("a chunk of the answer has no length");
            }
            long length = Long.parseLong(size, 16);
            requireRoom(body.size() + length, maxBytes);
            if (length == 0) {
                int[] left = {MAX_HEAD};
                while (!line(left).isEmpty()) {
                    // Trailing fields say nothing that is used here.
                }
                return body.toByteArray();
            }
            byte[] chunk = new byte[(int) length];
            fill(chunk);
            body.writeBytes(chunk);
            if (!line(new int[] {2}).isEmpty()) {
                throw malformed("a chunk of the answer is longer than it says");
            }
        }
    }

    /// All there is until the other side closes.
    private byte[] rest(int maxBytes) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (from < to || more()) {
            requireRoom(body.size() + (long) to - from, maxBytes);
            body.write(buffer, from, to - from);
            from = to;
        }
        return body.toByteArray();
    }

    private static void requireRoom(long bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new ModelFailure(
                    ModelFailure.Kind.TOO_LARGE,
                    "the answer is larger than the " + maxBytes + " bytes that are allowed");
        }
    }

    private void fill(byte[] whole) throws IOException {
        for (int have = 0; have < whole.length; ) {
            if (from == to && !more()) {
                throw new EOFException("the answer ends after " + have + " of " + whole.length + " bytes");
            }
            int some = Math.min(to - from, whole.length - have);
            System.arraycopy(buffer, from, whole, have, some);
            from += some;
            have += some;
        }
    }

    /// The next line without its end.
    ///
    /// @param left how many bytes the lines of this part may still have
    private String line(int[] left) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        while (true) {
            if (from == to && !more()) {
                throw new EOFException("the answer ends in its head");
            }
            byte one = buffer[from++];
            if (--left[0] < 0) {
                throw malformed("the answer's head is larger than allowed");
            }
            if (one == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(one);
        }
    }

    /// Reads what there is; false at the end.
    private boolean more() throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
        int count = in.read(buffer);
        from = 0;
        to = Math.max(0, count);
        return count > 0;
    }

    private static ModelFailure malformed(String what) {
        return new ModelFailure(ModelFailure.Kind.MALFORMED, what);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
            reusable = false;
        }
    }
}
