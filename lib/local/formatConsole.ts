import { format, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** A line of lib/logger.ts. */
type Line = { level: string; message: string; [field: string]: unknown };

/** Makes console.log and console.error print for people where they go to a terminal, and JSON elsewhere. */
export function formatConsole(): void {
  for (const { name, stream, level } of [
    { name: 'log', stream: process.stdout, level: 'info' },
    { name: 'error', stream: process.stderr, level: 'error' },
  ] as const) {
    const print = console[name];
    console[name] = (...values) => {
      const text = format(...values);
      print(stream.isTTY ? readableLine(text, stream.hasColors()) : jsonLine(text, level));
    };
  }
}

/** A line of lib/logger.ts with the time, as people read it; any other text as it is. */
export function readableLine(text: string, colors: boolean, time = new Date()): string {
  const line = parse(text);
  if (!line) return text;
  const style = (style: Style, part: string) => (colors ? styleText(style, part, { validateStream: false }) : part);
  return `${style('dim', time.toTimeString().slice(0, 8))}  ${describe(line, style)}`;
}

/** A line of lib/logger.ts with the time, as JSON; any other text as the message of such a line. */
export function jsonLine(text: string, level: string, time = new Date()): string {
  return JSON.stringify({ time: time.toISOString(), ...(parse(text) ?? { level, message: text }) });
}

function describe({ level, message, ...fields }: Line, style: (format: Style, part: string) => string): string {
  const ms = style('dim', duration(fields.ms));
  if (message === 'request') {
    const status = style(statusStyle(Number(fields.status)), String(fields.status ?? '---'));
    return `${String(fields.method).padEnd(6)} ${status} ${ms}  ${fields.path ?? ''}`;
  }
  if (message === 'event') {
    const outcome = style(level === 'error' ? 'red' : 'green', String(fields.outcome));
    const handler = fields.function ? ` ${style('dim', String(fields.function))}` : '';
    return `EVENT  ${outcome} ${ms}  ${fields.type}${handler}`;
  }
  if (message === 'started') return `${style('green', 'ready')}  ${ms}  ${fields.what}`;
  const { stack = [], ...rest } = fields;
  const details = Object.entries(rest).map(([name, value]) => `${style('dim', name)} ${inline(value)}`);
  const frames = Array.isArray(stack) ? stack.map((frame) => `\n${style('dim', String(frame))}`) : [];
  return [level === 'error' ? style('red', message) : message, ...details].join('  ') + frames.join('');
}

function duration(ms: unknown): string {
  return typeof ms === 'number' ? `${Math.round(ms)} ms`.padStart(8) : ' '.repeat(8);
}

function statusStyle(status: number): Style {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

const inline = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function parse(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text);
    return typeof line.level === 'string' && typeof line.message === 'string' ? line : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
