<?php

declare(strict_types=1);

// One of several processes that share a token: gets it, or calls a path with it.
use Portaria\Client\FileTokenStore;
use Portaria\Client\PemFiles;
use Portaria\Client\PortariaClient;

$package = getenv('PORTARIA_CLIENT_PACKAGE');
require (is_string($package) ? $package : dirname(__DIR__)) . '/autoload.php';

$given = json_decode($argv[1], true, flags: JSON_THROW_ON_ERROR);
$folder = $given['folder'];
$client = new PortariaClient(
    url: $given['url'],
    clientId: 'account-1-0a1b2c3d',
    clientSecret: $given['secret'],
    certificate: new PemFiles("$folder/client.pem", "$folder/client.key"),
    caFile: "$folder/ca.pem",
    tokenStore: new FileTokenStore($given['shared']),
);
echo $given['path'] === '' ? $client->token() : $client->call($given['path'])->status;
