<?php

declare(strict_types=1);

namespace Portaria\Client\Internal;

/** The kept connection over one certificate, and its token: a token works over its certificate only. */
final class Connection
{
    public function __construct(
        public readonly Transport $transport,
        public readonly TokenCache $tokens,
        public readonly string $digest,
    ) {
    }
}
