import { type Command, CommanderError } from 'commander';
import { StartupError } from '../../platform/startup-error.js';
import { program } from './program.js';

const USAGE = 2;

/** Runs one command; returns the exit code: 0, 1 for a failed command, 2 for wrong usage (cli.md). */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const root = program();
  withExceptions(root);
  try {
    await root.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : USAGE;
    }
    if (error instanceof StartupError) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
}

/** Commander ends the process by default; as exceptions its mistakes get our exit codes. */
function withExceptions(command: Command): void {
  command.exitOverride().showHelpAfterError();
  command.commands.forEach(withExceptions);
}
