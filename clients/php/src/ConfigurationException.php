<?php

declare(strict_types=1);

namespace Portaria\Client;

/** An option or a file is wrong; nothing was sent. */
final class ConfigurationException extends PortariaException
{
    public function __construct(public readonly string $option, string $problem)
    {
        parent::__construct("$option $problem.");
    }
}
