<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** What self-service needs of the client. */
final class SelfServiceAccess
{
    /**
     * @param \Closure(string, string, mixed, array<string, string>): \Portaria\Client\ApiResponse $send Sends method,
     *     path, body and headers.
     * @param \Closure(\Portaria\Client\PemFiles): void $useCertificate
     * @param \Closure(string): void $useSecret
     */
    public function __construct(
        public readonly string $clientId,
        public readonly \Closure $send,
        public readonly \Closure $useCertificate,
        public readonly \Closure $useSecret,
    ) {
    }
}
