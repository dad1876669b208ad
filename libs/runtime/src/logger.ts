import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { DestinationStream, Logger as Pino } from 'pino';

/** Ids, codes and numbers; never a text, a name, a number or a token of a person. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** of lines that could not be written yet, bytes; what comes then is lost */
const MOST_UNWRITTEN = 1024 * 1024;

/**
 * A line that standard output does not take (a full disk, a reader that is gone) is tried again with the next one, and is no reason to end. Nor to stay:
 * when the process exits sonic-boom 4.2.1 would try it for ever, so nothing is left for it to flush then.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MOST_UNWRITTEN });
  output.on('error', () => undefined);
  output.flushSync = () => undefined;
  return output;
}

/** JSON lines with trace and service; what varies goes into fields, so that lines can be counted. */
export class Logger {
  readonly #pino: Pino;

  constructor(service: string, level = 'info', root?: Pino) {
    this.#pino = (root ?? pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput())).child({ service });
  }

  debug(message: string, fields?: LogFields): void {
    this.#pino.debug(withTrace(fields), message);
  }
  info(message: string, fields?: LogFields): void {
    this.#pino.info(withTrace(fields), message);
  }
  warn(message: string, fields?: LogFields): void {
    this.#pino.warn(withTrace(fields), message);
  }

  /** An error's name, code and stack; its message only if it is ours (`code`), because a driver's may quote a value. */
  error(message: string, error?: unknown, fields?: LogFields): void {
    this.#pino.error({ ...withTrace(fields), ...describe(error) }, message);
  }
}

function withTrace(fields: LogFields = {}): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { ...fields, trace_id: span.traceId, span_id: span.spanId } : fields;
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return {};
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const stack = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .join('\n');
  return { error: error.name, code, cause: error.cause instanceof Error ? error.cause.name : undefined, stack };
}
