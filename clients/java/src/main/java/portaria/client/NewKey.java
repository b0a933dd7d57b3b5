package portaria.client;

import static portaria.client.Der.oid;
import static portaria.client.Der.sequence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** A private key and the signing request for it, both in PEM. */
record NewKey(String keyPem, String csrPem) {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

    /**
     * Makes a P-256 key and a signing request (RFC 2986). The gateway takes only the public key of
     * it, so the subject says nothing.
     */
    static NewKey make(String passphrase) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Pem key =
                    passphrase == null || passphrase.isEmpty()
                            ? new Pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                            : new Pem(
                                    "ENCRYPTED PRIVATE KEY",
                                    PrivateKeys.encrypt(pair.getPrivate(), passphrase));
            return new NewKey(key.text(), new Pem("CERTIFICATE REQUEST", requestOf(pair)).text());
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static byte[] requestOf(KeyPair pair) throws GeneralSecurityException {
        byte[] text = Der.value(Der.UTF8_STRING, "renewal".getBytes(StandardCharsets.UTF_8));
        byte[] name = sequence(Der.value(Der.SET, sequence(oid(COMMON_NAME), text)));
        byte[] noAttributes = Der.value(Der.CONTEXT_0);
        byte[] info = sequence(Der.integer(0), name, pair.getPublic().getEncoded(), noAttributes);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(info);
        byte[] signed = Der.value(Der.BIT_STRING, new byte[] {0}, signature.sign());
        return sequence(info, sequence(oid(ECDSA_WITH_SHA256)), signed);
    }

    /** Shows neither. */
    @Override
    public String toString() {
        return "NewKey";
    }
}
