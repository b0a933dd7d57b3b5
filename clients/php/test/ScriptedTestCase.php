<?php

declare(strict_types=1);

namespace Portaria\Client\Test;

use PHPUnit\Framework\TestCase;
use Portaria\Client\PortariaClient;
use Portaria\Client\PortariaException;

/** A test with the scripted server of this run, and clients of it. */
abstract class ScriptedTestCase extends TestCase
{
    protected const TOKEN_PATH = '/api/auth/token';
    protected const CLIENT_ID = 'account-1-0a1b2c3d';
    protected const CLIENT_SECRET = 'scripted-secret-0123456789';
    protected const REQUEST_ID = '00112233445566778899aabbccddeeff';

    protected ScriptedServer $server;
    /** @var list<string> */
    private array $folders = [];

    protected function setUp(): void
    {
        $this->server = ScriptedServer::running();
        $this->server->reset();
        apcu_clear_cache();
    }

    protected function tearDown(): void
    {
        foreach ($this->folders as $folder) {
            array_map(unlink(...), glob("$folder/*") ?: []);
            rmdir($folder);
        }
        $this->folders = [];
    }

    protected function client(mixed ...$options): PortariaClient
    {
        return new PortariaClient(...$options + $this->options());
    }

    /** @return array<string, mixed> */
    protected function options(): array
    {
        return [
            'url' => $this->server->url,
            'clientId' => self::CLIENT_ID,
            'clientSecret' => self::CLIENT_SECRET,
            'certificate' => $this->server->pair('client'),
            'caFile' => $this->server->file('ca.pem'),
        ];
    }

    /** Returns a folder of this test, which only its owner can read. */
    protected function newFolder(): string
    {
        $folder = sys_get_temp_dir() . '/portaria-client-' . bin2hex(random_bytes(8));
        mkdir($folder, 0o700);
        return $this->folders[] = $folder;
    }

    /** Returns a folder with copies of the client's files, which a test may change. */
    protected function copyOfFiles(): string
    {
        $folder = $this->newFolder();
        foreach (['client.pem', 'client.key', 'renewed.pem', 'renewed.key', 'ca.pem'] as $name) {
            copy($this->server->file($name), "$folder/$name");
        }
        return $folder;
    }

    /**
     * Returns the error that a call throws.
     *
     * @param callable(): mixed $run
     */
    protected function failureOf(callable $run): PortariaException
    {
        try {
            $run();
        } catch (PortariaException $problem) {
            return $problem;
        }
        self::fail('there was no failure');
    }

    /** Checks some of the properties of an error. */
    protected function assertHas(object $problem, mixed ...$expected): void
    {
        $seen = array_map(static fn (string $name): mixed => $problem->$name, array_keys($expected));
        self::assertSame($expected, array_combine(array_keys($expected), $seen), (string) $problem);
    }

    /**
     * Runs a program with one client in several processes at the same time, which share the tokens of a folder.
     *
     * @param list<string> $paths What each process calls; '' for nothing but a token.
     * @return list<string> What each prints: a token, or a status.
     */
    protected function inProcesses(string $folder, array $paths): array
    {
        $started = [];
        foreach ($paths as $path) {
            $options = ['url' => $this->server->url, 'folder' => $this->server->folder, 'secret' => self::CLIENT_SECRET];
            $program = json_encode($options + ['shared' => $folder, 'path' => $path]);
            $command = [PHP_BINARY, __DIR__ . '/one-process.php', (string) $program];
            $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
            $started[] = [$process, $pipes[1]];
        }
        return array_map(static function (array $each): string {
            $printed = (string) stream_get_contents($each[1]);
            self::assertSame(0, proc_close($each[0]), $printed);
            return $printed;
        }, $started);
    }

    /** @return list<string> */
    protected function sentTokens(string $path): array
    {
        $tokenOf = static fn (array $each): string => $each['headers']['authorization'];
        return array_map($tokenOf, $this->server->requests($path));
    }
}
