<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ConfigurationException;

/** A request to send. */
final class Call
{
    /** RFC 9110, 9.2.2: to send one of these twice has the effect of sending it once. */
    private const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

    /**
     * @param array<string, string> $headers
     * @param ?Secret $body It may have the client secret in it.
     * @param bool $repeatable Whether it may be sent again if it is unknown whether it arrived.
     */
    private function __construct(
        public readonly string $url,
        public readonly string $method,
        public readonly array $headers,
        public readonly ?Secret $body,
        public readonly bool $repeatable,
        public readonly ?Secret $token = null,
    ) {
    }

    /** @param array<string, string> $headers */
    public static function make(
        string $url,
        string $method,
        #[\SensitiveParameter] mixed $json = null,
        #[\SensitiveParameter] ?string $body = null,
        array $headers = [],
    ): self {
        $names = self::checkedNames($headers);
        if ($json !== null) {
            if ($body !== null) {
                throw new ConfigurationException('body', 'must not be beside json: a request has one body');
            }
            $body = self::jsonOf($json);
            $headers += in_array('content-type', $names, true) ? [] : ['Content-Type' => 'application/json'];
        }
        $verb = strtoupper($method);
        if (preg_match('/\A[A-Z]+\z/', $verb) !== 1) {
            throw new ConfigurationException('method', 'must be a word, such as GET');
        }
        $repeatable = in_array($verb, self::IDEMPOTENT, true) || in_array('idempotency-key', $names, true);
        return new self($url, $verb, $headers, $body === null ? null : new Secret($body), $repeatable);
    }

    public function withToken(Secret $token): self
    {
        return new self($this->url, $this->method, $this->headers, $this->body, $this->repeatable, $token);
    }

    public function asRepeatable(): self
    {
        return new self($this->url, $this->method, $this->headers, $this->body, true, $this->token);
    }

    /** @return list<string> The lines of the header; for libcurl, a line without a value removes its own. */
    public function headerLines(): array
    {
        $lines = ['Expect:'];
        $names = array_map(strtolower(...), array_keys($this->headers));
        if (!in_array('content-type', $names, true)) {
            $lines[] = 'Content-Type:';
        }
        foreach ($this->headers as $name => $value) {
            $lines[] = $value === '' ? "$name;" : "$name: $value";
        }
        return $this->token === null ? $lines : [...$lines, "Authorization: Bearer {$this->token->reveal()}"];
    }

    private static function jsonOf(#[\SensitiveParameter] mixed $value): string
    {
        $text = json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        return $text === false
            ? throw new ConfigurationException('json', 'cannot be written as JSON: ' . json_last_error_msg())
            : $text;
    }

    /**
     * @param array<string, string> $headers
     * @return list<string>
     */
    private static function checkedNames(array $headers): array
    {
        foreach ($headers as $name => $value) {
            if (!is_string($name) || preg_match('/\A[!#$%&\'*+.^_`|~0-9a-z-]+\z/i', $name) !== 1) {
                throw new ConfigurationException('headers', 'must have the names of headers as keys');
            }
            if (!is_string($value) || preg_match('/[\r\n\0]/', $value) === 1) {
                throw new ConfigurationException('headers', 'must have texts of one line as values');
            }
        }
        $names = array_map(strtolower(...), array_keys($headers));
        if (in_array('authorization', $names, true)) {
            throw new ConfigurationException('headers', 'must not have Authorization: the client sets it');
        }
        return $names;
    }
}
