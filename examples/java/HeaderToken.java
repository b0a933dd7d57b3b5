// A token with the certificate in the header X-SSL-Client-Cert, for credentials that are allowed to. The private key is
// not used: prefer mutual TLS (Token.java) wherever you can.
// Needs Java 17, no libraries: java HeaderToken.java. Prints the answer; when there is no token, says why and ends with 1.

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class HeaderToken {
    public static void main(String[] args) throws InterruptedException {
        try {
            askForToken();
        } catch (IOException | GeneralSecurityException error) {
            System.err.println("No token: " + error);
            System.exit(1);
        }
    }

    private static void askForToken() throws IOException, GeneralSecurityException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(tls()).build();
        String body = "{\"clientId\":%s,\"clientSecret\":%s}".formatted(
                json(setting("PORTARIA_CLIENT_ID")), json(setting("PORTARIA_CLIENT_SECRET")));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(setting("PORTARIA_HEADER_URL") + "/api/auth/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-SSL-Client-Cert", percentEncode(certificate(setting("PORTARIA_CLIENT_CERT"))))
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

    /**
     * Percent-encoding as RFC 3986 has it: a space is %20. URLEncoder alone is wrong: it encodes for HTML forms, where a
     * space becomes "+". (A plus of the text is %2B by then, so every "+" that is left was a space.)
     */
    private static String percentEncode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The client certificate alone: a file may hold its chain behind it, and remarks around it. */
    private static String certificate(String file) throws IOException {
        var pem = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
                .matcher(Files.readString(Path.of(file)));
        if (!pem.find()) throw new IOException("there is no certificate in " + file);
        return pem.group();
    }

    /** Trusts PORTARIA_CA_CERT, or what Java trusts anyway. */
    private static SSLContext tls() throws GeneralSecurityException, IOException {
        KeyStore trusted = null;
        if (System.getenv("PORTARIA_CA_CERT") != null) {
            trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            try (InputStream pem = Files.newInputStream(Path.of(System.getenv("PORTARIA_CA_CERT")))) {
                for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    trusted.setCertificateEntry("authority-" + number++, authority);
                }
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
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
