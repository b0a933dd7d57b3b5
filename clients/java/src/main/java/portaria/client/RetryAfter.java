package portaria.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After}, which is a number of seconds or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1000);

    private RetryAfter() {}

    static Optional<Duration> in(HttpHeaders headers) {
        String wanted = headers.firstValue("Retry-After").orElse("").trim();
        if (wanted.matches("[0-9]{1,6}"))
            return Optional.of(Duration.ofSeconds(Long.parseLong(wanted)));
        if (wanted.matches("[0-9]+")) return Optional.of(LONGEST);
        // The machine's clock may be wrong: the date is compared with that of the same response.
        Instant now =
                headers.firstValue("Date").flatMap(RetryAfter::dateIn).orElseGet(Instant::now);
        return dateIn(wanted)
                .map(until -> Duration.between(now, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Instant> dateIn(String text) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
