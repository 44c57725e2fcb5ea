/**
 * Hides the secrets that an attempt has used from its log: every character becomes a star, and the first run of nine
 * stars in a line reads `**masked*`.
 */
export class SecretMask {
  private readonly secrets = new Set<string>();
  private pattern: RegExp | undefined;

  /** Whole, by line, and as it reads inside JSON. */
  add(secret: string): void {
    for (const line of [secret, ...secret.split(/\r?\n/), JSON.stringify(secret).slice(1, -1)]) {
      if (line.trim() !== '' && !this.secrets.has(line)) {
        this.secrets.add(line);
        this.pattern = undefined;
      }
    }
  }

  apply(text: string): string {
    if (this.secrets.size === 0) {
      return text;
    }
    this.pattern ??= longestFirst(this.secrets);
    const masked = text.replace(this.pattern, (secret) => '*'.repeat(secret.length));
    return masked === text ? text : masked.replace('*********', '**masked*');
  }
}

/** A secret that contains another one must go first, or its rest would show. */
function longestFirst(secrets: ReadonlySet<string>): RegExp {
  const sources = [...secrets]
    .sort((left, right) => right.length - left.length)
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(sources.join('|'), 'g');
}
