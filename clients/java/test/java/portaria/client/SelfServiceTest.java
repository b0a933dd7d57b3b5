package portaria.client;

import static portaria.client.Checks.contains;
import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;
import static portaria.client.Checks.holds;
import static portaria.client.Checks.isConfiguration;
import static portaria.client.Scripted.CLIENT_ID;
import static portaria.client.Scripted.CLIENT_SECRET;
import static portaria.client.Scripted.TOKEN_PATH;

import portaria.client.Scripted.Received;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

final class SelfServiceTest {
    private static final String CERTIFICATES = "/api/account/certificates";
    private static final String SECRETS = "/api/account/credentials/" + CLIENT_ID + "/secrets";
    private static final String SIGNS =
            "{\"path\":\"%s\",\"status\":201,\"sign\":true}".formatted(CERTIFICATES);
    private static final String ROTATED =
            """
            {"path":"%s","status":201,"body":{"clientSecret":"ptr_the-next-secret"}}
            """
                    .formatted(SECRETS);
    private static final String LISTED =
            """
{"path":"/api/account/credentials","body":{"items":[
  {"clientId":"account-1-ffffffff","secrets":[{"id":"9","ofThisToken":false}]},
  {"clientId":"%s","secrets":[{"id":"11","ofThisToken":true},{"id":"12","ofThisToken":false}]}]}}
"""
                    .formatted(CLIENT_ID);

    private final Scripted server;

    SelfServiceTest(Scripted server) {
        this.server = server;
    }

    static String fingerprintIn(Path file) throws Exception {
        byte[] der = Pem.blocksOf(Files.readAllBytes(file)).get(0).der();
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    private PemFiles newFiles(String passphrase) throws IOException {
        Path own = server.copyOfFiles();
        return new PemFiles(own.resolve("next.pem"), own.resolve("next.key"), passphrase);
    }

    private RenewedCertificate renew(PortariaClient client, PemFiles into) throws Exception {
        server.queue(SIGNS);
        return client.selfService().renewCertificate(into);
    }

    void testB60KeyAndChainAreSaved() throws Exception {
        PemFiles into = newFiles(null);
        RenewedCertificate renewed = renew(server.client(), into);
        equal(Pem.blocksOf(Files.readAllBytes(into.certFile())).size(), 2);
        equal(fingerprintIn(into.certFile()), renewed.fingerprint());
        Identity.read(new IdentityFiles(into, null));
    }

    void testB69CertificateOfAnotherCa() throws Exception {
        Path own = server.copyOfFiles();
        String pem = Files.readString(own.resolve("renewed.pem"));
        PemFiles files = new PemFiles(own.resolve("both.pem"), own.resolve("renewed.key"));
        Files.writeString(files.certFile(), pem + Files.readString(files.keyFile()));
        PortariaClient client = server.client();
        PemFiles wrong = new PemFiles(files.certFile(), own.resolve("client.key"));
        isConfiguration(
                "certificate.keyFile", () -> client.selfService().linkCertificate(wrong));
        equal(server.requests().size(), 0);
        server.queue(
                "{\"path\":\"%s\",\"status\":201,\"body\":{\"fingerprint\":\"ab12\"}}"
                        .formatted(CERTIFICATES));
        RenewedCertificate linked = client.selfService().linkCertificate(files);
        equal(linked.fingerprint(), "ab12");
        Received sent = server.requests(CERTIFICATES).get(0);
        equal(Json.fieldsOf(Json.read(sent.body())).get("pem"), pem);
        client.call("GET", "/cob/1");
        Received call = server.requests("/cob/1").get(0);
        equal(
                List.of(sent.fingerprint(), call.fingerprint()),
                List.of(linked.previousFingerprint(), fingerprintIn(own.resolve("renewed.pem"))));
        equal(call.header("authorization"), "Bearer token-2");
        String all = server.requests().toString();
        holds(!all.contains("PRIVATE KEY"), all);
    }

    void testB60KeyWithPassphrase() throws Exception {
        PemFiles into = newFiles("uma frase com ção");
        PortariaClient client = server.client();
        renew(client, into);
        contains(Files.readString(into.keyFile()), "BEGIN ENCRYPTED PRIVATE KEY");
        equal(client.call("GET", "/cob/1").status(), 200);
        // OpenSSL reads it too.
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "pkey",
                                "-noout",
                                "-in",
                                into.keyFile().toString(),
                                "-passin",
                                "stdin")
                        .start();
        try (var input = openssl.outputWriter(java.nio.charset.StandardCharsets.UTF_8)) {
            input.write(into.passphrase() + "\n");
        }
        equal(openssl.waitFor(), 0);
    }

    void testB61KeyOfItsOwner() throws Exception {
        PemFiles into = newFiles(null);
        renew(server.client(), into);
        equal(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(into.keyFile())),
                "rw-------");
        String sent = server.requests().toString();
        contains(sent, "BEGIN CERTIFICATE REQUEST");
        holds(!sent.contains("PRIVATE KEY"), sent);
    }

    void testB62FilesThatExist() throws Exception {
        for (String option : List.of("into.certFile", "into.keyFile")) {
            PemFiles into = newFiles(null);
            boolean isCert = option.equals("into.certFile");
            Path kept = isCert ? into.certFile() : into.keyFile();
            Files.writeString(kept, "kept");
            isConfiguration(option, () -> server.client().selfService().renewCertificate(into));
            equal(Files.readString(kept), "kept");
            equal(Files.exists(isCert ? into.keyFile() : into.certFile()), false);
        }
        equal(server.requests().size(), 0);
    }

    void testB62FolderThatIsMissing() throws Exception {
        PemFiles into = new PemFiles("/no/such/folder/next.pem", "/no/such/folder/next.key");
        isConfiguration("into.keyFile", () -> server.client().selfService().renewCertificate(into));
        equal(server.requests().size(), 0);
    }

    void testB63RejectedRenewal() throws Exception {
        PemFiles into = newFiles(null);
        PortariaClient client = server.client();
        server.queue(
                "{\"path\":\"%s\",\"status\":409,\"body\":{\"code\":\"conflict\",\"detail\":\"no CA\"}}"
                        .formatted(CERTIFICATES));
        ResponseException failure =
                failure(ResponseException.class, () -> client.selfService().renewCertificate(into));
        equal(failure.code().orElse(null), "conflict");
        keepsItsCertificate(client, into);
    }

    void testB63CertificateThatCannotBeUsed() throws Exception {
        PemFiles into = newFiles(null);
        PortariaClient client = server.client();
        server.queue(
                "{\"path\":\"%s\",\"status\":201,\"body\":{\"pem\":\"none\"}}"
                        .formatted(CERTIFICATES));
        isConfiguration("certificate.certFile", () -> client.selfService().renewCertificate(into));
        keepsItsCertificate(client, into);
    }

    private void keepsItsCertificate(PortariaClient client, PemFiles into) throws Exception {
        equal(
                List.of(Files.exists(into.certFile()), Files.exists(into.keyFile())),
                List.of(false, false));
        client.call("GET", "/cob/1");
        String own = fingerprintIn(server.file("client.pem"));
        for (Received request : server.requests()) equal(request.fingerprint(), own);
    }

    void testB64NewCertificateIsUsed() throws Exception {
        PortariaClient client = server.client();
        RenewedCertificate renewed = renew(client, newFiles(null));
        String previous = renewed.previousFingerprint();
        client.selfService().unlinkCertificate(previous);
        Received unlinked = server.requests(CERTIFICATES + "/" + previous).get(0);
        equal(
                List.of(
                        unlinked.method(),
                        unlinked.fingerprint(),
                        unlinked.header("authorization")),
                List.of("DELETE", renewed.fingerprint(), "Bearer token-2"));
        equal(
                server.requests(TOKEN_PATH).stream().map(Received::fingerprint).toList(),
                List.of(previous, renewed.fingerprint()));
    }

    private List<Object> secretsOfTokens() throws Exception {
        List<Object> secrets = new ArrayList<>();
        for (Received request : server.requests(TOKEN_PATH))
            secrets.add(Json.fieldsOf(Json.read(request.body())).get("clientSecret"));
        return secrets;
    }

    void testB65NewSecretIsUsedOnceItIsSaved() throws Exception {
        PortariaClient client = server.client();
        server.queue(ROTATED);
        List<String> saved = new ArrayList<>();
        client.selfService()
                .rotateSecret(
                        secret -> {
                            client.token();
                            saved.add(secret);
                        },
                        Duration.ofDays(1));
        equal(saved, List.of("ptr_the-next-secret"));
        equal(server.requests(SECRETS).get(0).body(), "{\"overlapSeconds\":86400}");
        client.token();
        equal(secretsOfTokens(), List.of(CLIENT_SECRET, "ptr_the-next-secret"));
    }

    void testB65OverlapOfTheGateway() throws Exception {
        server.queue(ROTATED);
        server.client().selfService().rotateSecret(secret -> {});
        equal(server.requests(SECRETS).get(0).body(), "{}");
    }

    void testB66SecretThatCannotBeSaved() throws Exception {
        PortariaClient client = server.client();
        server.queue(ROTATED);
        IOException failure =
                failure(
                        IOException.class,
                        () ->
                                client.selfService()
                                        .rotateSecret(
                                                secret -> {
                                                    throw new IOException("the disk is full");
                                                }));
        equal(failure.getMessage(), "the disk is full");
        client.token();
        equal(secretsOfTokens(), List.of(CLIENT_SECRET));
    }

    void testB67PreviousSecretIsRevoked() throws Exception {
        PortariaClient client = server.client();
        server.queue(ROTATED, LISTED);
        equal(client.selfService().rotateSecret(secret -> {}), List.of("11"));
        client.selfService().revokeSecret("11");
        client.selfService().revokeSecret("11", true);
        List<Received> revoked = server.requests(SECRETS + "/11");
        equal(
                revoked.stream().map(each -> each.method() + " " + each.path()).toList(),
                List.of("DELETE " + SECRETS + "/11", "DELETE " + SECRETS + "/11?force=true"));
        equal(
                revoked.stream().map(each -> each.header("authorization")).toList(),
                List.of("Bearer token-2", "Bearer token-2"));
    }

    void testB68IdempotencyKey() throws Exception {
        PortariaClient client = server.client(builder -> builder.timing(new ManualTiming()));
        for (int round = 0; round < 2; round++) {
            server.queue(
                    "{\"path\":\"%s\",\"status\":503,\"headers\":{\"Retry-After\":\"1\"}}"
                            .formatted(SECRETS),
                    ROTATED);
            client.selfService().rotateSecret(secret -> {});
        }
        List<String> keys =
                server.requests(SECRETS).stream()
                        .map(each -> each.header("idempotency-key"))
                        .toList();
        equal(keys.size(), 4);
        equal(List.of(keys.get(0), keys.get(2)), List.of(keys.get(1), keys.get(3)));
        holds(!keys.get(0).equals(keys.get(2)), keys);
        holds(keys.get(0).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), keys);
    }
}
