<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

final class ReadmeTest extends ScriptedTestCase
{
    public function testTheCodeOfTheReadmeRuns(): void
    {
        $readme = (string) file_get_contents(dirname(__DIR__) . '/README.md');
        preg_match_all('/^```php\n(.*?)^```$/ms', $readme, $blocks);
        self::assertCount(6, $blocks[1]);
        $folder = $this->copyOfFiles();
        $package = getenv('PORTARIA_CLIENT_PACKAGE') ?: dirname(__DIR__);
        $autoload = 'require ' . var_export("$package/autoload.php", true) . ";\n";
        file_put_contents("$folder/program.php", "<?php\n\n$autoload" . implode("\n", $blocks[1]));
        $secrets = '/api/account/credentials/' . self::CLIENT_ID . '/secrets';
        $items = [['clientId' => self::CLIENT_ID, 'secrets' => [['id' => '11', 'ofThisToken' => true]]]];
        $rejected = ['code' => 'permission_denied', 'hint' => 'ask for the scope'];
        $this->server->queue(
            ['path' => '/api/account/certificates', 'status' => 201, 'sign' => true],
            ['path' => $secrets, 'status' => 201, 'body' => ['clientSecret' => 'ptr_next']],
            ['path' => '/api/account/credentials', 'body' => ['items' => $items]],
            ['path' => '/cob/abc123', 'body' => ['status' => 'ATIVA']],
            ['path' => '/cob/abc123', 'status' => 403, 'body' => $rejected],
        );
        $environment = [
            'PORTARIA_URL' => $this->server->url,
            'PORTARIA_CLIENT_ID' => self::CLIENT_ID,
            'PORTARIA_CLIENT_SECRET' => self::CLIENT_SECRET,
            'PORTARIA_CLIENT_CERT' => "$folder/client.pem",
            'PORTARIA_CLIENT_KEY' => "$folder/client.key",
            'PORTARIA_CA_CERT' => "$folder/ca.pem",
            'NEW_CLIENT_CERT' => "$folder/next.pem",
            'NEW_CLIENT_KEY' => "$folder/next.key",
            'SECRET_FILE' => "$folder/secret",
        ];
        $streams = [1 => ['pipe', 'w'], 2 => ['pipe', 'w']];
        $command = [PHP_BINARY, '-d', 'display_errors=stderr', '-d', 'error_reporting=-1', "$folder/program.php"];
        $process = proc_open($command, $streams, $pipes, null, $environment);
        [$out, $err] = [stream_get_contents($pipes[1]), stream_get_contents($pipes[2])];
        self::assertSame('403 permission_denied ' . self::REQUEST_ID . " ask for the scope \n", $err);
        self::assertSame([0, "200 ATIVA\n"], [proc_close($process), $out]);
        self::assertSame('ptr_next', file_get_contents("$folder/secret"));
        self::assertCount(1, $this->server->requests("$secrets/11"));
        self::assertCount(3, $this->server->requests(self::TOKEN_PATH));
    }
}
