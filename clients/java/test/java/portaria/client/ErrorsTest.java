package portaria.client;

import static portaria.client.Checks.contains;
import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;
import static portaria.client.Scripted.REQUEST_ID;
import static portaria.client.Scripted.TOKEN_PATH;

import java.util.List;
import java.util.Optional;

final class ErrorsTest {
    private static final String MESSAGES = "[\"clientId is missing\",\"clientSecret is missing\"]";

    private final Scripted server;

    ErrorsTest(Scripted server) {
        this.server = server;
    }

    /** Answers a token request with an error that has one more field, or another message. */
    private static String missing(String message, String more) {
        return """
{"path":"%s","status":400,"body":{"statusCode":400,"error":"Bad Request","message":%s,
"code":"malformed_request","requestId":"%s","hint":"The field is clientId."%s}}
"""
                .formatted(TOKEN_PATH, message, REQUEST_ID, more);
    }

    private ResponseException refused() {
        return failure(ResponseException.class, () -> server.client().token());
    }

    void testB40ErrorOfTheTokenEndpoint() throws Exception {
        server.queue(missing(MESSAGES, ""));
        ResponseException failure = refused();
        equal(failure.status(), 400);
        equal(
                List.of(
                        failure.code(),
                        failure.requestId(),
                        failure.hint(),
                        failure.documentation()),
                List.of(
                        Optional.of("malformed_request"),
                        Optional.of(REQUEST_ID),
                        Optional.of("The field is clientId."),
                        Optional.empty()));
        equal(
                failure.getMessage(),
                "HTTP 400. clientId is missing; clientSecret is missing. The field is clientId. "
                        + "(request id "
                        + REQUEST_ID
                        + ")");
        // What the gateway says is not changed.
        server.queue(missing("\"PEM (-----BEGIN ...) is missing.\"", ""));
        contains(refused().getMessage(), "PEM (-----BEGIN ...) is missing. The field");
        // A 4xx is not repeated.
        equal(server.asked(), 2);
    }

    void testB40ErrorOfOauth() throws Exception {
        server.queue(
                """
{"path":"%s","status":400,"body":{"error":"invalid_client","error_description":"the secret is wrong"}}
"""
                        .formatted(TOKEN_PATH));
        ResponseException failure = refused();
        equal(failure.code(), Optional.of("invalid_client"));
        contains(failure.getMessage(), "HTTP 400. the secret is wrong");
        server.queue(missing(MESSAGES, ",\"code\":null"));
        equal(refused().code(), Optional.empty());
    }

    void testB41ErrorOfSelfService() throws Exception {
        server.queue(
                """
{"path":"/api/account","status":400,"body":{"type":"about:blank","title":"Bad Request","status":400,
"detail":"a field is wrong","code":"invalid","requestId":"%s",
"errors":[{"field":"overlapSeconds","message":"must be 3600 to 7776000"}]}}
"""
                        .formatted(REQUEST_ID));
        ResponseException failure =
                failure(ResponseException.class, () -> server.client().selfService().account());
        equal(failure.status(), 400);
        equal(
                List.of(failure.code(), failure.requestId(), failure.documentation()),
                List.of(Optional.of("invalid"), Optional.of(REQUEST_ID), Optional.empty()));
        contains(failure.getMessage(), "a field is wrong. overlapSeconds: must be 3600 to 7776000");
    }

    void testB42LinkInTheResponse() throws Exception {
        String link = "https://docs.example.com/errors/malformed_request";
        for (String field : List.of("documentation", "error_uri", "type")) {
            server.queue(missing(MESSAGES, ",\"%s\":\"%s\"".formatted(field, link)));
            equal(refused().documentation(), Optional.of(link));
        }
    }

    void testB43PageOfTheCode() throws Exception {
        server.queue(missing(MESSAGES, ""));
        PortariaClient client =
                server.client(
                        builder -> builder.documentationUrl("https://auth.example.com/docs/"));
        equal(
                failure(ResponseException.class, client::token).documentation(),
                Optional.of("https://auth.example.com/docs/reference/errors/malformed_request"));
    }

    void testB44NotJson() throws Exception {
        server.queue(
                "{\"path\":\"%s\",\"status\":502,\"body\":\"<html>Bad Gateway</html>\"}"
                        .formatted(TOKEN_PATH));
        ResponseException failure = refused();
        equal(failure.status(), 502);
        equal(
                List.of(failure.code(), failure.requestId()),
                List.of(Optional.empty(), Optional.of(REQUEST_ID)));
        equal(failure.getMessage(), "HTTP 502 (request id " + REQUEST_ID + ")");
        for (String body : List.of("\"<html>Welcome</html>\"", "[1]", "{\"access_token\":\"x\"}")) {
            server.queue(
                    "{\"path\":\"%s\",\"status\":200,\"body\":%s}".formatted(TOKEN_PATH, body));
            ResponseException unusable = refused();
            equal(unusable.status(), 200);
            equal(
                    unusable.getMessage(),
                    "HTTP 200: the response has no token. Check the option url (request id "
                            + REQUEST_ID
                            + ")");
        }
    }
}
