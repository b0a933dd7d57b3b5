package portaria.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes JSON (RFC 8259): as much of it as the gateway's own bodies need. */
final class Json {
    private static final int DEPTH_MAX = 64;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Returns a map, list, string, double, boolean or null; throws an IllegalArgumentException for
     * other texts.
     */
    static Object read(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        if (reader.at < text.length()) throw reader.wrong();
        return value;
    }

    /** Returns the fields of an object, and none of another value. */
    static Map<?, ?> fieldsOf(Object value) {
        return value instanceof Map<?, ?> fields ? fields : Map.of();
    }

    /** Returns the items of an array, and none of another value. */
    static List<?> itemsOf(Object value) {
        return value instanceof List<?> items ? items : List.of();
    }

    /** Writes an object whose values are strings and numbers. */
    static String write(Map<String, ?> fields) {
        StringBuilder out = new StringBuilder("{");
        fields.forEach(
                (name, value) -> {
                    if (out.length() > 1) out.append(',');
                    writeText(out, name);
                    out.append(':');
                    if (value instanceof Number) out.append(value);
                    else writeText(out, String.valueOf(value));
                });
        return out.append('}').toString();
    }

    private static void writeText(StringBuilder out, String value) {
        out.append('"');
        for (char each : value.toCharArray()) {
            if (each == '"' || each == '\\') out.append('\\').append(each);
            else if (each < ' ') out.append(String.format("\\u%04x", (int) each));
            else out.append(each);
        }
        out.append('"');
    }

    private Object value() {
        if (++depth > DEPTH_MAX) throw wrong();
        skipSpace();
        Object value =
                switch (peek()) {
                    case '{' -> object();
                    case '[' -> array();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", null);
                    default -> number();
                };
        skipSpace();
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (take('}')) return fields;
        do {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            fields.put(name, value());
        } while (take(','));
        expect('}');
        return fields;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        skipSpace();
        if (take(']')) return items;
        do items.add(value());
        while (take(','));
        expect(']');
        return items;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char each = next();
            if (each < ' ') throw wrong();
            out.append(each == '\\' ? escaped() : each);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char each = next();
        return switch (each) {
            case '"', '\\', '/' -> each;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw wrong();
        };
    }

    private char hexadecimal() {
        int end = at + 4;
        if (end > text.length()) throw wrong();
        String digits = text.substring(at, end);
        if (!digits.matches("[0-9a-fA-F]{4}")) throw wrong();
        at = end;
        return (char) Integer.parseInt(digits, 16);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw wrong();
        at += word.length();
        return value;
    }

    private Double number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) throw wrong();
        return Double.valueOf(number);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private boolean take(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!take(wanted)) throw wrong();
    }

    private char next() {
        char each = peek();
        at++;
        return each;
    }

    private char peek() {
        if (at >= text.length()) throw wrong();
        return text.charAt(at);
    }

    /** Names the place and not the text, which may have a secret in it. */
    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
