package portaria.client;

/**
 * Keeps a new secret, for example in a file.
 *
 * @param <E> what it throws when it cannot
 */
@FunctionalInterface
public interface SecretSaver<E extends Exception> {
    void save(String clientSecret) throws E;
}
