<?php

declare(strict_types=1);

namespace Portaria\Client;

final class RenewedCertificate
{
    /** @param string $previousFingerprint That of the certificate that was in use until now. */
    public function __construct(
        public readonly string $fingerprint,
        public readonly string $previousFingerprint,
    ) {
    }
}
