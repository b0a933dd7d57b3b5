package portaria.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The token of one certificate, in memory only. */
final class TokenCache {
    private static final Duration EARLY = Duration.ofSeconds(300);
    private static final Duration JITTER_MAX = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

    /** What a token request returns. */
    record IssuedToken(String token, Duration lifetime) {}

    private record HeldToken(String token, long renewAt, long endsAt) {}

    private final Supplier<IssuedToken> request;
    private final Timing timing;
    private final Consumer<? super Throwable> onProblem;
    private HeldToken held;
    private CompletableFuture<HeldToken> running;
    private long pausedUntil;
    private boolean paused;

    TokenCache(
            Supplier<IssuedToken> request, Timing timing, Consumer<? super Throwable> onProblem) {
        this.request = request;
        this.timing = timing;
        this.onProblem = onProblem;
    }

    /** Returns a token that is valid; requests one if it is time. */
    String get() throws InterruptedException {
        HeldToken before;
        CompletableFuture<HeldToken> started;
        synchronized (this) {
            before = held;
            if (before != null
                    && isValid(before)
                    && (isBefore(before.renewAt) || (paused && isBefore(pausedUntil))))
                return before.token;
            started = start();
        }
        try {
            return started.get().token;
        } catch (ExecutionException failed) {
            synchronized (this) {
                if (before != null && before == held && isValid(before)) return before.token;
            }
            if (failed.getCause() instanceof RuntimeException problem) throw problem;
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Forgets the token; if one is named, only while it is the one in use. */
    synchronized void drop(String token) {
        if (token != null && (held == null || !held.token.equals(token))) return;
        held = null;
        running = null;
        paused = false;
    }

    /**
     * Several callers wait for one request, so it has a thread of its own: none of them can
     * interrupt it.
     */
    private CompletableFuture<HeldToken> start() {
        if (running != null) return running;
        CompletableFuture<HeldToken> started = new CompletableFuture<>();
        running = started;
        Thread thread = new Thread(() -> run(started), "portaria-token");
        thread.setDaemon(true);
        thread.start();
        return started;
    }

    private void run(CompletableFuture<HeldToken> started) {
        try {
            HeldToken next = requestOne();
            synchronized (this) {
                // A token whose request began before drop() was requested with what has been
                // replaced since.
                if (running == started) held = next;
            }
            finish(started);
            started.complete(next);
        } catch (Throwable problem) {
            boolean lives = pauseAfter(started);
            finish(started);
            if (lives) report(problem);
            started.completeExceptionally(problem);
        }
    }

    private synchronized boolean pauseAfter(CompletableFuture<HeldToken> started) {
        if (running != started || held == null || !isValid(held)) return false;
        pausedUntil = timing.nanos() + PAUSE_AFTER_FAILURE.toNanos();
        paused = true;
        return true;
    }

    private synchronized void finish(CompletableFuture<HeldToken> started) {
        if (running == started) running = null;
    }

    private void report(Throwable problem) {
        try {
            onProblem.accept(problem);
        } catch (RuntimeException ofTheProgram) {
            problem.addSuppressed(ofTheProgram);
        }
    }

    private HeldToken requestOne() {
        long asked = timing.nanos();
        IssuedToken issued = request.get();
        long lifetime = issued.lifetime().toNanos();
        long renewAfter = Math.max(lifetime - EARLY.toNanos(), lifetime / 2);
        long jitter = (long) (timing.chance() * Math.min(JITTER_MAX.toNanos(), lifetime / 20));
        return new HeldToken(issued.token(), asked + renewAfter - jitter, asked + lifetime);
    }

    private boolean isValid(HeldToken token) {
        return isBefore(token.endsAt);
    }

    private boolean isBefore(long nanos) {
        return timing.nanos() - nanos < 0;
    }
}
