package portaria.client;

import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A whole response. */
public final class ApiResponse {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] bytes;
    private final Settings settings;

    ApiResponse(HttpResponse<byte[]> response, Settings settings) {
        this.status = response.statusCode();
        this.headers = response.headers();
        this.bytes = response.body();
        this.settings = settings;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** The body. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The body as text in UTF-8, for the JSON library of your program. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the status is one of success. */
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Returns the response; throws a ResponseException when its status is not one of success. */
    public ApiResponse orThrow() {
        if (ok()) return this;
        Map<?, ?> fields = fields();
        String code = codeIn(fields);
        String requestId =
                firstText(fields.get("requestId"), headers.firstValue("X-Request-Id").orElse(null));
        String hint = firstText(fields.get("hint"));
        Duration retryAfter = RetryAfter.in(headers).orElse(null);
        String message = withRequestId(messageOf(fields, hint), requestId);
        throw new ResponseException(
                message,
                status,
                new ResponseException.Details(
                        code, requestId, hint, documentationOf(fields, code), retryAfter));
    }

    /** For a response that is one of success and cannot be used all the same. */
    ResponseException unusable(String problem) {
        String requestId = headers.firstValue("X-Request-Id").orElse(null);
        String message = withRequestId("HTTP " + status + ": " + problem, requestId);
        return new ResponseException(
                message, status, ResponseException.Details.ofRequest(requestId));
    }

    /** Returns the fields of a body that is a JSON object, and none of another body. */
    Map<?, ?> fields() {
        try {
            return Json.fieldsOf(Json.read(text()));
        } catch (IllegalArgumentException noJson) {
            return Map.of();
        }
    }

    private String documentationOf(Map<?, ?> fields, String code) {
        for (String name : List.of("documentation", "error_uri", "type"))
            if (fields.get(name) instanceof String link && link.startsWith("https://")) return link;
        if (settings.documentationUrl() == null || code == null) return null;
        String site = settings.documentationUrl().toString().replaceAll("/$", "");
        return site + "/reference/errors/" + URLEncoder.encode(code, StandardCharsets.UTF_8);
    }

    /** The code, or the error of OAuth; beside a message, error is the name of the status. */
    private static String codeIn(Map<?, ?> fields) {
        String code = firstText(fields.get("code"));
        return code != null || fields.get("message") != null
                ? code
                : firstText(fields.get("error"));
    }

    /**
     * Says what the response says. A body that is not JSON may be a page of a proxy: it is not
     * repeated.
     */
    private String messageOf(Map<?, ?> fields, String hint) {
        List<String> parts = new ArrayList<>();
        parts.add("HTTP " + status);
        parts.add(wordsIn(fields));
        for (Object each : Json.itemsOf(fields.get("errors"))) {
            Map<?, ?> wrong = Json.fieldsOf(each);
            if (!wrong.isEmpty()) parts.add(wrong.get("field") + ": " + wrong.get("message"));
        }
        parts.add(hint);
        parts.removeIf(Objects::isNull);
        String last = parts.remove(parts.size() - 1);
        return parts.stream()
                        .map(part -> part.replaceAll("\\.$", "") + ". ")
                        .collect(Collectors.joining())
                + last;
    }

    private static String wordsIn(Map<?, ?> fields) {
        List<?> several = Json.itemsOf(fields.get("message"));
        if (!several.isEmpty())
            return several.stream().map(String::valueOf).collect(Collectors.joining("; "));
        return firstText(
                fields.get("message"),
                fields.get("detail"),
                fields.get("error_description"),
                fields.get("title"));
    }

    private static String withRequestId(String message, String requestId) {
        return requestId == null ? message : message + " (request id " + requestId + ")";
    }

    /** Returns the first of the values that is a text and not empty; null without one. */
    static String firstText(Object... values) {
        return Stream.of(values)
                .filter(each -> each instanceof String text && !text.isEmpty())
                .map(String.class::cast)
                .findFirst()
                .orElse(null);
    }
}
