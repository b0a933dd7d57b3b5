package portaria.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so, and a list of what was waited for. */
final class ManualTiming implements Timing {
    final List<Duration> slept = new CopyOnWriteArrayList<>();

    private final AtomicLong nanos = new AtomicLong(1_000_000_000);
    private final double chance;

    ManualTiming() {
        this(0);
    }

    ManualTiming(double chance) {
        this.chance = chance;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public double chance() {
        return chance;
    }

    @Override
    public void sleep(Duration duration) {
        slept.add(duration);
    }

    void advance(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }
}
