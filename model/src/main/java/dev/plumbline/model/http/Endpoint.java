package dev.plumbline.model.http;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/// Where a model answers, and how it is spoken to. Requests go to this address and nowhere else: no redirect is
/// followed.
///
/// @param base such as `http://localhost:8000/v1`: http or https, a host, no user, query or fragment
/// @param model the endpoint's name for the model
/// @param protocol what it speaks
/// @param timeout longest wait for one whole answer
/// @param maxBytes largest answer that is read
/// @param takesTools whether tools are offered in the protocol's own way; many servers that imitate a protocol drop
///     them unread, so that this is so at the vendors' own hosts alone unless said otherwise
public record Endpoint(URI base, String model, Protocol protocol, Duration timeout, int maxBytes, boolean takesTools) {
    /// Longest wait unless another is asked for.
    public static final Duration TIMEOUT = Duration.ofMinutes(5);

    /// Largest answer unless another is asked for: 4 MiB.
    public static final int MAX_BYTES = 4 << 20;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public Endpoint {
        Objects.requireNonNull(protocol, "protocol");
        String scheme = String.valueOf(base.getScheme());
        if ((!scheme.equals("http") && !scheme.equals("https")) || base.getHost() == null) {
            throw bad(shown(base) + " is no address of a model; write http://HOST/v1 or https://HOST/v1");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw bad(shown(base) + ": an address holds no user, query or fragment; keys come from the environment");
        }
        if (model.isBlank() || model.length() > 300) {
            throw bad(shown(base) + ": which model? Write " + shown(base) + "#MODEL");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw bad("timeout must be above 0, not " + timeout);
        }
        if (takesTools && protocol == Protocol.COMPLETIONS) {
            throw bad("the completions protocol has no tools; have them explained as text");
        }
        if (maxBytes < 1024) {
            throw bad("max-bytes must be 1024 or more, not " + maxBytes);
        }
    }

    /// One that is offered tools where its protocol and host are known to take them.
    public Endpoint(URI base, String model, Protocol protocol, Duration timeout, int maxBytes) {
        this(base, model, protocol, timeout, maxBytes, protocol.takesToolsAt(base));
    }

    /// The endpoint that `URL#MODEL` names, with the protocol that its address suggests.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if it names none
    public static Endpoint of(String address) {
        int hash = address.lastIndexOf('#');
        URI base = uri(hash < 0 ? address : address.substring(0, hash));
        return new Endpoint(base, hash < 0 ? "" : address.substring(hash + 1), Protocol.at(base), TIMEOUT, MAX_BYTES);
    }

    /// Whether a text names an endpoint, rather than a folder.
    public static boolean isAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /// This address under another protocol, offered tools where that is known to take them.
    public Endpoint speaking(Protocol other) {
        return new Endpoint(base, model, other, timeout, maxBytes);
    }

    public Endpoint within(Duration limit) {
        return new Endpoint(base, model, protocol, limit, maxBytes, takesTools);
    }

    /// This endpoint, offered tools in the protocol's own way or not.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the protocol has none
    public Endpoint offeredTools(boolean offered) {
        return new Endpoint(base, model, protocol, timeout, maxBytes, offered);
    }

    /// The address of a page beneath this one. A base that already ends with `/v1` keeps it.
    ///
    /// @param path such as `/v1/messages`
    URI page(String path) {
        String start = base.toString().replaceAll("/+$", "");
        boolean versioned = path.startsWith("/v1/") && start.endsWith("/v1");
        return URI.create(start + (versioned ? path.substring(3) : path));
    }

    /// Whether what is sent can be read on its way.
    boolean isOpen() {
        return base.getScheme().equals("http") && !LOOPBACK.contains(base.getHost());
    }

    /// As reports name it: `host:port`.
    String host() {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "an address of a model is not well formed (" + e.getReason() + " at " + e.getIndex()
                            + "); write http://HOST/v1#MODEL",
                    e);
        }
    }

    /// Without what might be a secret.
    private static String shown(URI base) {
        return base.getScheme() + "://" + base.getHost() + (base.getPort() < 0 ? "" : ":" + base.getPort())
                + base.getPath();
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
