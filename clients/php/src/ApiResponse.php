<?php

declare(strict_types=1);

namespace Portaria\Client;

use Portaria\Client\Internal\ErrorBody;

/** A whole response, of the gateway or of an API behind it. */
final class ApiResponse
{
    /** @param array<string, string> $headers By name in lower case. */
    public function __construct(
        public readonly int $status,
        public readonly array $headers,
        public readonly string $text,
        private readonly ?string $documentationUrl,
    ) {
    }

    public function ok(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    public function header(string $name): ?string
    {
        return $this->headers[strtolower($name)] ?? null;
    }

    /**
     * Returns the body as JSON, objects as arrays.
     *
     * @throws \JsonException if it is not JSON
     */
    public function json(): mixed
    {
        return json_decode($this->text, true, flags: JSON_THROW_ON_ERROR);
    }

    /**
     * Returns the fields of a body that is a JSON object, and none of another body.
     *
     * @return array<string, mixed>
     */
    public function fields(): array
    {
        $body = json_decode($this->text, true);
        return is_array($body) && !array_is_list($body) ? $body : [];
    }

    /**
     * Returns the response if its status is one of success.
     *
     * @throws ResponseException if it is not
     */
    public function orThrow(): self
    {
        return $this->ok() ? $this : throw (new ErrorBody($this))->toException($this->documentationUrl);
    }
}
