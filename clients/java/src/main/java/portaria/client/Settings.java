package portaria.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The options, checked, with every default filled in. The secret is not among them: it changes. */
record Settings(
        URI url,
        URI apiUrl,
        String clientId,
        Certificate certificate,
        String contract,
        Path caFile,
        Duration timeout,
        Duration maxWait,
        URI documentationUrl,
        Consumer<? super Throwable> onProblem,
        Timing timing) {

    /** Where each contract requests tokens. */
    static final Map<String, String> TOKEN_PATHS =
            Map.of("avista", "/api/auth/token", "pix", "/oauth/token");

    /** Returns scheme, host and port, in one form for all ways to write them. */
    static String originOf(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        int port = address.getPort() == 443 ? -1 : address.getPort();
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return scheme + "://" + host + (port == -1 ? "" : ":" + port);
    }
}
