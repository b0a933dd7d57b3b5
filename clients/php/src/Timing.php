<?php

declare(strict_types=1);

namespace Portaria\Client;

/** Clock, chance and waiting, in seconds. Tests replace them. */
interface Timing
{
    /** Seconds since 1970: processes that share a token compare them. */
    public function now(): float;

    /** From 0 to 1, without 1. */
    public function random(): float;

    public function sleep(float $seconds): void;
}
