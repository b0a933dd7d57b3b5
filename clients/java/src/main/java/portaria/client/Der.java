package portaria.client;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Values of DER (X.690): tag, length, content. Offers what keys, signing requests and PKCS#12 files
 * are made of.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int UTF8_STRING = 0x0c;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** The tag [0] of a value that is made of others. */
    static final int CONTEXT_0 = 0xa0;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads one value after another. */
    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) content.writeBytes(part);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = content.size();
        out.write(tag);
        if (length >= 0x80) {
            int octets = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            out.write(0x80 | octets);
            for (int shift = 8 * (octets - 1); shift > 0; shift -= 8) out.write(length >> shift);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    static byte[] octets(byte[] content) {
        return value(OCTET_STRING, content);
    }

    static byte[] integer(long value) {
        return value(INTEGER, BigInteger.valueOf(value).toByteArray());
    }

    /** Encodes an object identifier such as {@code 2.5.4.3}. */
    static byte[] oid(String dotted) {
        String[] parts = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
        for (String part : Arrays.copyOfRange(parts, 2, parts.length)) {
            int number = Integer.parseInt(part);
            for (int shift = 28; shift > 0; shift -= 7)
                if (number >> shift > 0) out.write(0x80 | (number >> shift));
            out.write(number & 0x7f);
        }
        return value(OID, out.toByteArray());
    }

    boolean hasMore() {
        return at < end;
    }

    /** Whether the next value has this tag. */
    boolean isNext(int tag) {
        return hasMore() && (bytes[at] & 0xff) == tag;
    }

    /** Goes into the next value, which must have this tag. */
    Der enter(int tag) {
        if (!isNext(tag)) throw new IllegalArgumentException("no DER value of tag " + tag);
        at++;
        int length = length();
        if (length > end - at) throw new IllegalArgumentException("the DER value ends early");
        Der inner = new Der(bytes, at, at + length);
        at += length;
        return inner;
    }

    /** Returns the content of the next value, which must have this tag. */
    byte[] read(int tag) {
        return enter(tag).rest();
    }

    /** Returns the next value with its tag and length. */
    byte[] readWhole() {
        int from = at;
        if (!hasMore()) throw new IllegalArgumentException("the DER value ends early");
        enter(bytes[at] & 0xff);
        return Arrays.copyOfRange(bytes, from, at);
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    int readInteger() {
        return new BigInteger(read(INTEGER)).intValueExact();
    }

    /** Returns the object identifier of the next value, such as {@code 2.5.4.3}. */
    String readOid() {
        byte[] content = read(OID);
        StringBuilder dotted = new StringBuilder();
        long number = 0;
        for (byte each : content) {
            number = number << 7 | (each & 0x7f);
            if (each < 0) continue;
            if (dotted.isEmpty())
                dotted.append(Math.min(number / 40, 2))
                        .append('.')
                        .append(number - 40 * Math.min(number / 40, 2));
            else dotted.append('.').append(number);
            number = 0;
        }
        return dotted.toString();
    }

    private int length() {
        if (!hasMore()) throw new IllegalArgumentException("the DER value ends early");
        int first = bytes[at++] & 0xff;
        if (first < 0x80) return first;
        int octets = first & 0x7f;
        if (octets == 0 || octets > 3 || octets > end - at)
            throw new IllegalArgumentException("no length of DER");
        int length = 0;
        for (int i = 0; i < octets; i++) length = length << 8 | (bytes[at++] & 0xff);
        return length;
    }
}
