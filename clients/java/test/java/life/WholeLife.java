package life;

import portaria.client.PemFiles;
import portaria.client.PortariaClient;
import portaria.client.RenewedCertificate;
import portaria.client.ResponseException;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a merchant's program does with the client in its life, against the product; prints what came
 * of it as JSON.
 */
final class WholeLife {
    private static final Map<String, String> ENV = System.getenv();
    private static final PemFiles OTHER =
            new PemFiles(ENV.get("OTHER_CLIENT_CERT"), ENV.get("OTHER_CLIENT_KEY"));
    private static final PemFiles INTO =
            new PemFiles(ENV.get("NEW_CLIENT_CERT"), ENV.get("NEW_CLIENT_KEY"));

    private WholeLife() {}

    public static void main(String[] arguments) {
        String secret = ENV.get("PORTARIA_CLIENT_SECRET");
        PemFiles first =
                new PemFiles(ENV.get("PORTARIA_CLIENT_CERT"), ENV.get("PORTARIA_CLIENT_KEY"));
        List<String> saved = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (PortariaClient client = clientOf(secret, first, "avista")) {
            found.add("\"token\":" + quoted(client.token()));
            RenewedCertificate linked = client.selfService().linkCertificate(OTHER);
            RenewedCertificate renewed = client.selfService().renewCertificate(INTO);
            client.selfService().unlinkCertificate(renewed.previousFingerprint());
            found.add(
                    "\"fingerprints\":"
                            + quoted(
                                    List.of(
                                            linked.previousFingerprint(),
                                            renewed.previousFingerprint(),
                                            renewed.fingerprint())));
            found.add("\"tokenOfNewCertificate\":" + quoted(client.token()));
            List<String> previous = client.selfService().rotateSecret(saved::add);
            previous.forEach(id -> client.selfService().revokeSecret(id, true));
            found.add("\"previousSecretIds\":" + quoted(previous));
            found.add("\"account\":" + client.selfService().account().text());
        }
        try (PortariaClient revoked = clientOf(secret, INTO, "avista")) {
            revoked.token();
        } catch (ResponseException failure) {
            String requestId = quoted(failure.requestId().orElseThrow());
            found.add(
                    "\"failure\":{\"status\":%d,\"requestId\":%s}"
                            .formatted(failure.status(), requestId));
        }
        try (PortariaClient current = clientOf(saved.get(0), INTO, "avista")) {
            found.add("\"tokenOfNewSecret\":" + quoted(current.token()));
        }
        try (PortariaClient ofPix = clientOf(saved.get(0), INTO, "pix")) {
            found.add("\"tokenOfPix\":" + quoted(ofPix.token()));
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8)
                .println("{" + String.join(",", found) + "}");
    }

    private static PortariaClient clientOf(
            String secret, PemFiles certificate, String contract) {
        return PortariaClient.builder()
                .url(ENV.get("PORTARIA_URL"))
                .clientId(ENV.get("PORTARIA_CLIENT_ID"))
                .clientSecret(secret)
                .certificate(certificate)
                .contract(contract)
                .caFile(ENV.get("PORTARIA_CA_CERT"))
                .build();
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(WholeLife::quoted).collect(Collectors.joining(",", "[", "]"));
    }
}
