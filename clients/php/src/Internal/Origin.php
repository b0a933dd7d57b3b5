<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;

/** Scheme, host and port of an address (RFC 6454). */
final class Origin
{
    private function __construct(public readonly string $text)
    {
    }

    public static function of(string $address): self
    {
        return self::tryOf($address) ?? throw new \LogicException('the address was not checked');
    }

    /** Returns null for what is no address that begins with https://. */
    public static function tryOf(string $address): ?self
    {
        // Parsers do not agree about these.
        if (preg_match('/[\x00-\x20\x7f\\\\]/', $address) === 1) {
            return null;
        }
        $parts = parse_url($address);
        if (!is_array($parts) || strtolower($parts['scheme'] ?? '') !== 'https' || ($parts['host'] ?? '') === '') {
            return null;
        }
        if (isset($parts['user']) || isset($parts['pass'])) {
            return null;
        }
        $port = $parts['port'] ?? 443;
        return new self('https://' . strtolower($parts['host']) . ($port === 443 ? '' : ":$port"));
    }

    /** Returns the whole address of a target: a token that is sent to another host is a token that its owner has. */
    public static function addressOf(string $target, string $apiUrl, string $url): string
    {
        $absolute = self::resolve($target, $apiUrl);
        $origin = self::tryOf($absolute);
        if ($origin === null || !in_array($origin->text, [self::of($url)->text, self::of($apiUrl)->text], true)) {
            $problem = "must be below $apiUrl: pass its origin as apiUrl if it is your API";
            throw new ConfigurationException('target', $problem);
        }
        // libcurl gets the origin that was compared, not one that it would read by rules of its own.
        $rest = preg_replace('~^[^:]+://[^/?#]*~', '', $absolute) ?? '';
        return $origin->text . (str_starts_with($rest, '/') ? '' : '/') . preg_replace('/#.*/s', '', $rest);
    }

    private static function resolve(string $target, string $apiUrl): string
    {
        if (preg_match('~^[a-z][a-z0-9+.-]*:~i', $target) === 1) {
            return $target;
        }
        if (str_starts_with($target, '//')) {
            return 'https:' . $target;
        }
        $origin = self::of($apiUrl)->text;
        if (str_starts_with($target, '/')) {
            return $origin . $target;
        }
        $path = (string) parse_url($apiUrl, PHP_URL_PATH);
        return $origin . '/' . ltrim(substr($path, 0, (int) strrpos($path, '/') + 1), '/') . $target;
    }
}
