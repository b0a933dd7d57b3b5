package portaria.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Manages the certificates and secrets of your own account. */
public final class SelfService {
    private final PortariaClient client;

    SelfService(PortariaClient client) {
        this.client = client;
    }

    /** Returns your account. */
    public ApiResponse account() {
        return send("GET", "", null);
    }

    /**
     * Makes a key, has the gateway's CA sign a certificate for it, saves both in new files, and
     * uses them from now on. The key is encrypted if there is a passphrase. The previous
     * certificate stays valid: unlink it after your program is set up with the new files.
     */
    public RenewedCertificate renewCertificate(PemFiles into) {
        NewKey key = NewKey.make(into.passphrase());
        create("into.keyFile", into.keyFile(), key.keyPem(), "rw-------");
        boolean done = false;
        boolean made = false;
        try {
            create("into.certFile", into.certFile(), "", "rw-r--r--");
            made = true;
            RenewedCertificate renewed = renewInto(into, key.csrPem());
            done = true;
            return renewed;
        } finally {
            if (!done) delete(into.keyFile());
            if (!done && made) delete(into.certFile());
        }
    }

    /**
     * Links a certificate that another CA signed for the same owner, and uses it with its key from
     * now on. The previous certificate stays valid: unlink it after your program is set up with the
     * new files.
     */
    public RenewedCertificate linkCertificate(PemFiles files) {
        // Before it is linked: a certificate without its key is of no use.
        Identity identity = Identity.read(new IdentityFiles(files, null));
        String previous = fingerprintInUse();
        String body = Json.write(Map.of("pem", pemOf(identity.pair().chain())));
        Map<?, ?> linked = send("POST", "/certificates", body).fields();
        client.useCertificate(files);
        return new RenewedCertificate(
                ApiResponse.firstText(linked.get("fingerprint")), previous);
    }

    /** Unlinks a certificate that is not the one in use. */
    public void unlinkCertificate(String fingerprint) {
        send("DELETE", "/certificates/" + inPath(fingerprint), null);
    }

    /**
     * Asks for a new secret, passes it to {@code saver}, and uses it once that has returned. The
     * previous secret stays valid for seven days. Returns the id of the secret that was in use
     * until now.
     */
    public <E extends Exception> List<String> rotateSecret(SecretSaver<E> saver) throws E {
        return rotate(saver, "{}");
    }

    /** Rotates the secret as above. The previous one stays valid for {@code overlap}. */
    public <E extends Exception> List<String> rotateSecret(SecretSaver<E> saver, Duration overlap)
            throws E {
        return rotate(saver, Json.write(Map.of("overlapSeconds", overlap.toSeconds())));
    }

    /** Revokes a secret that was not used in the last hour. */
    public void revokeSecret(String secretId) {
        send("DELETE", secretsRoute() + "/" + inPath(secretId), null);
    }

    /** Revokes a secret. If it was used in the last hour, that takes {@code force}. */
    public void revokeSecret(String secretId, boolean force) {
        send(
                "DELETE",
                secretsRoute() + "/" + inPath(secretId) + (force ? "?force=true" : ""),
                null);
    }

    private <E extends Exception> List<String> rotate(SecretSaver<E> saver, String body) throws E {
        List<String> previous = secretIdsInUse();
        ApiResponse response = send("POST", secretsRoute(), body);
        String next = ApiResponse.firstText(response.fields().get("clientSecret"));
        if (next == null)
            throw response.unusable(
                    "the new secret was lost on the way. Revoke it and rotate again");
        saver.save(next);
        client.useSecret(next);
        return previous;
    }

    private String secretsRoute() {
        return "/credentials/" + inPath(client.clientId()) + "/secrets";
    }

    /** Returns the id of the secret that the token was requested with. */
    private List<String> secretIdsInUse() {
        return Json.itemsOf(send("GET", "/credentials?limit=200", null).fields().get("items"))
                .stream()
                .map(Json::fieldsOf)
                .filter(credential -> client.clientId().equals(credential.get("clientId")))
                .flatMap(credential -> Json.itemsOf(credential.get("secrets")).stream())
                .map(Json::fieldsOf)
                .filter(secret -> Boolean.TRUE.equals(secret.get("ofThisToken")))
                .map(secret -> String.valueOf(secret.get("id")))
                .toList();
    }

    private RenewedCertificate renewInto(PemFiles into, String csr) {
        String previous = fingerprintInUse();
        Map<?, ?> signed = send("POST", "/certificates", Json.write(Map.of("csr", csr))).fields();
        StringBuilder chain = new StringBuilder();
        for (String name : List.of("pem", "chain"))
            if (signed.get(name) instanceof String pem) chain.append(pem.strip()).append('\n');
        try {
            write(into.certFile(), chain.toString(), Set.of(StandardOpenOption.WRITE));
        } catch (IOException failed) {
            throw unwritable("into.certFile", failed);
        }
        client.useCertificate(into);
        return new RenewedCertificate(
                ApiResponse.firstText(signed.get("fingerprint")), previous);
    }

    private String fingerprintInUse() {
        ApiResponse whoami = client.ask("GET", "/api/auth/whoami", null, Map.of());
        return ApiResponse.firstText(whoami.fields().get("fingerprint"));
    }

    private static String pemOf(X509Certificate[] chain) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate each : chain)
                text.append(new Pem("CERTIFICATE", each.getEncoded()).text());
        } catch (CertificateEncodingException wasRead) {
            throw new IllegalStateException(wasRead);
        }
        return text.toString();
    }

    private ApiResponse send(String method, String route, String body) {
        Map<String, String> once =
                method.equals("GET")
                        ? Map.of()
                        : Map.of("Idempotency-Key", UUID.randomUUID().toString());
        return client.ask(method, "/api/account" + route, body, once);
    }

    private static String inPath(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Writes a new file; one that exists may have the only copy of a key in it. */
    private static void create(String option, Path file, String content, String permissions) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString(permissions))
                        }
                        : new FileAttribute<?>[0];
        try {
            write(
                    file,
                    content,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    mode);
        } catch (FileAlreadyExistsException exists) {
            throw new ConfigurationException(option, "already exists: name a new file");
        } catch (IOException failed) {
            throw unwritable(option, failed);
        }
    }

    private static void write(
            Path file, String content, Set<? extends OpenOption> options, FileAttribute<?>... mode)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            ByteBuffer left = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) channel.write(left);
            channel.force(true);
        }
    }

    private static ConfigurationException unwritable(String option, IOException failed) {
        String reason = IdentityFiles.reasonOf(failed);
        return new ConfigurationException(
                option, "cannot be written (" + reason + "): check the folder and its permissions");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw unwritable(file.toString(), failed);
        }
    }
}
