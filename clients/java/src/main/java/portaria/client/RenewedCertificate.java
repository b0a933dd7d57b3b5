package portaria.client;

/**
 * The SHA-256 fingerprints of a renewal, in hexadecimal.
 *
 * @param previousFingerprint of the certificate that was in use until now
 */
public record RenewedCertificate(String fingerprint, String previousFingerprint) {}
