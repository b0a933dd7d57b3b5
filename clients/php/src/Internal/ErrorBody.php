<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ApiResponse;
use Portaria\Client\ResponseException;

/** What a response that is an error says. */
final class ErrorBody
{
    /** @var array<string, mixed> */
    private readonly array $fields;

    public function __construct(private readonly ApiResponse $response)
    {
        $this->fields = $response->fields();
    }

    public function toException(?string $documentationUrl): ResponseException
    {
        $code = $this->text('code') ?? ($this->text('message') === null ? $this->text('error') : null);
        $requestId = $this->text('requestId') ?? $this->response->header('X-Request-Id');
        return new ResponseException(
            $this->message($requestId),
            status: $this->response->status,
            errorCode: $code,
            requestId: $requestId,
            hint: $this->text('hint'),
            documentation: $this->documentation($documentationUrl, $code),
            retryAfterSeconds: RetryAfter::secondsOf($this->response),
        );
    }

    /** A body that is not JSON may be a page of a proxy: it is not repeated. */
    private function message(?string $requestId): string
    {
        $message = $this->fields['message'] ?? null;
        $words = is_array($message)
            ? implode('; ', array_filter($message, is_string(...)))
            : $this->text('message') ?? $this->text('detail') ?? $this->text('error_description') ?? $this->text('title');
        $parts = array_filter(["HTTP {$this->response->status}", $words, ...$this->wrongFields(), $this->text('hint')]);
        $ends = str_ends_with((string) end($parts), '.') ? '.' : '';
        $withoutPoint = static fn (string $part): string => preg_replace('/\.\z/', '', $part) ?? $part;
        return implode('. ', array_map($withoutPoint, $parts)) . $ends
            . ($requestId === null ? '' : " (request id $requestId)");
    }

    /** @return list<string> */
    private function wrongFields(): array
    {
        $errors = $this->fields['errors'] ?? null;
        $wrong = [];
        foreach (is_array($errors) ? $errors : [] as $each) {
            if (is_array($each) && is_string($each['field'] ?? null) && is_string($each['message'] ?? null)) {
                $wrong[] = "{$each['field']}: {$each['message']}";
            }
        }
        return $wrong;
    }

    private function documentation(?string $documentationUrl, ?string $code): ?string
    {
        foreach (['documentation', 'error_uri', 'type'] as $name) {
            $link = $this->text($name);
            if ($link !== null && str_starts_with($link, 'https://')) {
                return $link;
            }
        }
        if ($documentationUrl === null || $code === null) {
            return null;
        }
        return rtrim($documentationUrl, '/') . '/reference/errors/' . rawurlencode($code);
    }

    private function text(string $name): ?string
    {
        $value = $this->fields[$name] ?? null;
        return is_string($value) ? $value : null;
    }
}
