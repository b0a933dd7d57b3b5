package portaria.client;

import portaria.client.TokenCache.IssuedToken;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gets tokens over mutual TLS, calls APIs with them, and manages your own account. Make one and
 * keep it: it is safe for use by several threads, and its methods wait for their result.
 */
public final class PortariaClient implements AutoCloseable {
    // RFC 9110, 9.2.2: to send one of these twice has the effect of sending it once.
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Settings settings;
    private final Exchange exchange;
    private final Connections connections;
    private final SelfService selfService = new SelfService(this);
    private volatile String clientSecret;

    private PortariaClient(Settings settings, String clientSecret) {
        this.settings = settings;
        this.clientSecret = clientSecret;
        this.exchange = new Exchange(settings);
        this.connections = new Connections(settings, this::requestToken);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a token that is valid, for a program that sends it itself, over the same certificate.
     */
    public String token() {
        return attempt(() -> connections.current().tokens.get());
    }

    /** Calls an API without a body. */
    public ApiResponse call(String method, String target) {
        return call(requestOf(method, target, null).build());
    }

    /**
     * Calls an API with the token, over the certificate that the token is bound to. The target is a
     * path, or an address below {@code url} or {@code apiUrl}. Returns the response of the API,
     * whatever its status is.
     *
     * @param json is sent as it is
     */
    public ApiResponse call(String method, String target, String json) {
        return call(requestOf(method, target, json).build());
    }

    /**
     * Calls an API with a request of your own, such as one with headers, or with a body that is not
     * JSON.
     */
    public ApiResponse call(HttpRequest request) {
        check(request);
        return attempt(
                () -> {
                    Connection first = connections.current();
                    String token = first.tokens.get();
                    ApiResponse response = sendWith(first, token, request);
                    if (response.status() != 401) return response;
                    first.tokens.drop(token);
                    Connection next = connections.current();
                    return sendWith(next, next.tokens.get(), request);
                });
    }

    /** Manages the certificates and secrets of your own account. */
    public SelfService selfService() {
        return selfService;
    }

    /** Closes the kept connections and forgets the token. */
    @Override
    public void close() {
        connections.close();
    }

    /** Says which gateway and client it is, and no secret. */
    @Override
    public String toString() {
        return "PortariaClient["
                + settings.clientId()
                + " of "
                + Settings.originOf(settings.url())
                + "]";
    }

    String clientId() {
        return settings.clientId();
    }

    void useCertificate(Certificate certificate) {
        connections.use(certificate);
    }

    void useSecret(String next) {
        clientSecret = next;
        connections.dropToken();
    }

    /** Calls the gateway itself, which may be elsewhere than the API. */
    ApiResponse ask(String method, String route, String json, Map<String, String> headers) {
        HttpRequest.Builder request =
                requestOf(method, settings.url().resolve(route).toString(), json);
        headers.forEach(request::setHeader);
        return call(request.build()).orThrow();
    }

    private HttpRequest.Builder requestOf(String method, String target, String json) {
        HttpRequest.BodyPublisher body =
                json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        try {
            URI address = settings.apiUrl().resolve(target);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).method(method.toUpperCase(Locale.ROOT), body);
            return json == null ? request : request.setHeader("Content-Type", "application/json");
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("target", "cannot be called: " + wrong.getMessage());
        }
    }

    // A token that is sent to another host is a token that its owner has.
    private void check(HttpRequest request) {
        String origin = Settings.originOf(request.uri());
        List<String> known =
                List.of(Settings.originOf(settings.url()), Settings.originOf(settings.apiUrl()));
        if (!known.contains(origin))
            throw new ConfigurationException(
                    "target",
                    "must be below "
                            + settings.apiUrl()
                            + ": pass its origin as apiUrl if it is your API");
        if (request.headers().firstValue("Authorization").isPresent())
            throw new ConfigurationException(
                    "request", "must not have Authorization: the client sets it");
    }

    private ApiResponse sendWith(Connection over, String token, HttpRequest request)
            throws InterruptedException {
        HttpRequest sent =
                HttpRequest.newBuilder(request, (name, value) -> true)
                        .setHeader("Authorization", "Bearer " + token)
                        .build();
        boolean repeatable =
                IDEMPOTENT.contains(request.method())
                        || request.headers().firstValue("Idempotency-Key").isPresent();
        // The gateway answers 429 before the API sees the call; a 503 may come from the API.
        return exchange.send(over, sent, repeatable, status -> status == 429 || repeatable);
    }

    private IssuedToken requestToken(Connection over) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("clientId", settings.clientId());
        body.put("clientSecret", clientSecret);
        HttpRequest request =
                HttpRequest.newBuilder(
                                settings.url()
                                        .resolve(Settings.TOKEN_PATHS.get(settings.contract())))
                        .setHeader("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.write(body)))
                        .build();
        ApiResponse response =
                attempt(() -> exchange.send(over, request, true, status -> true)).orThrow();
        Map<?, ?> fields = response.fields();
        String token = ApiResponse.firstText(fields.get("access_token"));
        if (token == null
                || !(fields.get("expires_in") instanceof Double seconds)
                || !(seconds > 0))
            throw response.unusable("the response has no token. Check the option url");
        return new IssuedToken(token, Duration.ofMillis((long) (1000 * seconds)));
    }

    /** What waits, and so may be interrupted. */
    private interface Waiting<T> {
        T run() throws InterruptedException;
    }

    private <T> T attempt(Waiting<T> waiting) {
        try {
            return waiting.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectionException(Settings.originOf(settings.url()), interrupted);
        }
    }

    /**
     * What a client needs. {@code url}, {@code clientId}, {@code clientSecret} and {@code
     * certificate} must be set.
     */
    public static final class Builder {
        private String url;
        private String apiUrl;
        private String documentationUrl;
        private String clientId;
        private String clientSecret;
        private Certificate certificate;
        private String contract = "avista";
        private Path caFile;
        private Duration timeout = Duration.ofSeconds(30);
        private Duration maxWait = Duration.ofSeconds(60);
        private Consumer<? super Throwable> onProblem = problem -> {};
        private Timing timing = Timing.USUAL;

        private Builder() {}

        /** The address for mutual TLS, such as {@code https://auth.example.com}. */
        public Builder url(String value) {
            url = value;
            return this;
        }

        public Builder clientId(String value) {
            clientId = value;
            return this;
        }

        public Builder clientSecret(String value) {
            clientSecret = value;
            return this;
        }

        public Builder certificate(Certificate value) {
            certificate = value;
            return this;
        }

        /**
         * The contract of the credential that tokens are requested with: {@code avista} or {@code
         * pix}; {@code avista} without it.
         */
        public Builder contract(String value) {
            contract = value;
            return this;
        }

        /** The CA of the server's certificate in PEM, if it is a private one. */
        public Builder caFile(String value) {
            caFile = value == null ? null : Path.of(value);
            return this;
        }

        /** The address of the API, if it is not below {@code url}. */
        public Builder apiUrl(String value) {
            apiUrl = value;
            return this;
        }

        /** The time limit of one request, with its response; 30 seconds without it. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /**
         * The longest time that one call waits for {@code Retry-After} in total; 60 seconds without
         * it.
         */
        public Builder maxWait(Duration value) {
            maxWait = value;
            return this;
        }

        /** The address of the documentation, for links in errors. */
        public Builder documentationUrl(String value) {
            documentationUrl = value;
            return this;
        }

        /**
         * Gets failures that the client lives with for now: a renewal of the token that failed,
         * files that do not belong together.
         */
        public Builder onProblem(Consumer<? super Throwable> value) {
            onProblem = value;
            return this;
        }

        Builder timing(Timing value) {
            timing = value;
            return this;
        }

        /** Checks the options. No file is read yet: the first call does. */
        public PortariaClient build() {
            checkText("clientId", clientId);
            checkText("clientSecret", clientSecret);
            URI gateway = addressOf("url", url);
            URI api = apiUrl == null ? gateway : addressOf("apiUrl", apiUrl);
            URI documentation =
                    documentationUrl == null
                            ? null
                            : addressOf("documentationUrl", documentationUrl);
            if (certificate == null)
                throw new ConfigurationException(
                        "certificate", "is missing: pass PemFiles or a Pkcs12File");
            if (contract == null || !Settings.TOKEN_PATHS.containsKey(contract))
                throw new ConfigurationException("contract", "must be avista or pix");
            if (timeout.isNegative() || timeout.isZero())
                throw new ConfigurationException("timeout", "must be more than 0");
            if (maxWait.isNegative())
                throw new ConfigurationException("maxWait", "must be 0 or more");
            Settings settings =
                    new Settings(
                            gateway,
                            api,
                            clientId,
                            certificate,
                            contract,
                            caFile,
                            timeout,
                            maxWait,
                            documentation,
                            onProblem,
                            timing);
            return new PortariaClient(settings, clientSecret);
        }

        private static void checkText(String option, String value) {
            if (value == null || value.isEmpty())
                throw new ConfigurationException(
                        option, "is missing: pass a text that is not empty");
        }

        // A secret or token in a plain HTTP request can be read on the way.
        private static URI addressOf(String option, String value) {
            checkText(option, value);
            try {
                URI address = URI.create(value);
                if ("https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null)
                    return address.getPath().isEmpty() ? address.resolve("/") : address;
            } catch (IllegalArgumentException noAddress) {
                // As below.
            }
            throw new ConfigurationException(
                    option, "must be an address that begins with https://");
        }
    }
}
