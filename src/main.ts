#!/usr/bin/env node
import { runCommandLine } from './app/cli/run-command-line.js';

process.exitCode = await runCommandLine(process.argv);
