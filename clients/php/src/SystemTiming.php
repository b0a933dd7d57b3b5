<?php

declare(strict_types=1);

namespace Portaria\Client;

final class SystemTiming implements Timing
{
    public function now(): float
    {
        return microtime(true);
    }

    public function random(): float
    {
        return random_int(0, 2 ** 30 - 1) / 2 ** 30;
    }

    public function sleep(float $seconds): void
    {
        usleep((int) round($seconds * 1e6));
    }
}
