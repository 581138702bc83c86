package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// More clients than there is room for, and clients that go away.
@Timeout(120)
class CrowdsTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private static final String ENDLESS =
            "{\"model\":\"tiny\"," + RunningServer.USER + ",\"max_tokens\":1900,\"ignore_eos\":true,\"stream\":true}";

    /// A client that has read the first bytes of an answer and goes on listening.
    private Socket listening(String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", SERVER.server().port());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aClientThatHangsUpFreesItsPlace() throws IOException {
        Socket streaming = listening(ENDLESS);
        Socket waiting = listening(ENDLESS.replace("true,\"stream\":true", "true"));
        RunningServer.await(() -> SERVER.server().active() == 2);
        streaming.close();
        waiting.close();
        RunningServer.await(() -> SERVER.server().active() == 0);
        assertThat(SERVER.server().written()).isLessThan(10_000_000);
    }

    @Test
    void whoFindsNoRoomIsToldWhenToComeAgain() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            // at once and unread, so that the room is full long before the first answer of 1,900 tokens ends
            for (int i = 0; i < 3 * (RunningServer.ROWS + RunningServer.QUEUE); i++) {
                clients.add(listening(ENDLESS));
            }
            List<String> refusals = new ArrayList<>();
            for (Socket client : clients) {
                client.setSoTimeout(60_000);
                InputStream in = client.getInputStream();
                if (new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 429")) {
                    refusals.add(readUntil(in, "rate_limit_exceeded"));
                }
            }
            assertThat(refusals)
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal).containsIgnoringCase("retry-after: 1\r\n"));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next).as("the answer ended before \"%s\": %s", end, read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    @Test
    void aThousandConnectionsAreBorne() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                sockets.add(listening("{\"model\":\"tiny\"," + RunningServer.USER + ",\"max_tokens\":2}"));
            }
            int served = 0;
            for (Socket socket : sockets) {
                socket.setSoTimeout(60_000);
                InputStream in = socket.getInputStream();
                String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
                assertThat(status).isIn("HTTP/1.1 200", "HTTP/1.1 429");
                served += status.endsWith("200") ? 1 : 0;
            }
            assertThat(served).isPositive();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertThat(SERVER.send(SERVER.request("/models").build()).statusCode()).isEqualTo(200);
    }
}
