package portaria.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where certificate, key and the server's CA are. The CA may be null. */
record IdentityFiles(Certificate certificate, Path caFile) {
    static final String CERT_FILE = "certificate.certFile";
    static final String KEY_FILE = "certificate.keyFile";
    static final String PFX_FILE = "certificate.pfxFile";
    static final String CA_FILE = "caFile";

    /** Changes when a file is written or replaced. */
    private record Stamp(Object file, FileTime modified, long size) {}

    /** Returns the paths by the option that names each. */
    private Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        if (certificate instanceof PemFiles pem) {
            paths.put(CERT_FILE, pem.certFile());
            paths.put(KEY_FILE, pem.keyFile());
        } else if (certificate instanceof Pkcs12File pkcs12) {
            paths.put(PFX_FILE, pkcs12.pfxFile());
        }
        if (caFile != null) paths.put(CA_FILE, caFile);
        return paths;
    }

    /** Returns what changes when a file is written or replaced: nothing while a file is missing. */
    List<?> stamp() {
        List<Stamp> stamps = new ArrayList<>();
        for (Path path : paths().values()) {
            try {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
                stamps.add(new Stamp(found.fileKey(), found.lastModifiedTime(), found.size()));
            } catch (IOException missing) {
                return List.of();
            }
        }
        return stamps;
    }

    /** Returns the content of each file by the option that names it. */
    Map<String, byte[]> read() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        paths().forEach(
                        (option, path) -> {
                            try {
                                contents.put(option, Files.readAllBytes(path));
                            } catch (IOException failed) {
                                throw new ConfigurationException(
                                        option,
                                        "cannot be read ("
                                                + reasonOf(failed)
                                                + "): check the path and its permissions");
                            }
                        });
        return contents;
    }

    /**
     * Says in words why a file cannot be read or written: the message of such an exception may be a
     * mere path.
     */
    static String reasonOf(IOException failed) {
        if (failed instanceof NoSuchFileException) return "there is no such file or folder";
        if (failed instanceof AccessDeniedException) return "permission denied";
        return failed.getClass().getSimpleName();
    }
}
