import type { Violation } from '../../model/errors.js';
import type { Path } from './path.js';
import { pathText } from './path.js';
import type { Position } from './read-yaml.js';

interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** What the rules found in one document. Violations refuse it, the rest is told. */
export class Findings {
  readonly infos: string[] = [];
  readonly deprecationPaths: string[] = [];
  private readonly broken: Finding[] = [];
  private readonly doubtful: Finding[] = [];

  violation(path: Path, message: string, hint?: string): void {
    const told = hint ?? standardHint(path, message);
    this.broken.push({ path, message, ...(told === undefined ? {} : { hint: told }) });
  }

  warning(path: Path, message: string, hint?: string): void {
    this.doubtful.push({ path, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** `path: message (place, hint)`, each once. */
  warnings(locate: (path: Path) => Position | undefined): string[] {
    const told = this.doubtful.map(({ path, message, hint }) => {
      const line = locate(path)?.line;
      const place = line === undefined ? [] : [`line ${line} of the document`];
      const extra = [...place, ...(hint === undefined ? [] : [hint])].join(', ');
      return `${pathText(path)}: ${message}${extra === '' ? '' : ` (${extra})`}`;
    });
    return [...new Set(told)];
  }

  info(message: string): void {
    if (!this.infos.includes(message)) {
      this.infos.push(message);
    }
  }

  deprecated(path: Path): void {
    this.deprecationPaths.push(pathText(path));
  }

  /** In the order of the text; two rules that say the same about one place count once. */
  violations(locate: (path: Path) => Position | undefined): Violation[] {
    const seen = new Set<string>();
    const result: Violation[] = [];
    for (const { path, message, hint } of this.broken) {
      const text = pathText(path);
      if (seen.has(`${text}\n${message}`)) {
        continue;
      }
      seen.add(`${text}\n${message}`);
      result.push({
        path: text,
        message,
        ...locate(path),
        ...(hint === undefined ? {} : { hint }),
      });
    }
    return result.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }
}

/** What to do about the rules that only say what is wrong. */
function standardHint(path: Path, message: string): string | undefined {
  const last = path.at(-1);
  switch (message) {
    case 'must not be null':
      return typeof last === 'string' ? `add \`${last}:\`` : 'take the empty entry out';
    case 'must not be empty':
      return `add an entry to \`${String(last)}:\``;
    default:
      return message.startsWith('must match "') ? 'choose other characters' : undefined;
  }
}

export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean "${name}"?`;
}
