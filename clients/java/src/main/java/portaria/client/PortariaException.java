package portaria.client;

/** Every failure of this package. */
public abstract sealed class PortariaException extends RuntimeException
        permits ConfigurationException, ConnectionException, ResponseException {
    private static final long serialVersionUID = 1;

    PortariaException(String message, Throwable cause) {
        super(message, cause);
    }
}
