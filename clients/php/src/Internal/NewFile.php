<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;

/** Files of a renewal. */
final class NewFile
{
    /** Writes a new file; one that exists may have the only copy of a key in it. */
    public static function create(string $option, string $file, #[\SensitiveParameter] string $content, int $mask): void
    {
        $before = umask($mask);
        try {
            $opened = @fopen($file, 'x');
        } finally {
            umask($before);
        }
        if ($opened === false) {
            throw new ConfigurationException($option, file_exists($file)
                ? 'already exists: name a new file'
                : 'cannot be written: check the folder and its permissions');
        }
        self::write($option, $opened, $content);
    }

    /** Fills a file that is there. */
    public static function fill(string $option, string $file, string $content): void
    {
        $opened = @fopen($file, 'r+');
        if ($opened === false) {
            throw new ConfigurationException($option, 'cannot be written: check the folder and its permissions');
        }
        self::write($option, $opened, $content);
    }

    /** @param resource $opened */
    private static function write(string $option, $opened, #[\SensitiveParameter] string $content): void
    {
        $written = fwrite($opened, $content) === strlen($content) && fsync($opened);
        fclose($opened);
        if (!$written) {
            throw new ConfigurationException($option, 'cannot be written: check whether the disk is full');
        }
    }
}
