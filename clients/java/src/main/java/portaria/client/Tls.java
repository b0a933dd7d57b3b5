package portaria.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Makes the TLS set-up of an identity. */
final class Tls {
    private Tls() {}

    static SSLContext contextOf(Identity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = {new OneKey(identity.pair())};
            context.init(keys, trustOf(identity), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new ConfigurationException(
                    "caFile", "cannot be used (" + unusable.getMessage() + ")");
        }
    }

    private static TrustManager[] trustOf(Identity identity)
            throws GeneralSecurityException, IOException {
        // Null stands for the CAs of the machine.
        if (identity.authorities().isEmpty()) return null;
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate each : identity.authorities())
            store.setCertificateEntry(each.getSerialNumber() + " " + store.size(), each);
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /**
     * Always presents the one certificate. The key manager of Java would compare its issuer with
     * the CAs that the server names, and present nothing if none of them fits.
     */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "client";

        private final Identity.Pair pair;

        OneKey(Identity.Pair pair) {
            this.pair = pair;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return aliasFor(keyTypes);
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return aliasFor(keyTypes);
        }

        private String aliasFor(String[] keyTypes) {
            return List.of(keyTypes).contains(pair.key().getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return pair.chain().clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return pair.key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
