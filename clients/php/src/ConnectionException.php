<?php

declare(strict_types=1);

namespace Portaria\Client;

/** There is no response. `errorCode` is the number of libcurl, such as `7`. */
final class ConnectionException extends PortariaException
{
}
