<?php

declare(strict_types=1);

namespace Portaria\Client;

/**
 * Keeps tokens for the next request of PHP-FPM, or the next start of a program: PHP itself forgets them. A value is
 * encrypted with a key that is made from the client secret.
 */
interface TokenStore
{
    public function read(string $key): ?string;

    /** @param int $seconds How long the value is of use. */
    public function write(string $key, string $value, int $seconds): void;

    public function delete(string $key): void;

    /**
     * Runs the work while no other process runs one for the same key, and returns its result.
     *
     * @template T
     * @param callable(): T $work
     * @return T
     */
    public function exclusively(string $key, callable $work): mixed;
}
