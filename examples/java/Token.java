// A token over mutual TLS: the certificate and its private key are proved in the TLS handshake.
// Needs Java 17, no libraries: java Token.java. Prints the answer; when there is no token, says why and ends with 1.

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
    public static void main(String[] args) throws InterruptedException {
        try {
            askForToken();
        } catch (IOException | GeneralSecurityException error) {
            System.err.println("No token: " + error);
            System.exit(1);
        }
    }

    private static void askForToken() throws IOException, GeneralSecurityException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(mutualTls()).build();
        String body = "{\"clientId\":%s,\"clientSecret\":%s}".formatted(
                json(setting("PORTARIA_CLIENT_ID")), json(setting("PORTARIA_CLIENT_SECRET")));
        HttpRequest request = HttpRequest.newBuilder(URI.create(setting("PORTARIA_URL") + "/api/auth/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            System.err.println("No token: HTTP " + response.statusCode());
            for (String name : new String[] {"message", "hint", "requestId"}) printField(name, response.body());
            System.exit(1);
        }
        System.out.println(response.body());
    }

    /** Shows our certificate; trusts PORTARIA_CA_CERT, or what Java trusts anyway. */
    private static SSLContext mutualTls() throws GeneralSecurityException, IOException {
        char[] noPassword = new char[0];
        KeyStore ours = KeyStore.getInstance("PKCS12");
        ours.load(null, null);
        Certificate[] chain = certificates(setting("PORTARIA_CLIENT_CERT"));
        PrivateKey key = privateKey(setting("PORTARIA_CLIENT_KEY"), chain[0].getPublicKey().getAlgorithm());
        ours.setKeyEntry("client", key, noPassword, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(ours, noPassword);

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

    /** A real program would use its JSON library here. */
    private static void printField(String name, String body) {
        var field = Pattern.compile("\"" + name + "\":(\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\])").matcher(body);
        if (field.find()) System.err.println(name + ": " + field.group(1));
    }
}
