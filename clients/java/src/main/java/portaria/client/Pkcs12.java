package portaria.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads a PKCS#12 file (RFC 7292). */
final class Pkcs12 {
    private static final String DATA = "1.2.840.113549.1.7.1";
    private static final String KEY_BAG = "1.2.840.113549.1.12.10.1.1";
    private static final String CERT_BAG = "1.2.840.113549.1.12.10.1.3";

    private Pkcs12() {}

    /**
     * Returns key and chain; throws whatever goes wrong when it is no such file, or the passphrase
     * is wrong.
     */
    static Identity.Pair read(byte[] file, String passphrase)
            throws GeneralSecurityException, IOException {
        // KeyStore reads no key that is not encrypted.
        if (passphrase == null || passphrase.isEmpty()) {
            try {
                return readOpen(file);
            } catch (IllegalArgumentException encrypted) {
                return readStore(file, new char[0]);
            }
        }
        return readStore(file, passphrase.toCharArray());
    }

    private static Identity.Pair readStore(byte[] file, char[] passphrase)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), passphrase);
        for (String alias : Collections.list(store.aliases())) {
            Key key = store.getKey(alias, passphrase);
            Certificate[] chain = store.getCertificateChain(alias);
            if (key instanceof PrivateKey own && chain != null)
                return new Identity.Pair(
                        own, Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        }
        throw new GeneralSecurityException("no private key with a certificate");
    }

    private static Identity.Pair readOpen(byte[] file) throws GeneralSecurityException {
        Der pfx = new Der(file).enter(Der.SEQUENCE);
        pfx.readInteger();
        Der safes = contentOf(pfx).enter(Der.SEQUENCE);
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        while (safes.hasMore()) {
            Der bags = contentOf(safes).enter(Der.SEQUENCE);
            while (bags.hasMore()) {
                Der bag = bags.enter(Der.SEQUENCE);
                String kind = bag.readOid();
                Der value = bag.enter(Der.CONTEXT_0);
                if (kind.equals(KEY_BAG)) key = keyOf(value);
                else if (kind.equals(CERT_BAG)) chain.add(certificateOf(value));
            }
        }
        if (key == null) throw new IllegalArgumentException("it is encrypted");
        return Identity.Pair.of(key, chain);
    }

    private static Der contentOf(Der from) {
        Der info = from.enter(Der.SEQUENCE);
        if (!info.readOid().equals(DATA)) throw new IllegalArgumentException("it is encrypted");
        return new Der(info.enter(Der.CONTEXT_0).read(Der.OCTET_STRING));
    }

    private static PrivateKey keyOf(Der value) throws GeneralSecurityException {
        try {
            return PrivateKeys.ofPkcs8(value.readWhole());
        } catch (PrivateKeys.UnusableKey unusable) {
            throw new GeneralSecurityException(unusable.getMessage());
        }
    }

    private static X509Certificate certificateOf(Der value) throws GeneralSecurityException {
        Der bag = value.enter(Der.SEQUENCE);
        bag.readOid();
        byte[] der = bag.enter(Der.CONTEXT_0).read(Der.OCTET_STRING);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }
}
