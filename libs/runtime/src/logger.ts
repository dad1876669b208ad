import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { Logger as Pino } from 'pino';
import { LineOutput } from './line-output.ts';

/** Ids, codes and numbers; never a text, a name, a number or a token of a person. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** one for all loggers of a process, so that their lines keep their order */
const standardOutput = new LineOutput(
  1,
  (lines) => `{"level":40${pino.stdTimeFunctions.isoTime()},"lines":${lines},"msg":"lines of this log were lost: nothing took them"}\n`,
);

/** JSON lines with trace and service; what varies goes into fields, so that lines can be counted. */
export class Logger {
  readonly #pino: Pino;

  constructor(service: string, level = 'info', root?: Pino) {
    this.#pino = (root ?? pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput)).child({ service });
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

  /** An error's name, code and stack; never its message: a driver's may quote a value. Of what is no error, its kind. */
  error(message: string, error?: unknown, fields?: LogFields): void {
    this.#pino.error({ ...withTrace(fields), ...describe(error) }, message);
  }
}

function withTrace(fields: LogFields = {}): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { ...fields, trace_id: span.traceId, span_id: span.spanId } : fields;
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return error === undefined ? {} : { error: error === null ? 'null' : typeof error };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  return { error: error.name, code: codeOf(error), cause: cause?.name, cause_code: codeOf(cause), stack: framesOf(error) };
}

/** The stack begins with the message, a line of which may look like one of its own. */
function framesOf({ stack = '', message }: Error): string {
  const begins = stack.indexOf(message);
  return stack
    .slice(begins < 0 ? 0 : begins + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');
}

const codeOf = (error: Error | undefined): string | undefined =>
  error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
