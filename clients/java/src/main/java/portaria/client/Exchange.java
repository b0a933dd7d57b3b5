package portaria.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

import javax.net.ssl.SSLHandshakeException;

/** Sends requests: within the time limit, and again where that is safe. */
final class Exchange {
    private static final int ATTEMPTS_MAX = 5;
    private static final long SPREAD_MAX_MS = 250;

    private final Settings settings;

    Exchange(Settings settings) {
        this.settings = settings;
    }

    /**
     * Sends a request, and again after each 429 and 503, within the limits; returns the last
     * response.
     */
    ApiResponse send(
            Connection over, HttpRequest request, boolean repeatable, IntPredicate mayRepeat)
            throws InterruptedException {
        Duration waited = Duration.ZERO;
        for (int attempt = 1; ; attempt++) {
            ApiResponse response = new ApiResponse(sendSafely(over, request, repeatable), settings);
            boolean busy = response.status() == 429 || response.status() == 503;
            if (!busy || attempt == ATTEMPTS_MAX || !mayRepeat.test(response.status()))
                return response;
            Duration wait =
                    RetryAfter.in(response.headers())
                            .orElse(Duration.ofSeconds(1L << (attempt - 1)));
            waited = waited.plus(wait);
            if (waited.compareTo(settings.maxWait()) > 0) return response;
            // Clients that were told the same second must not come back in the same moment.
            settings.timing()
                    .sleep(wait.plusMillis((long) (SPREAD_MAX_MS * settings.timing().chance())));
        }
    }

    /**
     * The server may close a kept connection in the moment in which a request is sent on it. Java
     * itself sends some GET requests once more in that case, and no others.
     */
    private HttpResponse<byte[]> sendSafely(
            Connection over, HttpRequest request, boolean repeatable) throws InterruptedException {
        boolean again = repeatable && over.mayBeKept();
        try {
            return sendOnce(over, request);
        } catch (ConnectionException failed) {
            if (!again || !wasClosed(failed.getCause())) throw failed;
            return sendOnce(over, request);
        }
    }

    private HttpResponse<byte[]> sendOnce(Connection over, HttpRequest request)
            throws InterruptedException {
        String origin = Settings.originOf(request.uri());
        CompletableFuture<HttpResponse<byte[]>> sent =
                over.http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response =
                    sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            over.answered();
            return response;
        } catch (TimeoutException late) {
            String seconds = String.valueOf(settings.timeout().toMillis() / 1000.0);
            throw new ConnectionException(
                    origin,
                    new HttpTimeoutException("the time limit of " + seconds + " seconds is over"));
        } catch (ExecutionException failed) {
            throw new ConnectionException(origin, failed.getCause());
        } finally {
            // Ends a request that no caller waits for.
            sent.cancel(true);
        }
    }

    private static boolean wasClosed(Throwable reason) {
        return reason instanceof IOException
                && !(reason instanceof HttpTimeoutException)
                && !(reason instanceof ConnectException)
                && !(reason instanceof SSLHandshakeException);
    }
}
