package dev.plumbline.serve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

/// How a model is served.
///
/// @param address where to listen; port 0 takes a free one
/// @param token what clients must send as `Authorization: Bearer ..`; empty asks for none, which only a loopback
///     address may do
/// @param rows sequences written at once, at least 1
/// @param queue sequences that may wait beyond those, 0 or more; further ones get status 429
/// @param maxBodyBytes largest request body, at least 1
/// @param heartbeat after how long without a token a waiting client is sent a sign of life, which also shows whether
///     it is still there
public record ServeOptions(
        InetSocketAddress address, String token, int rows, int queue, int maxBodyBytes, Duration heartbeat) {
    private static final int BODY = 4 << 20;
    private static final int FEWEST_LETTERS = 16;

    public ServeOptions {
        Objects.requireNonNull(heartbeat, "heartbeat");
        if (address.isUnresolved()) {
            throw bad("host \"" + address.getHostString() + "\" is not known; give an address of this machine");
        }
        if (rows < 1 || queue < 0 || maxBodyBytes < 1 || !heartbeat.isPositive()) {
            throw bad("rows, body bytes and heartbeat must be above 0 and the queue 0 or more, not " + rows + ", "
                    + maxBodyBytes + ", " + heartbeat + ", " + queue);
        }
        if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw bad("anyone who reaches " + address.getHostString()
                    + " could use this model; set a token in PLUMBLINE_TOKEN, or listen on 127.0.0.1");
        }
        if (!token.isEmpty()
                && (token.length() < FEWEST_LETTERS || !token.chars().allMatch(c -> c > ' ' && c < 127))) {
            throw bad("the token must be " + FEWEST_LETTERS
                    + " or more visible ASCII characters without spaces; make one with: openssl rand -hex 24");
        }
    }

    /// Loopback alone, no token, a body of 4 MiB, a sign of life every 2 seconds.
    ///
    /// @param port 0 takes a free one
    public static ServeOptions local(int port, int rows, int queue) {
        return new ServeOptions(new InetSocketAddress("127.0.0.1", port), "", rows, queue, BODY, Duration.ofSeconds(2));
    }

    /// These at another address, with a token that clients must send.
    public ServeOptions at(InetSocketAddress other, String secret) {
        return new ServeOptions(other, secret, rows, queue, maxBodyBytes, heartbeat);
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, "serve: " + what);
    }
}
