<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ApiResponse;
use Portaria\Client\ConnectionException;

/** The kept connection over one certificate. */
final class Transport
{
    /** PHP has no name for it. */
    private const SEND_FAIL_REWIND = 65;

    private ?\CurlHandle $handle = null;

    public function __construct(private readonly Identity $identity)
    {
    }

    /**
     * Returns the whole response. Follows no redirect.
     *
     * @throws ConnectionException if there is none
     */
    public function send(Call $call, ClientOptions $options): ApiResponse
    {
        $headers = [];
        $handle = $this->handle ??= curl_init();
        // What it forgets are the options: the connection stays open.
        curl_reset($handle);
        curl_setopt_array($handle, $this->tlsOptions());
        curl_setopt_array($handle, self::requestOptions($call));
        curl_setopt_array($handle, [
            CURLOPT_TIMEOUT_MS => max(1, (int) round(1000 * $options->timeoutSeconds)),
            CURLOPT_HEADERFUNCTION => static function ($handle, string $line) use (&$headers): int {
                $headers = self::withLine($headers, $line);
                return strlen($line);
            },
        ]);
        $text = curl_exec($handle);
        if (!is_string($text)) {
            throw $this->noResponse($handle, $call, $options);
        }
        $status = (int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        return new ApiResponse($status, $headers, $text, $options->documentationUrl);
    }

    /** @return array<int, mixed> */
    private function tlsOptions(): array
    {
        $identity = $this->identity;
        $options = [
            CURLOPT_PROTOCOLS => CURLPROTO_HTTPS,
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
            CURLOPT_SSLVERSION => CURL_SSLVERSION_TLSv1_2,
            CURLOPT_SSL_VERIFYPEER => true,
            CURLOPT_SSL_VERIFYHOST => 2,
            CURLOPT_SSLCERT_BLOB => $identity->certificatePem,
            CURLOPT_SSLKEY_BLOB => $identity->keyPem->reveal(),
            CURLOPT_FOLLOWLOCATION => false,
            // No proxy of the environment gets between.
            CURLOPT_PROXY => '',
            CURLOPT_NOSIGNAL => true,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_USERAGENT => 'portaria-client-php/0.1.0',
        ];
        if ($identity->passphrase !== null) {
            $options[CURLOPT_KEYPASSWD] = $identity->passphrase->reveal();
        }
        return $identity->caFile === null ? $options : $options + [CURLOPT_CAINFO => $identity->caFile];
    }

    /** @return array<int, mixed> */
    private static function requestOptions(Call $call): array
    {
        $body = $call->body?->reveal() ?? '';
        $options = [
            CURLOPT_URL => $call->url,
            CURLOPT_HTTPHEADER => $call->headerLines(),
            CURLOPT_CUSTOMREQUEST => $call->method,
        ];
        if ($call->method === 'HEAD') {
            return $options + [CURLOPT_NOBODY => true];
        }
        if ($call->repeatable) {
            return $call->body === null ? $options : $options + [CURLOPT_POSTFIELDS => $body];
        }
        // If a kept connection was closed, libcurl sends a request again by itself: a payment would be made twice. It
        // does not if it has read the body from a function, which cannot begin again, or on a new connection.
        if ($body === '') {
            return $options + [CURLOPT_POSTFIELDS => '', CURLOPT_FRESH_CONNECT => true];
        }
        return $options + [
            CURLOPT_UPLOAD => true,
            CURLOPT_INFILESIZE => strlen($body),
            CURLOPT_READFUNCTION => static function ($handle, $file, int $length) use (&$body): string {
                $part = substr($body, 0, $length);
                $body = substr($body, $length);
                return $part;
            },
        ];
    }

    private function noResponse(\CurlHandle $handle, Call $call, ClientOptions $options): ConnectionException
    {
        $number = curl_errno($handle);
        $reason = match ($number) {
            CURLE_OPERATION_TIMEDOUT => "no response within {$options->timeoutSeconds} seconds",
            // As the body cannot be sent again: see requestOptions().
            self::SEND_FAIL_REWIND => 'the server closed the connection',
            default => "cURL error $number: " . (curl_error($handle) ?: curl_strerror($number)),
        };
        $origin = Origin::of($call->url)->text;
        return new ConnectionException("no response from $origin: $reason", errorCode: (string) $number);
    }

    /**
     * @param array<string, string> $headers
     * @return array<string, string>
     */
    private static function withLine(array $headers, string $line): array
    {
        // Each response has a status line, an interim one too (RFC 9110, 15.2).
        if (str_starts_with($line, 'HTTP/')) {
            return [];
        }
        [$name, $value] = explode(':', $line, 2) + [1 => null];
        if ($value !== null) {
            $name = strtolower(trim($name));
            $headers[$name] = isset($headers[$name]) ? $headers[$name] . ', ' . trim($value) : trim($value);
        }
        return $headers;
    }
}
