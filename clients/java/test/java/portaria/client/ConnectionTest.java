package portaria.client;

import static portaria.client.Checks.contains;
import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;
import static portaria.client.Checks.holds;
import static portaria.client.Checks.isConfiguration;
import static portaria.client.Checks.soon;
import static portaria.client.Scripted.TOKEN_PATH;

import portaria.client.Scripted.Received;

import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import javax.net.ssl.SSLHandshakeException;

final class ConnectionTest {
    private final Scripted server;

    ConnectionTest(Scripted server) {
        this.server = server;
    }

    private void usesCertificate(Certificate certificate) throws Exception {
        server.reset();
        equal(server.client(builder -> builder.certificate(certificate)).token(), "token-1");
        List<Received> requests = server.requests();
        equal(requests.size(), 1);
        equal(
                requests.get(0).fingerprint(),
                SelfServiceTest.fingerprintIn(server.file("client.pem")));
    }

    private static void openssl(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes());
        if (openssl.waitFor() != 0) throw new AssertionError(said);
    }

    private PemFiles clientKeyAs(String... words) throws Exception {
        Path key = server.copyOfFiles().resolve("converted.key");
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(
                List.of("-in", server.file("client.key").toString(), "-out", key.toString()));
        openssl(command.toArray(String[]::new));
        return new PemFiles(server.file("client.pem"), key, "a passphrase");
    }

    void testB1TwoPemFiles() throws Exception {
        usesCertificate(server.pair("client"));
        // As `openssl ecparam -genkey` writes it (RFC 5915).
        usesCertificate(clientKeyAs("ec"));
    }

    void testB2EncryptedKeyInPem() throws Exception {
        Path cert = server.file("client.pem");
        Path key = server.file("client-encrypted.key");
        usesCertificate(new PemFiles(cert, key, server.passphrase));
        for (String wrong : new String[] {"wrong", "", null})
            isConfiguration(
                    "certificate.keyFile",
                    () ->
                            server.client(b -> b.certificate(new PemFiles(cert, key, wrong)))
                                    .token());
    }

    void testB2OtherEncryptions() throws Exception {
        String[] passphrase = {"-passout", "pass:a passphrase"};
        for (String[] way :
                new String[][] {
                    {"-v2", "aes128"},
                    {"-v2", "aes192"},
                    {"-v2", "des3"},
                    {"-v2", "aes256", "-v2prf", "hmacWithSHA1"},
                    {"-v2", "aes256", "-v2prf", "hmacWithSHA512"}
                }) {
            List<String> words = new ArrayList<>(List.of("pkcs8", "-topk8"));
            words.addAll(List.of(way));
            words.addAll(List.of(passphrase));
            usesCertificate(clientKeyAs(words.toArray(String[]::new)));
        }
        for (String[] way :
                new String[][] {
                    {"ec", "-aes128", "-passout", "pass:a passphrase"},
                    {"pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:a passphrase"}
                }) {
            PemFiles unusual = clientKeyAs(way);
            contains(
                    failure(
                                    ConfigurationException.class,
                                    () -> server.client(b -> b.certificate(unusual)).token())
                            .getMessage(),
                    "write it again with openssl pkcs8 -topk8 -v2 aes-256-cbc");
        }
    }

    void testB3EncryptedPkcs12() throws Exception {
        Path file = server.file("client.p12");
        usesCertificate(new Pkcs12File(file, server.passphrase));
        for (String wrong : new String[] {"wrong", "", null})
            isConfiguration(
                    "certificate.pfxFile",
                    () -> server.client(b -> b.certificate(new Pkcs12File(file, wrong))).token());
    }

    void testB3PassphraseThatJavaDoesNotTake() throws Exception {
        Path own = server.copyOfFiles();
        openssl(
                "pkcs12",
                "-export",
                "-in",
                own.resolve("client.pem").toString(),
                "-inkey",
                own.resolve("client.key").toString(),
                "-passout",
                "pass:uma frase com \u00e7\u00e3o",
                "-out",
                own.resolve("other.p12").toString());
        Pkcs12File file = new Pkcs12File(own.resolve("other.p12"), "uma frase com \u00e7\u00e3o");
        ConfigurationException failure =
                failure(
                        ConfigurationException.class,
                        () -> server.client(b -> b.certificate(file)).token());
        equal(failure.option(), "certificate.pfxFile");
        contains(failure.getMessage(), "a passphrase of ASCII characters");
    }

    void testB4Pkcs12WithoutPassphrase() throws Exception {
        usesCertificate(new Pkcs12File(server.file("client-open.p12"), null));
        usesCertificate(new Pkcs12File(server.file("client-open.p12"), ""));
    }

    void testB5OtherCa() throws Exception {
        PortariaClient client =
                server.client(builder -> builder.caFile(server.file("other-ca.pem").toString()));
        ConnectionException failure = failure(ConnectionException.class, client::token);
        holds(failure.getCause() instanceof SSLHandshakeException, failure.getCause());
        equal(server.requests().size(), 0);
    }

    void testB6WrongOptions() throws Exception {
        wrong("url", builder -> builder.url("http://localhost"));
        wrong("url", builder -> builder.url("localhost"));
        wrong("url", builder -> builder.url(null));
        wrong("clientId", builder -> builder.clientId(""));
        wrong("clientSecret", builder -> builder.clientSecret(null));
        wrong("certificate", builder -> builder.certificate(null));
        wrong("apiUrl", builder -> builder.apiUrl("http://api.example.com"));
        wrong("documentationUrl", builder -> builder.documentationUrl("the docs"));
        wrong("timeout", builder -> builder.timeout(Duration.ZERO));
        wrong("maxWait", builder -> builder.maxWait(Duration.ofSeconds(-1)));
        Path cert = server.file("client.pem");
        Path key = server.file("client.key");
        wrong(
                "certificate.certFile",
                builder -> builder.certificate(new PemFiles(server.file("missing.pem"), key)));
        wrong("certificate.certFile", builder -> builder.certificate(new PemFiles(key, key)));
        wrong(
                "certificate.keyFile",
                builder -> builder.certificate(new PemFiles(cert, server.file("renewed.key"))));
        wrong("certificate.keyFile", builder -> builder.certificate(new PemFiles(cert, cert)));
        wrong("certificate.pfxFile", builder -> builder.certificate(new Pkcs12File(cert, null)));
        wrong("caFile", builder -> builder.caFile(server.file("missing.pem").toString()));
        wrong("caFile", builder -> builder.caFile(key.toString()));
        equal(server.requests().size(), 0);
    }

    private void wrong(String option, UnaryOperator<PortariaClient.Builder> change) {
        isConfiguration(option, () -> server.client(change).token());
    }

    void testB7SameConnection() throws Exception {
        PortariaClient client = server.client();
        for (String path : List.of("/cob/1", "/cob/2", "/cob/3")) client.call("GET", path);
        List<Received> requests = server.requests();
        equal(requests.size(), 4);
        equal(requests.stream().map(Received::connection).collect(Collectors.toSet()).size(), 1);
    }

    void testB8ClosedConnection() throws Exception {
        PortariaClient client = server.client();
        client.token();
        for (String method : List.of("GET", "PUT", "DELETE")) {
            String path = "/cob/" + method;
            server.queue("{\"path\":\"%s\",\"close\":true}".formatted(path));
            equal(client.call(method, path).status(), 200);
            equal(server.requests(path).size(), 2);
        }
        server.queue("{\"path\":\"/cob/2\",\"close\":true}");
        failure(ConnectionException.class, () -> client.call("POST", "/cob/2", "{}"));
        equal(server.requests("/cob/2").size(), 1);
        // A fault of another kind is not tried for ever. Java repeats a GET by itself, besides.
        for (String method : List.of("GET", "PUT")) {
            String path = "/cob/3/" + method;
            String closes = "{\"path\":\"%s\",\"close\":true}".formatted(path);
            server.queue(closes, closes, closes, closes);
            failure(ConnectionException.class, () -> client.call(method, path));
            int sent = server.requests(path).size();
            holds(sent >= 2 && sent <= (method.equals("GET") ? 4 : 2), sent);
        }
    }

    void testB8TokenRequestOnClosedConnection() throws Exception {
        ManualTiming timing = new ManualTiming();
        PortariaClient client = server.client(builder -> builder.timing(timing));
        client.token();
        timing.advance(3600);
        server.queue("{\"path\":\"%s\",\"close\":true}".formatted(TOKEN_PATH));
        equal(client.token(), "token-2");
        equal(server.asked(), 3);
    }

    private PortariaClient clientOf(Path own) {
        return server.client(
                builder ->
                        builder.certificate(
                                new PemFiles(
                                        own.resolve("client.pem"), own.resolve("client.key"))));
    }

    private static void renew(Path own) throws Exception {
        for (String kind : List.of("key", "pem"))
            Files.move(
                    own.resolve("renewed." + kind),
                    own.resolve("client." + kind),
                    StandardCopyOption.ATOMIC_MOVE);
    }

    void testB9FilesThatChange() throws Exception {
        Path own = server.copyOfFiles();
        PortariaClient client = clientOf(own);
        client.call("GET", "/cob/1");
        renew(own);
        client.call("GET", "/cob/2");
        Received first = server.requests("/cob/1").get(0);
        Received second = server.requests("/cob/2").get(0);
        holds(!first.fingerprint().equals(second.fingerprint()), second.fingerprint());
        holds(first.connection() != second.connection(), second.connection());
        equal(
                List.of(first.header("authorization"), second.header("authorization")),
                List.of("Bearer token-1", "Bearer token-2"));
        equal(
                server.requests(TOKEN_PATH).stream().map(Received::fingerprint).toList(),
                List.of(first.fingerprint(), second.fingerprint()));
    }

    void testB9CallThatRuns() throws Exception {
        Path own = server.copyOfFiles();
        PortariaClient client = clientOf(own);
        client.token();
        server.queue("{\"path\":\"/cob/slow\",\"delayMs\":300}");
        CompletableFuture<ApiResponse> slow =
                CompletableFuture.supplyAsync(() -> client.call("GET", "/cob/slow"));
        soon(() -> server.requests("/cob/slow").size() == 1);
        renew(own);
        client.call("GET", "/cob/2");
        System.gc();
        equal(slow.get().status(), 200);
    }

    void testB10FilesThatDoNotBelongTogether() throws Exception {
        Path own = server.copyOfFiles();
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        PortariaClient client =
                server.client(
                        builder ->
                                builder.certificate(
                                                new PemFiles(
                                                        own.resolve("client.pem"),
                                                        own.resolve("client.key")))
                                        .onProblem(problems::add));
        client.call("GET", "/cob/1");
        Files.copy(
                own.resolve("renewed.key"),
                own.resolve("client.key"),
                StandardCopyOption.REPLACE_EXISTING);
        client.call("GET", "/cob/2");
        // The same files again are not read, and not reported again.
        client.call("GET", "/cob/2");
        Files.writeString(own.resolve("client.pem"), "");
        client.call("GET", "/cob/3");
        Files.delete(own.resolve("client.pem"));
        client.call("GET", "/cob/4");
        client.call("GET", "/cob/4");
        Files.copy(own.resolve("renewed.pem"), own.resolve("client.pem"));
        client.call("GET", "/cob/5");
        String first = server.requests("/cob/1").get(0).fingerprint();
        for (String path : List.of("/cob/2", "/cob/3", "/cob/4"))
            equal(server.requests(path).get(0).fingerprint(), first);
        equal(
                server.requests("/cob/5").get(0).fingerprint(),
                SelfServiceTest.fingerprintIn(server.file("renewed.pem")));
        equal(
                problems.stream().map(each -> ((ConfigurationException) each).option()).toList(),
                List.of("certificate.keyFile", "certificate.certFile", "certificate.certFile"));
    }

    void testB11TimeLimit() throws Exception {
        server.queue("{\"path\":\"%s\",\"delayMs\":2000}".formatted(TOKEN_PATH));
        PortariaClient client = server.client(builder -> builder.timeout(Duration.ofMillis(200)));
        long began = System.nanoTime();
        ConnectionException failure = failure(ConnectionException.class, client::token);
        contains(failure.getMessage(), "the time limit of 0.2 seconds is over");
        holds(failure.getCause() instanceof HttpTimeoutException, failure.getCause());
        holds(System.nanoTime() - began < 1_900_000_000L, "it took too long");
    }

    void testB11InterruptedThread() throws Exception {
        PortariaClient client = server.client();
        server.queue("{\"path\":\"%s\",\"delayMs\":300}".formatted(TOKEN_PATH));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            ConnectionException failure =
                                    failure(ConnectionException.class, client::token);
                            interrupted.complete(
                                    failure.getCause() instanceof InterruptedException
                                            && Thread.currentThread().isInterrupted());
                        });
        thread.start();
        soon(() -> server.asked() == 1);
        thread.interrupt();
        equal(interrupted.get(), true);
        // The request goes on for the others that wait for it.
        equal(client.token(), "token-1");
        equal(server.asked(), 1);
    }
}
