package portaria.client;

/** The files of a certificate and its private key: {@link PemFiles} or {@link Pkcs12File}. */
public sealed interface Certificate permits PemFiles, Pkcs12File {
    /** The passphrase of the private key; null if it is not encrypted. */
    String passphrase();
}
