import { Failure } from '../errors.js';

const DEFAULT_LOCALE = 'en-US';

/** Java's `de_DE` as the tag that Intl understands. */
export function localeOf(locale: string | undefined): string {
  if (locale === undefined) {
    return DEFAULT_LOCALE;
  }
  const tag = locale.replaceAll('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? DEFAULT_LOCALE;
  } catch {
    throw new Failure(`\`${locale}\` is not a locale`);
  }
}
