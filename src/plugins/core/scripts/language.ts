/** A language whose script tasks need nothing special: `io.kestra.plugin.scripts.<name>.Script` and `.Commands`. */
export interface Language {
  readonly name: string;
  readonly title: string;
  /** Default of `containerImage`. */
  readonly image: string;
  /** Of the file that holds the script, with the dot. */
  readonly extension: string;
  /** Shell command that runs a script file. */
  readonly command: (file: string) => string;
  readonly interpreter?: readonly string[];
}

const runWith =
  (program: string) =>
  (file: string): string =>
    `${program} ${file}`;

export const LANGUAGES: readonly Language[] = [
  { name: 'node', title: 'Node.js', image: 'node', extension: '.js', command: runWith('node') },
  {
    name: 'powershell',
    title: 'PowerShell',
    image: 'ghcr.io/kestra-io/powershell:latest',
    extension: '.ps1',
    command: (file) => `./${file}`,
    interpreter: ['pwsh', '-NoProfile', '-NonInteractive', '-Command'],
  },
  { name: 'r', title: 'R', image: 'r-base', extension: '.R', command: runWith('Rscript') },
  { name: 'julia', title: 'Julia', image: 'julia', extension: '.jl', command: runWith('julia') },
  { name: 'ruby', title: 'Ruby', image: 'ruby', extension: '.rb', command: runWith('ruby') },
  { name: 'go', title: 'Go', image: 'golang', extension: '.go', command: runWith('go run') },
  { name: 'php', title: 'PHP', image: 'php', extension: '.php', command: runWith('php') },
  { name: 'perl', title: 'Perl', image: 'perl', extension: '.pl', command: runWith('perl') },
  { name: 'lua', title: 'Lua', image: 'nickblah/lua', extension: '.lua', command: runWith('lua') },
  { name: 'bun', title: 'Bun', image: 'oven/bun', extension: '.ts', command: runWith('bun run') },
  {
    name: 'deno',
    title: 'Deno',
    image: 'denoland/deno',
    extension: '.ts',
    command: runWith('deno run'),
  },
  {
    name: 'groovy',
    title: 'Groovy',
    image: 'groovy',
    extension: '.groovy',
    command: runWith('groovy'),
  },
  {
    name: 'jbang',
    title: 'JBang',
    image: 'jbangdev/jbang-action',
    extension: '.java',
    command: runWith('jbang'),
  },
  {
    name: 'dotnet',
    title: '.NET',
    image: 'mcr.microsoft.com/dotnet/sdk',
    extension: '.csx',
    command: runWith('dotnet script'),
  },
];
