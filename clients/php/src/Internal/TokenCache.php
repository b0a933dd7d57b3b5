<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\PortariaException;

/** The token of one certificate: in memory, and in a store if there is one. */
final class TokenCache
{
    private const EARLY_SECONDS = 300;
    private const JITTER_SECONDS_MAX = 30;
    private const PAUSE_AFTER_FAILURE_SECONDS = 10;

    private ?HeldToken $held = null;

    /** @param \Closure(): IssuedToken $request */
    public function __construct(
        private readonly \Closure $request,
        private readonly ClientOptions $options,
        private readonly ?SharedToken $shared,
    ) {
    }

    /** Returns a token that is valid; requests one if it is time. */
    public function get(): Secret
    {
        $held = $this->held ?? $this->shared?->read();
        if ($held === null || $this->now() >= $held->renewAt) {
            $held = $this->renew($held);
        }
        $this->held = $held;
        return $held->token;
    }

    /** Forgets the token; if one is named, only while it is the one in use. */
    public function drop(?Secret $token = null): void
    {
        if ($token === null || $this->held?->token === $token) {
            $this->held = null;
        }
        $this->shared?->drop($token);
    }

    private function renew(?HeldToken $held): HeldToken
    {
        try {
            return $this->shared === null ? $this->requestOne() : $this->requestShared($this->shared, $held);
        } catch (PortariaException $problem) {
            if ($held === null || $this->now() >= $held->endsAt) {
                throw $problem;
            }
            ($this->options->onProblem)($problem);
            return $held->renewedAt($this->now() + self::PAUSE_AFTER_FAILURE_SECONDS);
        }
    }

    private function requestShared(SharedToken $shared, ?HeldToken $held): HeldToken
    {
        // Another process may have renewed it, before or while this one waited for its turn.
        return $this->fresh($shared) ?? $shared->exclusively(function () use ($shared, $held): HeldToken {
            $found = $this->fresh($shared);
            if ($found !== null) {
                return $found;
            }
            // The other processes use the previous token until there is a new one.
            $this->postpone($shared, $held, $this->options->maxWaitSeconds + $this->options->timeoutSeconds);
            try {
                $found = $this->requestOne();
            } catch (PortariaException $problem) {
                $this->postpone($shared, $held, self::PAUSE_AFTER_FAILURE_SECONDS);
                throw $problem;
            }
            $shared->write($found, $this->now());
            return $found;
        });
    }

    private function postpone(SharedToken $shared, ?HeldToken $held, float $seconds): void
    {
        $now = $this->now();
        if ($held !== null && $now < $held->endsAt) {
            $shared->write($held->renewedAt($now + $seconds), $now);
        }
    }

    private function fresh(SharedToken $shared): ?HeldToken
    {
        $found = $shared->read();
        return $found !== null && $this->now() < $found->renewAt ? $found : null;
    }

    private function requestOne(): HeldToken
    {
        $askedAt = $this->now();
        $issued = ($this->request)();
        $lifetime = $issued->lifetimeSeconds;
        $renewAfter = max($lifetime - self::EARLY_SECONDS, $lifetime / 2);
        $jitter = $this->options->timing->random() * min(self::JITTER_SECONDS_MAX, $lifetime / 20);
        return new HeldToken($issued->token, $askedAt + $renewAfter - $jitter, $askedAt + $lifetime);
    }

    private function now(): float
    {
        return $this->options->timing->now();
    }
}
