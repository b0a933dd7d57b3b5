<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use Portaria\Client\Timing;

/** A clock that moves when a test says so, and a list of what was waited for. */
final class ManualTiming implements Timing
{
    /** @var list<float> */
    public array $slept = [];
    /** @var ?\Closure(): void What happens while a client waits. */
    public ?\Closure $meanwhile = null;
    private float $now = 1000;

    public function __construct(private readonly float $chance = 0)
    {
    }

    public function advance(float $seconds): void
    {
        $this->now += $seconds;
    }

    public function now(): float
    {
        return $this->now;
    }

    public function random(): float
    {
        return $this->chance;
    }

    public function sleep(float $seconds): void
    {
        $this->slept[] = $seconds;
        if ($this->meanwhile !== null) {
            ($this->meanwhile)();
        }
    }
}
