package portaria.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Clock, chance and waiting, which tests replace. */
interface Timing {
    Timing USUAL =
            new Timing() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public double chance() {
                    return ThreadLocalRandom.current().nextDouble();
                }

                @Override
                public void sleep(Duration duration) throws InterruptedException {
                    Thread.sleep(duration.toMillis());
                }
            };

    /** The time of a clock that is never set. */
    long nanos();

    /** From 0 to 1, without 1. */
    double chance();

    void sleep(Duration duration) throws InterruptedException;
}
