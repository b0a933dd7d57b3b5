<?php

declare(strict_types=1);

namespace Portaria\Client;

/** Keeps tokens in files, for programs that end after each run. Name a folder in memory, such as one in `/dev/shm`. */
final class FileTokenStore implements TokenStore
{
    public function __construct(private readonly string $folder)
    {
        if (!is_dir($folder) || !is_writable($folder)) {
            throw new ConfigurationException('tokenStore', 'must have a folder that exists and can be written');
        }
        if (DIRECTORY_SEPARATOR === '/' && (fileperms($folder) & 0o077) !== 0) {
            throw new ConfigurationException('tokenStore', 'must have a folder that only its owner can read: chmod 700');
        }
    }

    public function read(string $key): ?string
    {
        $value = @file_get_contents($this->fileOf($key));
        return $value === false ? null : $value;
    }

    public function write(string $key, string $value, int $seconds): void
    {
        $file = $this->fileOf($key);
        $new = $file . '.' . bin2hex(random_bytes(8));
        // Another process reads the previous value or the whole new one.
        if (file_put_contents($new, $value) !== strlen($value) || !rename($new, $file)) {
            @unlink($new);
        }
    }

    public function delete(string $key): void
    {
        @unlink($this->fileOf($key));
    }

    public function exclusively(string $key, callable $work): mixed
    {
        $lock = fopen($this->fileOf($key) . '.lock', 'c');
        if ($lock === false || !flock($lock, LOCK_EX)) {
            throw new ConfigurationException('tokenStore', 'must have a folder whose files can be locked');
        }
        try {
            return $work();
        } finally {
            flock($lock, LOCK_UN);
            fclose($lock);
        }
    }

    private function fileOf(string $key): string
    {
        return $this->folder . '/' . hash('sha256', $key);
    }
}
