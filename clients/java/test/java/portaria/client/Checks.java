package portaria.client;

import java.util.Objects;

/** What tests expect. */
final class Checks {
    interface Action {
        Object run() throws Exception;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private Checks() {}

    static void equal(Object got, Object wanted) {
        if (!Objects.equals(got, wanted))
            throw new AssertionError("got " + got + ", wanted " + wanted);
    }

    static void holds(boolean condition, Object what) {
        if (!condition) throw new AssertionError("this is wrong: " + what);
    }

    static void contains(String text, String part) {
        if (!text.contains(part))
            throw new AssertionError("\"" + part + "\" is not in \"" + text + "\"");
    }

    /** Returns the failure of an action, which must be of this type. */
    static <T extends Throwable> T failure(Class<T> type, Action action) {
        try {
            action.run();
        } catch (Throwable failure) {
            if (type.isInstance(failure)) return type.cast(failure);
            throw new AssertionError("a failure of another type", failure);
        }
        throw new AssertionError("there was no failure");
    }

    /** Expects an error that names the option, and says what is wrong with it. */
    static void isConfiguration(String option, Action action) {
        ConfigurationException failure = failure(ConfigurationException.class, action);
        equal(failure.option(), option);
        holds(
                failure.getMessage().matches(java.util.regex.Pattern.quote(option) + " .{10,}\\."),
                failure.getMessage());
    }

    /** Waits until a condition holds. */
    static void soon(Condition condition) throws Exception {
        for (int i = 0; i < 1000; i++) {
            if (condition.holds()) return;
            Thread.sleep(5);
        }
        throw new AssertionError("it did not come");
    }
}
