package portaria.client;

import java.nio.file.Path;

/**
 * Certificate and private key in one file, such as {@code client.p12} or {@code client.pfx}.
 *
 * @param passphrase null if the file is not encrypted
 */
public record Pkcs12File(Path pfxFile, String passphrase) implements Certificate {
    public Pkcs12File(String pfxFile, String passphrase) {
        this(Path.of(pfxFile), passphrase);
    }

    /** Has no passphrase in it. */
    @Override
    public String toString() {
        return "Pkcs12File[" + pfxFile + "]";
    }
}
