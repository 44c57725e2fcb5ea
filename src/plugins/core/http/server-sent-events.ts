import { splitLines } from '../../api/line-splitter.js';

/** One event of a stream `text/event-stream`; what the stream did not say is absent. */
export interface ServerSentEvent {
  readonly data?: string;
  readonly id?: string;
  readonly name?: string;
  readonly comment?: string;
  /** Milliseconds. */
  readonly retry?: number;
}

type Draft = { -readonly [Field in keyof ServerSentEvent]: ServerSentEvent[Field] };

/** The events of a body; one that the stream ends in the middle of does not count. */
export async function* serverSentEvents(
  body: AsyncIterable<Uint8Array>,
  longestLine: number,
): AsyncGenerator<ServerSentEvent> {
  let draft: Draft = {};
  let isFirst = true;
  for await (const lines of splitLines(body, longestLine)) {
    for (const line of lines) {
      const text = isFirst ? line.replace(/^\uFEFF/, '') : line;
      isFirst = false;
      if (text !== '') {
        addField(draft, text);
      } else if (Object.keys(draft).length > 0) {
        yield draft;
        draft = {};
      }
    }
  }
}

function addField(draft: Draft, line: string): void {
  const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  switch (name) {
    case '':
      draft.comment = joined(draft.comment, value);
      break;
    case 'data':
      draft.data = joined(draft.data, value);
      break;
    case 'event':
      draft.name = value;
      break;
    case 'id':
      draft.id = value;
      break;
    case 'retry':
      if (/^\d+$/.test(value)) {
        draft.retry = Number(value);
      }
      break;
    default:
    // Unknown fields are to be ignored.
  }
}

function joined(before: string | undefined, line: string): string {
  return before === undefined ? line : `${before}\n${line}`;
}
