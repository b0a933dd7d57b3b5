package portaria.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What the files have in them, checked.
 *
 * @param authorities the CAs of the server; empty for those of the machine
 * @param digest changes with the content of any of the files
 */
record Identity(Pair pair, List<X509Certificate> authorities, String digest) {
    /** A private key, and its certificate with the intermediates after it. */
    record Pair(PrivateKey key, X509Certificate[] chain) {
        /** Looks for the certificate of the key: some programs write that of the CA first. */
        static Pair of(PrivateKey key, List<X509Certificate> certificates)
                throws GeneralSecurityException {
            List<X509Certificate> chain = new ArrayList<>(certificates);
            for (X509Certificate each : certificates) {
                if (!belongTogether(each, key)) continue;
                Collections.swap(chain, 0, chain.indexOf(each));
                return new Pair(key, chain.toArray(X509Certificate[]::new));
            }
            throw new GeneralSecurityException("no certificate of the key");
        }
    }

    /** Reads the files; throws a ConfigurationException when they cannot be used together. */
    static Identity read(IdentityFiles files) {
        Map<String, byte[]> contents = files.read();
        String passphrase = files.certificate().passphrase();
        byte[] pfx = contents.get(IdentityFiles.PFX_FILE);
        Pair pair = pfx == null ? pairIn(contents, passphrase) : pairInPkcs12(pfx, passphrase);
        byte[] ca = contents.get(IdentityFiles.CA_FILE);
        List<X509Certificate> authorities =
                ca == null ? List.of() : certificatesIn(IdentityFiles.CA_FILE, ca);
        return new Identity(pair, authorities, digestOf(contents));
    }

    private static Pair pairInPkcs12(byte[] pfx, String passphrase) {
        try {
            return Pkcs12.read(pfx, passphrase);
        } catch (GeneralSecurityException | IOException | RuntimeException unusable) {
            // Java's PBES2 for files takes no other characters, and calls every such passphrase
            // wrong.
            boolean ascii = passphrase == null || passphrase.chars().allMatch(each -> each < 0x80);
            throw new ConfigurationException(
                    IdentityFiles.PFX_FILE,
                    ascii
                            ? "is no PKCS#12 file, or the passphrase is wrong"
                            : "cannot be opened: Java needs a passphrase of ASCII characters, so"
                                  + " write the file again with one");
        }
    }

    private static Pair pairIn(Map<String, byte[]> contents, String passphrase) {
        List<X509Certificate> chain =
                certificatesIn(IdentityFiles.CERT_FILE, contents.get(IdentityFiles.CERT_FILE));
        try {
            PrivateKey key = PrivateKeys.in(contents.get(IdentityFiles.KEY_FILE), passphrase);
            if (belongTogether(chain.get(0), key))
                return new Pair(key, chain.toArray(X509Certificate[]::new));
        } catch (PrivateKeys.UnusableKey unusable) {
            throw new ConfigurationException(
                    IdentityFiles.KEY_FILE, "cannot be used: " + unusable.getMessage());
        }
        throw new ConfigurationException(
                IdentityFiles.KEY_FILE,
                "is not the key of certificate.certFile: pass the files of one pair");
    }

    private static List<X509Certificate> certificatesIn(String option, byte[] file) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem block : Pem.blocksOf(file))
                if (block.label().equals("CERTIFICATE"))
                    found.add(
                            (X509Certificate)
                                    factory.generateCertificate(
                                            new ByteArrayInputStream(block.der())));
        } catch (GeneralSecurityException damaged) {
            found.clear();
        }
        if (found.isEmpty()) throw new ConfigurationException(option, "has no certificate in PEM");
        return found;
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    private static String digestOf(Map<String, byte[]> contents) {
        MessageDigest digest = sha256();
        contents.forEach(
                (option, content) -> {
                    digest.update(
                            (option + " " + content.length + "\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    digest.update(content);
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
