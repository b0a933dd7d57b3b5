package portaria.client;

import portaria.client.TokenCache.IssuedToken;

import java.net.http.HttpClient;
import java.util.List;
import java.util.function.Function;

import javax.net.ssl.SSLParameters;

/** Reads the files again when they change on disk. */
final class Connections {
    private final Settings settings;
    private final Function<Connection, IssuedToken> requestToken;
    private IdentityFiles files;
    private Connection kept;
    private List<?> taken;

    /** Of files that could not be used: they are not read again until they change. */
    private List<?> rejected;

    Connections(Settings settings, Function<Connection, IssuedToken> requestToken) {
        this.settings = settings;
        this.requestToken = requestToken;
        this.files = new IdentityFiles(settings.certificate(), settings.caFile());
    }

    /** Returns the connection over what is on disk now. */
    Connection current() {
        ConfigurationException problem;
        Connection found;
        synchronized (this) {
            problem = look();
            found = kept;
        }
        if (problem != null) settings.onProblem().accept(problem);
        return found;
    }

    /** Uses other files from now on, if they can be used. */
    void use(Certificate certificate) {
        IdentityFiles next = new IdentityFiles(certificate, settings.caFile());
        Identity.read(next);
        synchronized (this) {
            files = next;
            taken = null;
            rejected = null;
        }
        current();
    }

    /** Forgets the token, so that the next one is requested with what has changed. */
    synchronized void dropToken() {
        if (kept != null) kept.tokens.drop(null);
    }

    /**
     * Java closes the connections of an HttpClient that nothing refers to any more, and none that
     * is in use.
     */
    synchronized void close() {
        kept = null;
        taken = null;
    }

    /** Returns why the files cannot be used, if there are others to go on with. */
    private ConfigurationException look() {
        List<?> stamp = files.stamp();
        if (kept != null && (stamp.equals(taken) || stamp.equals(rejected))) return null;
        try {
            Identity identity = Identity.read(files);
            if (kept == null || !kept.digest.equals(identity.digest())) kept = open(identity);
            taken = stamp;
            rejected = null;
            return null;
        } catch (ConfigurationException problem) {
            // Between the two writes of a new pair, certificate and key do not belong together.
            if (kept == null) throw problem;
            rejected = stamp;
            return problem;
        }
    }

    private Connection open(Identity identity) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(Tls.contextOf(identity))
                        .sslParameters(parameters)
                        .build();
        return new Connection(http, identity.digest(), settings, requestToken);
    }
}
