<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

use Portaria\Client\ApiResponse;

/** Waits for `Retry-After` (RFC 9110, 10.2.3). */
final class RetryAfter
{
    private const ATTEMPTS_MAX = 5;

    /** Returns the seconds of the header, which is a number or a date; null without one. */
    public static function secondsOf(ApiResponse $response): ?float
    {
        $wanted = $response->header('Retry-After');
        if ($wanted === null) {
            return null;
        }
        if (preg_match('/\A[0-9]+\z/', $wanted) === 1) {
            return (float) $wanted;
        }
        $until = strtotime($wanted);
        // The machine's clock may be wrong: the date is compared with that of the same response.
        $sent = strtotime($response->header('Date') ?? '');
        return $until === false ? null : (float) max(0, $until - ($sent === false ? time() : $sent));
    }

    /**
     * Sends a request, and again after each 429 and 503, within the limits; returns the last response.
     *
     * @param \Closure(): ApiResponse $send
     * @param \Closure(int): bool $mayRepeat
     */
    public static function sendPatiently(\Closure $send, \Closure $mayRepeat, ClientOptions $options): ApiResponse
    {
        $waited = 0.0;
        for ($attempt = 1; ; $attempt += 1) {
            $response = $send();
            $busy = $response->status === 429 || $response->status === 503;
            if (!$busy || !$mayRepeat($response->status) || $attempt === self::ATTEMPTS_MAX) {
                return $response;
            }
            $seconds = self::secondsOf($response) ?? 2.0 ** ($attempt - 1);
            if ($waited + $seconds > $options->maxWaitSeconds) {
                return $response;
            }
            $waited += $seconds;
            // Clients that were told the same second must not come back in the same moment.
            $options->timing->sleep($seconds + 0.25 * $options->timing->random());
        }
    }
}
