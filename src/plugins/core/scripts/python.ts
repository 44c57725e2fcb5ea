import { Property } from '../../api/property.js';
import type { RunContext } from '../../api/run-context.js';
import { holdPackages } from './python-cache.js';
import { PYTHON_INSTALLER } from './python-installer.js';
import { versionCommands } from './python-version.js';

export const PYTHON_IMAGE = 'python:3.13-slim';

export const PYTHON_ENVIRONMENT: Readonly<Record<string, string>> = {
  PYTHONUNBUFFERED: 'true',
  PIP_ROOT_USER_ACTION: 'ignore',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};

/** Many systems have `python3` only. */
export const PYTHON = '"$(command -v python || command -v python3 || echo python)"';

/** Shell quoting of one argument. */
function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** Declares the properties that both Python tasks have. */
export const PythonProperties: ClassDecorator = (target) => {
  const prototype = target.prototype as object;
  Property('list', { description: 'Packages to install before, as pip names them.' })(
    prototype,
    'dependencies',
  );
  Property('string', {
    description:
      'Python to run, such as 3.12: of the worker, or of the image unless the task says another one.',
  })(prototype, 'pythonVersion');
  Property('boolean', { description: 'Keep installed packages for later runs of the worker.' })(
    prototype,
    'dependencyCacheEnabled',
  );
  Property('string', {
    description: 'What installs them; pip where there is no uv.',
    values: ['UV', 'PIP'],
  })(prototype, 'packageManager');
};

/** What the Python tasks say about packages. */
export interface PythonPackages {
  readonly pythonVersion?: string;
  readonly dependencies: readonly string[];
  readonly packageManager: string;
  readonly dependencyCacheEnabled: boolean;
}

/** Shell commands after which the wanted Python has the wanted packages. */
export async function setUpCommands(ctx: RunContext, wanted: PythonPackages): Promise<string[]> {
  return [
    ...(await versionCommands(ctx, wanted.pythonVersion)),
    ...(await installCommands(ctx, wanted)),
  ];
}

/** Shell commands that make the wanted packages and their programs available, without touching the system's Python. */
async function installCommands(ctx: RunContext, wanted: PythonPackages): Promise<string[]> {
  const { dependencies, packageManager, dependencyCacheEnabled } = wanted;
  if (dependencies.length === 0) {
    return [];
  }
  await ctx.workingDirectory.write('.kestra/install.py', PYTHON_INSTALLER);
  const installer = [PYTHON, '.kestra/install.py', packageManager, String(dependencyCacheEnabled)];
  return [
    `KESTRA_PACKAGES="$(${[...installer, ...dependencies.map(quoted)].join(' ')})" || exit 1`,
    holdPackages(PYTHON),
    'export PYTHONPATH="$KESTRA_PACKAGES${PYTHONPATH:+:$PYTHONPATH}" PATH="$PATH:$KESTRA_PACKAGES/bin"',
  ];
}

/** Makes `from kestra import Kestra` work where the `kestra` package is not installed. */
export async function offerKestraModule(ctx: RunContext): Promise<string[]> {
  await ctx.workingDirectory.write('.kestra/python/kestra.py', KESTRA_MODULE);
  const isInstalled = `${PYTHON} -c 'import kestra' 2>/dev/null`;
  return [`${isInstalled} || export PYTHONPATH="$PWD/.kestra/python\${PYTHONPATH:+:$PYTHONPATH}"`];
}

const KESTRA_MODULE = `"""Talks to the orchestrator by printing lines of its protocol."""
import json
import logging
import sys
import time


class Kestra:
    @staticmethod
    def _send(message):
        print("::" + json.dumps(message) + "::", flush=True)

    @staticmethod
    def outputs(values):
        Kestra._send({"outputs": values})

    @staticmethod
    def counter(name, value, tags=None):
        Kestra._metric("counter", name, value, tags)

    @staticmethod
    def gauge(name, value, tags=None):
        Kestra._metric("gauge", name, value, tags)

    @staticmethod
    def timer(name, duration, tags=None):
        if callable(duration):
            start = time.perf_counter()
            duration()
            duration = time.perf_counter() - start
        value = duration.total_seconds() if hasattr(duration, "total_seconds") else duration
        Kestra._metric("timer", name, value, tags)

    @staticmethod
    def read(path):
        __getattr__("Kestra.read")

    @staticmethod
    def _metric(kind, name, value, tags):
        Kestra._send({"metrics": [{"name": name, "type": kind, "value": value, "tags": tags or {}}]})

    @staticmethod
    def logger():
        logger = logging.getLogger("Kestra")
        if not logger.handlers:
            logger.addHandler(_Handler())
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
        return logger


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(f"{name} needs the kestra package: give the task \`dependencies: [kestra]\`")


class _Handler(logging.Handler):
    LEVELS = {"DEBUG": "DEBUG", "INFO": "INFO", "WARNING": "WARN", "ERROR": "ERROR", "CRITICAL": "ERROR"}

    def emit(self, record):
        level = self.LEVELS.get(record.levelname, "TRACE")
        print("::" + json.dumps({"logs": [{"level": level, "message": self.format(record)}]}) + "::", flush=True)
        sys.stdout.flush()
`;
