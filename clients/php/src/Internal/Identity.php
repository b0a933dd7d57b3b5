<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** What the files have in them, checked. */
final class Identity
{
    /** @param string $digest Changes with the content of any of the files. */
    public function __construct(
        public readonly string $digest,
        public readonly string $certificatePem,
        public readonly Secret $keyPem,
        public readonly ?Secret $passphrase,
        public readonly ?string $caFile,
    ) {
    }
}
