// Calls an API with a token, both over mutual TLS: java Token.java /cob/abc123 /cob/abc124
// Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
// Without a path, prints the token. If something fails, says why and ends with 1. Needs Java 17, no libraries.

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Token {
    private static final int ATTEMPTS = 5;
    private static final int WAIT_SECONDS = 60; // in total, for one request

    private final HttpClient client;
    private String token;
    private double renewAt;

    private Token() throws IOException, GeneralSecurityException {
        client = HttpClient.newBuilder().sslContext(mutualTls()).build();
    }

    public static void main(String[] paths) throws InterruptedException {
        try {
            Token tokens = new Token();
            if (paths.length == 0) System.out.println(tokens.token());
            for (String path : paths) System.out.println(tokens.get(path));
        } catch (IOException | GeneralSecurityException error) {
            System.err.println(error.getMessage() == null ? error : error.getMessage());
            System.exit(1);
        }
    }

    /** Threads that need a token at the same time share one request. */
    private synchronized String token() throws IOException, InterruptedException {
        double askedAt = System.nanoTime() / 1e9;
        if (token != null && askedAt < renewAt) return token;
        String body = "{\"clientId\":%s,\"clientSecret\":%s}".formatted(
                json(setting("PORTARIA_CLIENT_ID")), json(setting("PORTARIA_CLIENT_SECRET")));
        HttpResponse<String> response = send(request("/api/auth/token")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (response.statusCode() != 201) throw failure("No token", response);
        // A real program would use its JSON library here.
        long lifetime = Long.parseLong(field("\"expires_in\":(\\d+)", response));
        renewAt = askedAt + Math.max(lifetime - 300, lifetime / 2.0);
        token = field("\"access_token\":\"([^\"]+)\"", response);
        return token;
    }

    private synchronized void drop(String refused) {
        if (refused.equals(token)) token = null;
    }

    /** GET over the certificate that the token is bound to. After a 401, once more with a new token. */
    private String get(String path) throws IOException, InterruptedException {
        String used = token();
        HttpResponse<String> response = get(path, used);
        if (response.statusCode() == 401) {
            drop(used);
            response = get(path, token());
        }
        if (response.statusCode() / 100 != 2) throw failure("GET " + path, response);
        return response.body();
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token).build());
    }

    private static HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(setting("PORTARIA_URL") + path)).timeout(Duration.ofSeconds(30));
    }

    /** Waits for Retry-After after 429 and 503, then sends the request again. */
    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        int waited = 0;
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 429 && response.statusCode() != 503) return response;
            String after = response.headers().firstValue("Retry-After").orElse("1");
            int seconds = after.matches("\\d{1,6}") ? Integer.parseInt(after) : 1;
            waited += seconds;
            if (attempt == ATTEMPTS || waited > WAIT_SECONDS) return response;
            Thread.sleep(1000L * seconds);
        }
    }

    private static IOException failure(String what, HttpResponse<String> response) {
        return new IOException(what + ": HTTP " + response.statusCode() + "\n" + response.body());
    }

    private static String field(String pattern, HttpResponse<String> response) throws IOException {
        var found = Pattern.compile(pattern).matcher(response.body());
        if (!found.find()) throw failure("No token", response);
        return found.group(1);
    }

    /** Presents the client certificate. Trusts PORTARIA_CA_CERT, or if it is not set, the CAs that Java trusts. */
    private static SSLContext mutualTls() throws GeneralSecurityException, IOException {
        char[] noPassword = new char[0];
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        Certificate[] chain = certificates(setting("PORTARIA_CLIENT_CERT"));
        PrivateKey key = privateKey(setting("PORTARIA_CLIENT_KEY"), chain[0].getPublicKey().getAlgorithm());
        own.setKeyEntry("client", key, noPassword, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, noPassword);

        KeyStore trusted = null;
        if (System.getenv("PORTARIA_CA_CERT") != null) {
            trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : certificates(System.getenv("PORTARIA_CA_CERT"))) {
                trusted.setCertificateEntry("authority-" + number++, authority);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate[] certificates(String file) throws GeneralSecurityException, IOException {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).toArray(new Certificate[0]);
        }
    }

    /** Java reads PKCS#8 (BEGIN PRIVATE KEY). Another form becomes that with: openssl pkcs8 -topk8 -nocrypt -in old.key */
    private static PrivateKey privateKey(String file, String algorithm) throws GeneralSecurityException, IOException {
        var pem = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----")
                .matcher(Files.readString(Path.of(file)));
        if (!pem.find()) throw new IOException(file + " holds no PKCS#8 private key");
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String setting(String name) throws IOException {
        String value = System.getenv(name);
        if (value == null) throw new IOException(name + " is not set");
        return value;
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
