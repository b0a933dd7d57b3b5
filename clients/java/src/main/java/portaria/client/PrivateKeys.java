package portaria.client;

import static portaria.client.Der.octets;
import static portaria.client.Der.oid;
import static portaria.client.Der.sequence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads private keys in PEM, and encrypts one with a passphrase: RFC 5958 and RFC 8018, PBES2 with
 * PBKDF2.
 */
final class PrivateKeys {
    /** Why a key cannot be used, in words that follow "cannot be used: ". */
    static final class UnusableKey extends Exception {
        private static final long serialVersionUID = 1;

        UnusableKey(String message) {
            super(message);
        }
    }

    private record CipherKind(String name, String transformation, int keyBits) {}

    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String HMAC_SHA1 = "1.2.840.113549.2.7";
    private static final String HMAC_SHA256 = "1.2.840.113549.2.9";
    private static final String AES_256_CBC = "2.16.840.1.101.3.4.1.42";
    private static final Map<String, String> DERIVATIONS =
            Map.of(
                    HMAC_SHA1,
                    "PBKDF2WithHmacSHA1",
                    HMAC_SHA256,
                    "PBKDF2WithHmacSHA256",
                    "1.2.840.113549.2.10",
                    "PBKDF2WithHmacSHA384",
                    "1.2.840.113549.2.11",
                    "PBKDF2WithHmacSHA512");
    private static final Map<String, CipherKind> CIPHERS =
            Map.of(
                    "1.2.840.113549.3.7",
                    new CipherKind("DESede", "DESede/CBC/PKCS5Padding", 192),
                    "2.16.840.1.101.3.4.1.2",
                    new CipherKind("AES", "AES/CBC/PKCS5Padding", 128),
                    "2.16.840.1.101.3.4.1.22",
                    new CipherKind("AES", "AES/CBC/PKCS5Padding", 192),
                    AES_256_CBC,
                    new CipherKind("AES", "AES/CBC/PKCS5Padding", 256));
    private static final int ITERATIONS = 600_000;

    private PrivateKeys() {}

    /** Returns the first private key of a PEM file. */
    static PrivateKey in(byte[] file, String passphrase) throws UnusableKey {
        Pem block =
                Pem.blocksOf(file).stream()
                        .filter(each -> each.label().endsWith("PRIVATE KEY"))
                        .findFirst()
                        .orElseThrow(() -> new UnusableKey(reasonWithoutKey(file)));
        return ofPkcs8(pkcs8Of(block, passphrase));
    }

    /** Returns the key of a {@code PrivateKeyInfo}. */
    static PrivateKey ofPkcs8(byte[] der) throws UnusableKey {
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException ofAnotherKind) {
                continue;
            }
        }
        throw new UnusableKey("its private key is damaged or of an unknown type");
    }

    /** Encrypts a key with AES-256, in a form that OpenSSL and Go read. */
    static byte[] encrypt(PrivateKey key, String passphrase) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[16];
        byte[] iv = new byte[16];
        random.nextBytes(salt);
        random.nextBytes(iv);
        byte[] hash = sequence(oid(HMAC_SHA256), Der.value(Der.NULL));
        byte[] derivation =
                sequence(oid(PBKDF2), sequence(octets(salt), Der.integer(ITERATIONS), hash));
        byte[] encryption = sequence(oid(AES_256_CBC), octets(iv));
        byte[] algorithm = sequence(oid(PBES2), sequence(derivation, encryption));
        Cipher cipher = cipherOf(Cipher.ENCRYPT_MODE, new Der(algorithm), passphrase);
        return sequence(algorithm, octets(cipher.doFinal(key.getEncoded())));
    }

    private static String reasonWithoutKey(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (text.contains("Proc-Type: 4,ENCRYPTED"))
            return "it is encrypted in the way of older OpenSSL: write it again with openssl pkcs8"
                       + " -topk8 -v2 aes-256-cbc";
        return "it has no private key in PEM";
    }

    private static byte[] pkcs8Of(Pem block, String passphrase) throws UnusableKey {
        try {
            return switch (block.label()) {
                case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der(), passphrase);
                case "EC PRIVATE KEY" -> pkcs8OfEc(block.der());
                case "RSA PRIVATE KEY" ->
                        pkcs8(
                                sequence(oid("1.2.840.113549.1.1.1"), Der.value(Der.NULL)),
                                block.der());
                default -> block.der();
            };
        } catch (IllegalArgumentException | ArithmeticException noDer) {
            throw new UnusableKey("its private key is damaged");
        }
    }

    /** RFC 5915: the key names its curve. */
    private static byte[] pkcs8OfEc(byte[] der) {
        Der key = new Der(der).enter(Der.SEQUENCE);
        key.readInteger();
        key.read(Der.OCTET_STRING);
        byte[] curve = key.read(Der.CONTEXT_0);
        return pkcs8(sequence(oid("1.2.840.10045.2.1"), curve), der);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return sequence(Der.integer(0), algorithm, octets(key));
    }

    private static byte[] decrypt(byte[] der, String passphrase) throws UnusableKey {
        if (passphrase == null || passphrase.isEmpty())
            throw new UnusableKey("it is encrypted: pass its passphrase");
        Der info = new Der(der).enter(Der.SEQUENCE);
        Cipher cipher;
        try {
            cipher = cipherOf(Cipher.DECRYPT_MODE, new Der(info.readWhole()), passphrase);
        } catch (GeneralSecurityException unusual) {
            throw new UnusableKey(
                    "it is encrypted in an unusual way: write it again with openssl pkcs8 -topk8"
                        + " -v2 aes-256-cbc");
        }
        try {
            byte[] plain = cipher.doFinal(info.read(Der.OCTET_STRING));
            // Padding may look right by chance.
            new Der(plain).enter(Der.SEQUENCE);
            return plain;
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            throw new UnusableKey("the passphrase is wrong");
        }
    }

    private static Cipher cipherOf(int mode, Der algorithm, String passphrase)
            throws GeneralSecurityException {
        Der scheme = parametersOf(algorithm, PBES2);
        Der derivation = parametersOf(scheme, PBKDF2);
        byte[] salt = derivation.read(Der.OCTET_STRING);
        int iterations = derivation.readInteger();
        if (derivation.isNext(Der.INTEGER)) derivation.readInteger();
        String hash = derivation.hasMore() ? derivation.enter(Der.SEQUENCE).readOid() : HMAC_SHA1;
        Der encryption = scheme.enter(Der.SEQUENCE);
        CipherKind kind = CIPHERS.get(encryption.readOid());
        if (kind == null || !DERIVATIONS.containsKey(hash))
            throw new InvalidKeySpecException("an unusual encryption");
        PBEKeySpec password =
                new PBEKeySpec(passphrase.toCharArray(), salt, iterations, kind.keyBits());
        byte[] key =
                SecretKeyFactory.getInstance(DERIVATIONS.get(hash))
                        .generateSecret(password)
                        .getEncoded();
        Cipher cipher = Cipher.getInstance(kind.transformation());
        IvParameterSpec iv = new IvParameterSpec(encryption.read(Der.OCTET_STRING));
        cipher.init(mode, new SecretKeySpec(key, kind.name()), iv);
        return cipher;
    }

    private static Der parametersOf(Der from, String wanted) throws InvalidKeySpecException {
        Der algorithm = from.enter(Der.SEQUENCE);
        if (!algorithm.readOid().equals(wanted))
            throw new InvalidKeySpecException("an unusual encryption");
        return algorithm.enter(Der.SEQUENCE);
    }
}
