package portaria.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Runs every method whose name begins with "test". The package needs nothing but the JDK, and
 * neither do its tests.
 */
final class AllTests {
    private static final List<Class<?>> CLASSES =
            List.of(
                    CallTest.class,
                    ConnectionTest.class,
                    ErrorsTest.class,
                    FormatsTest.class,
                    SelfServiceTest.class,
                    TokenTest.class,
                    WaitingTest.class);

    private AllTests() {}

    public static void main(String[] names) throws Exception {
        int passed = 0;
        int failed = 0;
        try (Scripted server = Scripted.start()) {
            for (Class<?> each : CLASSES) {
                for (Method test : testsOf(each, Arrays.asList(names))) {
                    if (passes(each, test, server)) passed++;
                    else failed++;
                }
            }
        }
        System.out.println(passed + " passed, " + failed + " failed");
        System.exit(failed > 0 || passed == 0 ? 1 : 0);
    }

    private static List<Method> testsOf(Class<?> type, List<String> names) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().startsWith("test"))
                .filter(method -> names.isEmpty() || names.contains(method.getName()))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static boolean passes(Class<?> type, Method test, Scripted server) throws Exception {
        server.reset();
        try {
            test.invoke(type.getDeclaredConstructor(Scripted.class).newInstance(server));
            return true;
        } catch (InvocationTargetException failure) {
            System.out.println("FAILED: " + type.getSimpleName() + "." + test.getName());
            failure.getCause().printStackTrace(System.out);
            return false;
        } finally {
            server.closeClients();
        }
    }
}
