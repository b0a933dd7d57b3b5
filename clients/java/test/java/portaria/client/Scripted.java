package portaria.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The server that the tests of all client packages use, clients/scripted-server/main.ts, and
 * clients of it.
 */
final class Scripted implements AutoCloseable {
    static final String TOKEN_PATH = "/api/auth/token";
    static final String CLIENT_ID = "account-1-0a1b2c3d";
    static final String CLIENT_SECRET = "scripted-secret-0123456789";
    static final String REQUEST_ID = "00112233445566778899aabbccddeeff";

    /** A request as it came in. */
    record Received(
            String method,
            String path,
            Map<?, ?> headers,
            String body,
            String fingerprint,
            int connection) {
        String header(String name) {
            return (String) headers.get(name);
        }
    }

    final String url;
    final String passphrase;

    private final Process process;
    private final String control;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<PortariaClient> opened = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();

    private Scripted(Process process, Map<?, ?> place) {
        this.process = process;
        this.url = (String) place.get("url");
        this.control = (String) place.get("control");
        this.folder = Path.of((String) place.get("folder"));
        this.passphrase = (String) place.get("passphrase");
    }

    static Scripted start() throws IOException {
        String node = Optional.ofNullable(System.getenv("NODE")).orElse("node");
        Process process =
                new ProcessBuilder(node, "../scripted-server/main.ts")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new Scripted(process, Json.fieldsOf(Json.read(output.readLine())));
    }

    @Override
    public void close() throws IOException {
        // The server ends with its input.
        process.getOutputStream().close();
        process.onExit().join();
        for (Path copy : copies) {
            try (Stream<Path> files = Files.walk(copy)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                    Files.delete(file);
            }
        }
    }

    void closeClients() {
        opened.forEach(PortariaClient::close);
        opened.clear();
    }

    void reset() throws Exception {
        control("POST", "/reset", "");
    }

    /** Takes answers in JSON. */
    void queue(String... answers) throws Exception {
        control("POST", "/answers", "[" + String.join(",", answers) + "]");
    }

    /** Returns what came in, for one path or, without one, for all. */
    List<Received> requests(String... paths) throws Exception {
        List<Received> found = new ArrayList<>();
        for (Object each : Json.itemsOf(Json.read(control("GET", "/requests", "")))) {
            Map<?, ?> fields = Json.fieldsOf(each);
            String path = (String) fields.get("path");
            if (paths.length > 0 && !path.split("\\?")[0].equals(paths[0])) continue;
            found.add(
                    new Received(
                            (String) fields.get("method"),
                            path,
                            Json.fieldsOf(fields.get("headers")),
                            (String) fields.get("body"),
                            (String) fields.get("fingerprint"),
                            ((Double) fields.get("connection")).intValue()));
        }
        return found;
    }

    /** Returns how many tokens were requested. */
    int asked() throws Exception {
        return requests(TOKEN_PATH).size();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    PemFiles pair(String name) {
        return new PemFiles(file(name + ".pem"), file(name + ".key"));
    }

    /** Returns a folder with copies of the client's files, which a test may change. */
    Path copyOfFiles() throws IOException {
        Path copy = Files.createTempDirectory("portaria-client-");
        copies.add(copy);
        for (String name : List.of("client.pem", "client.key", "renewed.pem", "renewed.key"))
            Files.copy(file(name), copy.resolve(name));
        return copy;
    }

    PortariaClient client() {
        return client(UnaryOperator.identity());
    }

    /** Returns a client of this server with other options. */
    PortariaClient client(UnaryOperator<PortariaClient.Builder> change) {
        PortariaClient client =
                change.apply(
                                PortariaClient.builder()
                                        .url(url)
                                        .clientId(CLIENT_ID)
                                        .clientSecret(CLIENT_SECRET)
                                        .certificate(pair("client"))
                                        .caFile(file("ca.pem").toString()))
                        .build();
        opened.add(client);
        return client;
    }

    private String control(String method, String route, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(control + route))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
