<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** A token, and when it is renewed and when it ends, in seconds since 1970. */
final class HeldToken
{
    public function __construct(
        public readonly Secret $token,
        public readonly float $renewAt,
        public readonly float $endsAt,
    ) {
    }

    /** Returns the same token, to be renewed at another time, but not after its end. */
    public function renewedAt(float $time): self
    {
        return new self($this->token, min($time, $this->endsAt), $this->endsAt);
    }
}
