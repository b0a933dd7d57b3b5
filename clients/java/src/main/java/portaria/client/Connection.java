package portaria.client;

import portaria.client.TokenCache.IssuedToken;

import java.net.http.HttpClient;
import java.util.function.Function;

/**
 * The kept connections over one certificate, and its token: a token works over its certificate
 * only.
 */
final class Connection {
    final HttpClient http;
    final TokenCache tokens;
    final String digest;

    private volatile boolean answered;

    Connection(
            HttpClient http,
            String digest,
            Settings settings,
            Function<Connection, IssuedToken> requestToken) {
        this.http = http;
        this.digest = digest;
        this.tokens =
                new TokenCache(
                        () -> requestToken.apply(this), settings.timing(), settings.onProblem());
    }

    /** Whether a request may go over a connection that is kept from an earlier one. */
    boolean mayBeKept() {
        return answered;
    }

    void answered() {
        answered = true;
    }
}
