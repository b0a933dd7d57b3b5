package portaria.client;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** The response is an error. */
public final class ResponseException extends PortariaException {
    private static final long serialVersionUID = 1;

    /** What an error carries; null where it has none. */
    record Details(
            String code, String requestId, String hint, String documentation, Duration retryAfter)
            implements Serializable {
        static Details ofRequest(String requestId) {
            return new Details(null, requestId, null, null, null);
        }
    }

    private final int status;
    private final Details details;

    ResponseException(String message, int status, Details details) {
        super(message, null);
        this.status = status;
        this.details = details;
    }

    /** The status of the response. */
    public int status() {
        return status;
    }

    /** A stable word that your program may compare. */
    public Optional<String> code() {
        return Optional.ofNullable(details.code());
    }

    /** Quote it when you ask the operator for help. */
    public Optional<String> requestId() {
        return Optional.ofNullable(details.requestId());
    }

    /** How to correct the mistake, if it is known. */
    public Optional<String> hint() {
        return Optional.ofNullable(details.hint());
    }

    /** The address of a page about this error. */
    public Optional<String> documentation() {
        return Optional.ofNullable(details.documentation());
    }

    /** How long the gateway asks you to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(details.retryAfter());
    }
}
