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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

final class TokenTest {
    private static final String REFUSED =
            "{\"path\":\"%s\",\"status\":401,\"body\":{\"code\":\"unauthorized\"}}"
                    .formatted(TOKEN_PATH);

    private final Scripted server;

    TokenTest(Scripted server) {
        this.server = server;
    }

    private static String lasting(int seconds) {
        return """
{"path":"%s","status":201,"body":{"access_token":"lasts-%d","token_type":"Bearer","expires_in":%d}}
"""
                .formatted(TOKEN_PATH, seconds, seconds);
    }

    void testB20SameToken() throws Exception {
        PortariaClient client = server.client();
        equal(List.of(client.token(), client.token()), List.of("token-1", "token-1"));
        List<Received> all = server.requests();
        equal(all.size(), 1);
        equal(all.get(0).method() + " " + all.get(0).path(), "POST " + TOKEN_PATH);
        equal(all.get(0).header("content-type"), "application/json");
        equal(
                all.get(0).body(),
                "{\"clientId\":\"%s\",\"clientSecret\":\"%s\"}"
                        .formatted(CLIENT_ID, CLIENT_SECRET));
    }

    void testB26ContractPix() throws Exception {
        server.queue(
                """
{"path":"/oauth/token","body":{"access_token":"of-pix","token_type":"Bearer","expires_in":3600}}
""");
        equal(server.client(builder -> builder.contract("pix")).token(), "of-pix");
        List<Received> all = server.requests();
        equal(all.size(), 1);
        equal(all.get(0).method() + " " + all.get(0).path(), "POST /oauth/token");
        equal(
                all.get(0).body(),
                "{\"clientId\":\"%s\",\"clientSecret\":\"%s\"}"
                        .formatted(CLIENT_ID, CLIENT_SECRET));
        isConfiguration("contract", () -> server.client(builder -> builder.contract("realm")));
    }

    void testB21CallsAtTheSameTime() throws Exception {
        server.queue("{\"path\":\"%s\",\"delayMs\":100}".formatted(TOKEN_PATH));
        PortariaClient client = server.client();
        List<CompletableFuture<String>> tokens = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            tokens.add(
                    CompletableFuture.supplyAsync(client::token, task -> new Thread(task).start()));
        for (CompletableFuture<String> token : tokens) equal(token.get(), "token-1");
        equal(server.asked(), 1);
    }

    void testB22RenewedBeforeItsEnd() throws Exception {
        for (double[] each : new double[][] {{0, 1500}, {0.999999, 1470}}) {
            server.reset();
            ManualTiming timing = new ManualTiming(each[0]);
            PortariaClient client = server.client(builder -> builder.timing(timing));
            client.token();
            timing.advance(each[1] - 0.5);
            equal(client.token(), "token-1");
            timing.advance(1);
            equal(client.token(), "token-2");
        }
    }

    void testB23ShortToken() throws Exception {
        ManualTiming timing = new ManualTiming();
        PortariaClient client = server.client(builder -> builder.timing(timing));
        server.queue(lasting(200), lasting(201));
        equal(client.token(), "lasts-200");
        timing.advance(99);
        equal(client.token(), "lasts-200");
        timing.advance(2);
        equal(client.token(), "lasts-201");
    }

    void testB24RenewalThatFails() throws Exception {
        ManualTiming timing = new ManualTiming();
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        PortariaClient client =
                server.client(builder -> builder.timing(timing).onProblem(problems::add));
        client.token();
        timing.advance(1501);
        server.queue(REFUSED);
        equal(client.token(), "token-1");
        equal(
                problems.stream().map(each -> ((ResponseException) each).status()).toList(),
                List.of(401));
        // The next try is not with every call.
        client.token();
        equal(server.asked(), 2);
        timing.advance(300);
        server.queue(REFUSED);
        equal(failure(ResponseException.class, client::token).status(), 401);
        equal(client.token(), "token-2");
    }

    void testB24ProgramThatFailsWithTheProblem() throws Exception {
        ManualTiming timing = new ManualTiming();
        PortariaClient client =
                server.client(
                        builder ->
                                builder.timing(timing)
                                        .onProblem(
                                                problem -> {
                                                    throw new IllegalStateException(
                                                            "the log is full");
                                                }));
        client.token();
        timing.advance(1501);
        server.queue(REFUSED);
        equal(client.token(), "token-1");
    }

    void testB25NoSecretInTexts() throws Exception {
        String passphrase = server.passphrase;
        Certificate certificate = new Pkcs12File(server.file("client.p12"), passphrase);
        PortariaClient client = server.client(builder -> builder.certificate(certificate));
        client.token();
        String closes = "{\"path\":\"/cob/1\",\"close\":true}";
        server.queue(closes);
        ApiResponse response = client.call("GET", "/cob/2");
        StringWriter shown = new StringWriter();
        PrintWriter out = new PrintWriter(shown);
        failure(ConnectionException.class, () -> client.call("POST", "/cob/1")).printStackTrace(out);
        Certificate wrong = new Pkcs12File(server.file("ca.pem"), passphrase);
        failure(
                        ConfigurationException.class,
                        () -> server.client(builder -> builder.certificate(wrong)).token())
                .printStackTrace(out);
        server.queue(
                "{\"path\":\"%s\",\"status\":401,\"body\":\"not JSON\"}".formatted(TOKEN_PATH));
        failure(ResponseException.class, () -> server.client().token()).printStackTrace(out);
        PemFiles pem =
                new PemFiles(server.file("client.pem"), server.file("client.key"), passphrase);
        out.println(
                List.of(
                        client,
                        client.selfService(),
                        response,
                        certificate,
                        pem,
                        NewKey.make(null)));
        for (String secret : List.of("token-1", CLIENT_SECRET, passphrase, "PRIVATE KEY"))
            holds(!shown.toString().contains(secret), secret + " is in " + shown);
        contains(client.toString(), CLIENT_ID);
    }
}
