package portaria.client;

import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;
import static portaria.client.Scripted.TOKEN_PATH;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class WaitingTest {
    private final Scripted server;
    private final ManualTiming timing = new ManualTiming();

    WaitingTest(Scripted server) {
        this.server = server;
    }

    private static String busy(int status, String headers) {
        String code = status == 429 ? "rate_limited" : "unavailable";
        return """
               {"path":"%s","status":%d,"headers":{%s},"body":{"code":"%s"}}
               """
                .formatted(TOKEN_PATH, status, headers, code);
    }

    private static String after(int seconds) {
        return "\"Retry-After\":\"%d\"".formatted(seconds);
    }

    private static List<Duration> seconds(long... all) {
        return java.util.Arrays.stream(all).mapToObj(Duration::ofSeconds).toList();
    }

    private PortariaClient client() {
        return server.client(builder -> builder.timing(timing));
    }

    void testB30SecondsInRetryAfter() throws Exception {
        server.queue(busy(429, after(2)), busy(503, after(7)));
        equal(client().token(), "token-1");
        equal(timing.slept, seconds(2, 7));
    }

    void testB31DateInRetryAfter() throws Exception {
        server.queue(
                busy(
                        503,
                        "\"Retry-After\":\"Sun, 06 Nov 1994 08:49:47 GMT\",\"Date\":\"Sun, 06 Nov"
                            + " 1994 08:49:37 GMT\""));
        equal(client().token(), "token-1");
        equal(timing.slept, seconds(10));
    }

    void testB31OddValues() {
        equal(waitOf("0"), Optional.of(Duration.ZERO));
        equal(waitOf(" 5 "), Optional.of(Duration.ofSeconds(5)));
        equal(waitOf("99999999999999999999"), Optional.of(Duration.ofHours(1000)));
        equal(waitOf("Sun, 06 Nov 1994 08:49:47 GMT"), Optional.of(Duration.ZERO));
        for (String none : List.of("", "soon", "-1", "1.5")) equal(waitOf(none), Optional.empty());
    }

    private static Optional<Duration> waitOf(String value) {
        return RetryAfter.in(
                HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, each) -> true));
    }

    void testB32LongerThanTheLimit() throws Exception {
        server.queue(busy(429, after(40)), busy(429, after(21)));
        PortariaClient client =
                server.client(builder -> builder.timing(timing).maxWait(Duration.ofMinutes(1)));
        ResponseException failure = failure(ResponseException.class, client::token);
        equal(failure.status(), 429);
        equal(failure.retryAfter(), Optional.of(Duration.ofSeconds(21)));
        equal(timing.slept, seconds(40));
    }

    void testB33FiveAttempts() throws Exception {
        for (int i = 0; i < 5; i++) server.queue(busy(503, ""));
        ResponseException failure = failure(ResponseException.class, () -> client().token());
        equal(failure.status(), 503);
        equal(failure.code(), Optional.of("unavailable"));
        equal(server.asked(), 5);
        equal(timing.slept, seconds(1, 2, 4, 8));
    }

    void testB34MethodsThatAreRepeated() throws Exception {
        PortariaClient client = client();
        for (String method : List.of("GET", "PUT", "DELETE"))
            equal(statusAfter(503, client, method), 200);
        for (String method : List.of("POST", "PATCH")) equal(statusAfter(503, client, method), 503);
        for (String method : List.of("GET", "POST")) equal(statusAfter(429, client, method), 200);
    }

    private int statusAfter(int status, PortariaClient client, String method) throws Exception {
        server.queue(
                "{\"path\":\"/cob\",\"status\":%d,\"headers\":{%s}}".formatted(status, after(1)));
        return client.call(method, "/cob", "{}").status();
    }
}
