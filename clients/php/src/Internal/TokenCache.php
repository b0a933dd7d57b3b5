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
    private float $pausedUntil = 0;

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
        $held = $this->held;
        $timing = $this->options->timing;
        if ($held !== null && $timing->now() < max($held->renewAt, min($this->pausedUntil, $held->endsAt))) {
            return $held->token;
        }
        try {
            $this->held = $this->shared === null ? $this->requestOne() : $this->requestShared($this->shared);
            return $this->held->token;
        } catch (PortariaException $problem) {
            if ($held === null || $timing->now() >= $held->endsAt) {
                throw $problem;
            }
            $this->pausedUntil = $timing->now() + self::PAUSE_AFTER_FAILURE_SECONDS;
            ($this->options->onProblem)($problem);
            return $held->token;
        }
    }

    /** Forgets the token; if one is named, only while it is the one in use. */
    public function drop(?Secret $token = null): void
    {
        if ($token === null || $this->held?->token === $token) {
            $this->held = null;
            $this->pausedUntil = 0;
        }
        $this->shared?->drop($token);
    }

    private function requestShared(SharedToken $shared): HeldToken
    {
        // Another process may have renewed it, before or while this one waited for its turn.
        return $this->fresh($shared) ?? $shared->exclusively(function () use ($shared): HeldToken {
            $found = $this->fresh($shared);
            if ($found === null) {
                $found = $this->requestOne();
                $shared->write($found, $this->options->timing->now());
            }
            return $found;
        });
    }

    private function fresh(SharedToken $shared): ?HeldToken
    {
        $found = $shared->read();
        return $found !== null && $this->options->timing->now() < $found->renewAt ? $found : null;
    }

    private function requestOne(): HeldToken
    {
        $timing = $this->options->timing;
        $askedAt = $timing->now();
        $issued = ($this->request)();
        $lifetime = $issued->lifetimeSeconds;
        $renewAfter = max($lifetime - self::EARLY_SECONDS, $lifetime / 2);
        $jitter = $timing->random() * min(self::JITTER_SECONDS_MAX, $lifetime / 20);
        return new HeldToken($issued->token, $askedAt + $renewAfter - $jitter, $askedAt + $lifetime);
    }
}
