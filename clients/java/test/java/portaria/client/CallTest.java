package portaria.client;

import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;
import static portaria.client.Checks.isConfiguration;
import static portaria.client.Scripted.TOKEN_PATH;

import portaria.client.Scripted.Received;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

final class CallTest {
    private final Scripted server;

    CallTest(Scripted server) {
        this.server = server;
    }

    private static String unauthorized(String path, int delayMs) {
        return "{\"path\":\"%s\",\"status\":401,\"delayMs\":%d,\"body\":{\"code\":\"invalid_token\"}}"
                .formatted(path, delayMs);
    }

    void testB50TokenOverItsCertificate() throws Exception {
        PortariaClient client = server.client();
        ApiResponse response = client.call("PUT", "/cob/1", "{\"value\":\"1.00\"}");
        equal(
                List.of(response.status(), response.ok(), response.text()),
                List.of(200, true, "{\"ok\":true}"));
        List<Received> all = server.requests();
        equal(all.size(), 2);
        Received call = all.get(1);
        equal(
                List.of(call.method(), call.path(), call.body()),
                List.of("PUT", "/cob/1", "{\"value\":\"1.00\"}"));
        equal(call.header("authorization"), "Bearer token-1");
        equal(call.header("content-type"), "application/json");
        equal(call.fingerprint(), all.get(0).fingerprint());
    }

    void testB50RequestOfTheProgram() throws Exception {
        PortariaClient client = server.client();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url + "/cob/1"))
                        .setHeader("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("text"));
        equal(client.call(request.build()).status(), 200);
        Received call = server.requests("/cob/1").get(0);
        equal(
                List.of(call.header("authorization"), call.header("content-type"), call.body()),
                List.of("Bearer token-1", "text/plain", "text"));
        isConfiguration(
                "request",
                () -> client.call(request.setHeader("Authorization", "Bearer other").build()));
    }

    void testB51OneNewToken() throws Exception {
        PortariaClient client = server.client();
        server.queue(unauthorized("/cob/1", 0));
        equal(client.call("POST", "/cob/1", "\"text\"").status(), 200);
        List<Received> calls = server.requests("/cob/1");
        equal(
                calls.stream().map(call -> call.header("authorization")).toList(),
                List.of("Bearer token-1", "Bearer token-2"));
        equal(calls.stream().map(Received::body).toList(), List.of("\"text\"", "\"text\""));
    }

    void testB52SecondUnauthorized() throws Exception {
        server.queue(unauthorized("/cob/1", 0), unauthorized("/cob/1", 0));
        ApiResponse response = server.client().call("GET", "/cob/1");
        equal(response.status(), 401);
        equal(response.text(), "{\"code\":\"invalid_token\"}");
        equal(server.requests("/cob/1").size(), 2);
        equal(server.asked(), 2);
    }

    void testB53OneNewTokenForSeveral() throws Exception {
        PortariaClient client = server.client();
        client.token();
        List<CompletableFuture<ApiResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) server.queue(unauthorized("/cob/" + i, 60 * i));
        for (int i = 0; i < 4; i++) {
            String path = "/cob/" + i;
            calls.add(
                    CompletableFuture.supplyAsync(
                            () -> client.call("GET", path), task -> new Thread(task).start()));
        }
        for (CompletableFuture<ApiResponse> call : calls) equal(call.get().status(), 200);
        equal(server.requests(TOKEN_PATH).size(), 2);
    }

    void testB54OtherOrigin() throws Exception {
        PortariaClient client = server.client();
        String withUser = server.url.replace("localhost", "user@127.0.0.1");
        for (String target :
                List.of(
                        "https://other.example.com/cob",
                        "//other.example.com/cob",
                        "http://localhost/cob",
                        "https://localhost/cob",
                        withUser,
                        "no path")) isConfiguration("target", () -> client.call("GET", target));
        isConfiguration(
                "target",
                () ->
                        client.call(
                                HttpRequest.newBuilder(URI.create("https://other.example.com/"))
                                        .build()));
        equal(server.requests().size(), 0);
    }

    void testB54OriginOfApiUrl() throws Exception {
        String apiUrl = server.url.replace("localhost", "127.0.0.1");
        PortariaClient client = server.client(builder -> builder.apiUrl(apiUrl));
        equal(client.call("GET", "/cob/1").status(), 200);
        equal(client.call("GET", "cob/2").status(), 200);
        equal(
                client.call(
                                "GET",
                                server.url.replace("https://localhost", "HTTPS://LOCALHOST")
                                        + "/cob/3")
                        .status(),
                200);
        equal("https://" + server.requests("/cob/1").get(0).header("host"), apiUrl);
        equal(server.requests("/cob/2").size(), 1);
    }

    void testB55OtherResponses() throws Exception {
        PortariaClient client = server.client();
        String location = "https://other.example.com/";
        for (int status : List.of(302, 403, 422, 500)) {
            server.queue(
                    """
{"path":"/cob/1","status":%d,"headers":{"Location":"%s","Content-Type":"text/plain"},"body":"as it is"}
"""
                            .formatted(status, location));
            ApiResponse response = client.call("GET", "/cob/1");
            equal(response.status(), status);
            equal(response.text(), "as it is");
            equal(response.headers().firstValue("Location").orElse(null), location);
        }
        equal(server.requests("/cob/1").size(), 4);
        server.queue(
                "{\"path\":\"/cob/1\",\"status\":403,\"body\":{\"code\":\"permission_denied\"}}");
        ApiResponse refused = client.call("GET", "/cob/1");
        equal(
                failure(ResponseException.class, refused::orThrow).code().orElse(null),
                "permission_denied");
        ApiResponse good = client.call("GET", "/cob/1");
        equal(good.orThrow(), good);
    }
}
