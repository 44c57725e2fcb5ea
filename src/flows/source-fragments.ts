const MAX_FRAGMENTS = 10;

/** Every line of a source that holds the text, whatever the case, hits marked. */
export function fragmentsOf(source: string, text: string): string[] {
  if (text === '') {
    return [];
  }
  const hit = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  return source
    .split('\n')
    .filter((line) => line.toLowerCase().includes(text.toLowerCase()))
    .slice(0, MAX_FRAGMENTS)
    .map((line) => line.replace(hit, '[mark]$&[/mark]'));
}
