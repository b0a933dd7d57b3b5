// The scripted server as a program, for the tests of packages in other languages: `node clients/scripted-server/main.ts`
// prints one line of JSON and runs until its standard input ends, so it never outlives the tests that started it.
import { startScriptedServer } from './server.ts';

const { close, ...place } = await startScriptedServer();
process.stdout.write(`${JSON.stringify(place)}\n`);
process.stdin.resume();
process.stdin.on('end', close);
