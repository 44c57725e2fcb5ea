#!/usr/bin/env node
import { runCommandLine } from './app/cli/run-command-line.js';

const exitCode = await runCommandLine(process.argv);
// A server goes on after its command; what failed has nothing to wait for.
if (exitCode === 0) {
  process.exitCode = 0;
} else {
  process.exit(exitCode);
}
