package portaria.client;

import java.nio.file.Path;

/**
 * A certificate with its intermediates, and its private key, both in PEM.
 *
 * @param passphrase of the private key; null if it is not encrypted
 */
public record PemFiles(Path certFile, Path keyFile, String passphrase) implements Certificate {
    public PemFiles(Path certFile, Path keyFile) {
        this(certFile, keyFile, null);
    }

    public PemFiles(String certFile, String keyFile) {
        this(Path.of(certFile), Path.of(keyFile), null);
    }

    /** Has no passphrase in it. */
    @Override
    public String toString() {
        return "PemFiles[" + certFile + ", " + keyFile + "]";
    }
}
