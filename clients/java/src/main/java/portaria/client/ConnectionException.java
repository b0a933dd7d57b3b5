package portaria.client;

/** There is no response, or not a whole one. The cause is the reason. */
public final class ConnectionException extends PortariaException {
    private static final long serialVersionUID = 1;

    ConnectionException(String origin, Throwable cause) {
        super("no response from " + origin + ": " + reasonOf(cause), cause);
    }

    private static String reasonOf(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
