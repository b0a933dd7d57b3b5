<?php

declare(strict_types=1);

namespace Portaria\Client;

/** Every error of this package. A detail that is not known is null. */
abstract class PortariaException extends \RuntimeException
{
    /**
     * @param ?int $status The status of the response.
     * @param ?string $errorCode A stable word that your program may compare.
     * @param ?string $requestId Quote it when you ask the operator for help.
     * @param ?string $hint How to correct the mistake, if it is known.
     * @param ?string $documentation The address of a page about this error.
     * @param ?float $retryAfterSeconds How long the gateway asks you to wait.
     */
    public function __construct(
        string $message,
        public readonly ?int $status = null,
        public readonly ?string $errorCode = null,
        public readonly ?string $requestId = null,
        public readonly ?string $hint = null,
        public readonly ?string $documentation = null,
        public readonly ?float $retryAfterSeconds = null,
    ) {
        parent::__construct($message);
    }
}
