<?php

declare(strict_types=1);

// The tests run with the package as it is unpacked, or with the sources.
$package = getenv('PORTARIA_CLIENT_PACKAGE');
require (is_string($package) ? $package : dirname(__DIR__)) . '/autoload.php';
require __DIR__ . '/ScriptedServer.php';
require __DIR__ . '/ManualTiming.php';
require __DIR__ . '/ScriptedTestCase.php';
