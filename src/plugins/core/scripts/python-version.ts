import { IllegalArgumentError } from '../../../model/errors.js';
import type { RunContext } from '../../api/run-context.js';

const FOLDER = '.kestra/bin';

/**
 * `sh find-python.sh 3.12 folder` puts programs `python`, `python3` and `pip` of that version into the folder: of one on the
 * PATH, else of one that uv knows or fetches. They are scripts, for a link would hide the packages beside the real program.
 */
const FIND_PYTHON = `wanted=$1
bin=$2
there=
about() {
  "$1" -c 'import platform, sys; print(platform.python_version() + " " + sys.executable)' 2>/dev/null
}
found_by() {
  found=$(about "$1") || return 1
  case \${found%% *}. in
    "$wanted".*) return 0 ;;
  esac
  case $there in
    *"$found"*) ;;
    *) there="\${there:+$there, }$found" ;;
  esac
  return 1
}
by_uv() {
  command -v uv >/dev/null || return 1
  path=$(uv python find "$wanted" 2>/dev/null) ||
    { uv python install --quiet "$wanted" >&2 && path=$(uv python find "$wanted"); } || return 1
  found_by "$path"
}
on_path() {
  found_by "python$(echo "$wanted" | cut -d. -f1,2)" || found_by python3 || found_by python
}
others() {
  for minor in 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    found_by "python3.$minor"
  done
}
if ! on_path && ! by_uv; then
  others
  echo "pythonVersion: there is no Python $wanted here (found: \${there:-none}) and no uv that brings it." \\
    "Install one of them on the worker, or run the task in a container: it then takes the image python:$wanted-slim" >&2
  exit 1
fi
mkdir -p "$bin"
for name in python python3; do
  printf '#!/bin/sh\\nexec "%s" "$@"\\n' "\${found#* }" >"$bin/$name"
done
printf '#!/bin/sh\\nexec "%s" -m pip "$@"\\n' "\${found#* }" >"$bin/pip"
chmod +x "$bin/python" "$bin/python3" "$bin/pip"
`;

/** Image of a Python task that names none. */
export function pythonImage(version: string | undefined, usual: string): string {
  return version === undefined ? usual : `python:${version}-slim`;
}

/** Shell commands that put the wanted Python before all others. */
export async function versionCommands(
  ctx: RunContext,
  version: string | undefined,
): Promise<string[]> {
  if (version === undefined) {
    return [];
  }
  if (!/^\d+(\.\d+){0,2}$/.test(version)) {
    throw new IllegalArgumentError(
      `pythonVersion: must be a version such as 3.12, but received \`${version}\``,
    );
  }
  await ctx.workingDirectory.write('.kestra/find-python.sh', FIND_PYTHON);
  return [
    `/bin/sh .kestra/find-python.sh ${version} ${FOLDER} || exit 1`,
    `export PATH="$PWD/${FOLDER}:$PATH"`,
  ];
}
