#!/usr/bin/env node
import { runDoctor } from './command.js';

const output = {
  out: (text: string): void => void process.stdout.write(text),
  note: (text: string): void => void process.stderr.write(text),
};
// Not exit(): what was written to a pipe would be cut off.
process.exitCode = await runDoctor(process.argv.slice(2), output);
