<?php

declare(strict_types=1);

namespace Portaria\Client;

/** The response is an error. */
final class ResponseException extends PortariaException
{
}
