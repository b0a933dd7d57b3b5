package portaria.client;

import static portaria.client.Checks.equal;
import static portaria.client.Checks.failure;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** JSON, DER and PEM, which the package reads and writes itself. */
final class FormatsTest {
    FormatsTest(Scripted server) {}

    void testJsonIsRead() {
        String text =
                " {\"a\" : [1, -2.5e3, true, false, null, {}, []], \"b\":\"\\u00e7\\n"
                    + "\\\"\\\\\\/ ção 😀\" } ";
        equal(
                Json.read(text),
                Map.of(
                        "a",
                        Arrays.asList(1.0, -2500.0, true, false, null, Map.of(), List.of()),
                        "b",
                        "ç\n\"\\/ ção 😀"));
        equal(Json.read("\"\""), "");
    }

    void testOtherTextsAreNoJson() {
        for (String text :
                List.of(
                        "",
                        " ",
                        "{",
                        "[",
                        "\"",
                        "{]",
                        "[1,]",
                        "{\"a\":1,}",
                        "{\"a\"}",
                        "{a:1}",
                        "01",
                        "1.",
                        ".5",
                        "+1",
                        "1e",
                        "tru",
                        "truely",
                        "nul",
                        "\"\\x\"",
                        "\"\\u12g4\"",
                        "\"\\u12\"",
                        "\"a\nb\"",
                        "1 2",
                        "<html>",
                        "[".repeat(100_000)))
            failure(IllegalArgumentException.class, () -> Json.read(text));
    }

    void testJsonIsWrittenAsItIsRead() {
        String odd = "\" \\ \n \t \u0001 / ção 😀 \u2028";
        equal(Json.read(Json.write(Map.of(odd, odd))), Map.of(odd, odd));
        equal(Json.write(Map.of("overlapSeconds", 86400L)), "{\"overlapSeconds\":86400}");
    }

    void testDerIsReadAsItIsWritten() {
        for (int size : List.of(0, 1, 127, 128, 255, 256, 65_535, 65_536)) {
            byte[] content = new byte[size];
            Arrays.fill(content, (byte) 7);
            Der read = new Der(Der.octets(content));
            equal(Arrays.equals(read.read(Der.OCTET_STRING), content), true);
            equal(read.hasMore(), false);
        }
        for (String oid :
                List.of(
                        "2.5.4.3",
                        "1.2.840.113549.1.5.13",
                        "2.16.840.1.101.3.4.1.42",
                        "1.3.14.3.2.26")) equal(new Der(Der.oid(oid)).readOid(), oid);
        equal(HexFormat.of().formatHex(Der.oid("1.2.840.10045.4.3.2")), "06082a8648ce3d040302");
        equal(new Der(Der.integer(600_000)).readInteger(), 600_000);
    }

    void testDamagedDerIsNotRead() {
        for (String hex :
                List.of("", "30", "3080", "3005", "308401000000", "04ff", "3003020101ff")) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            failure(
                    IllegalArgumentException.class,
                    () -> new Der(bytes).enter(Der.SEQUENCE).read(Der.OCTET_STRING));
        }
    }

    void testKeyOfRsaInItsOldFormIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Der info = new Der(pair.getPrivate().getEncoded()).enter(Der.SEQUENCE);
        info.readInteger();
        info.readWhole();
        String pem = new Pem("RSA PRIVATE KEY", info.read(Der.OCTET_STRING)).text();
        byte[] file =
                ("Bag Attributes\n" + pem.replace("\n", "\r\n"))
                        .getBytes(StandardCharsets.US_ASCII);
        equal(PrivateKeys.in(file, null), pair.getPrivate());
    }
}
