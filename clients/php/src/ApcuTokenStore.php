<?php

declare(strict_types=1);

namespace Portaria\Client;

/** Keeps tokens in the memory that the processes of one PHP-FPM share: it takes ext-apcu. */
final class ApcuTokenStore implements TokenStore
{
    private const PREFIX = 'portaria:';
    private const LOCK_SECONDS = 120;
    private const LOOK_AGAIN_MICROSECONDS = 20_000;

    public function __construct()
    {
        if (!function_exists('apcu_enabled') || !apcu_enabled()) {
            throw new ConfigurationException('tokenStore', 'needs ext-apcu: install it, and set apc.enabled');
        }
    }

    public function read(string $key): ?string
    {
        $value = apcu_fetch(self::PREFIX . $key);
        return is_string($value) ? $value : null;
    }

    public function write(string $key, string $value, int $seconds): void
    {
        apcu_store(self::PREFIX . $key, $value, $seconds);
    }

    public function delete(string $key): void
    {
        apcu_delete(self::PREFIX . $key);
    }

    public function exclusively(string $key, callable $work): mixed
    {
        $lock = self::PREFIX . $key . ':lock';
        // A process that ended has left its lock: it ends by itself.
        while (!apcu_add($lock, getmypid(), self::LOCK_SECONDS)) {
            usleep(self::LOOK_AGAIN_MICROSECONDS);
        }
        try {
            return $work();
        } finally {
            if (apcu_fetch($lock) === getmypid()) {
                apcu_delete($lock);
            }
        }
    }
}
