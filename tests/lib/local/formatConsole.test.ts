import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { jsonLine, readableLine } from '../../../lib/local/formatConsole.ts';
import { runNode } from '../cli/command.ts';

const time = new Date(2026, 10, 26, 9, 5, 7);
const plain = (line: object) => readableLine(JSON.stringify({ level: 'info', ...line }), false, time);

describe('readableLine', () => {
  it('shows a request with its method, status, duration and path', () => {
    expect(plain({ message: 'request', method: 'PATCH', path: '/api/contacts/1', status: 200, ms: 12 })).toBe(
      '09:05:07  PATCH  200    12 ms  /api/contacts/1',
    );
  });

  it('shows an event with its outcome, duration, type and function', () => {
    expect(
      plain({ message: 'event', type: 'contact.created', function: 'deriveCompany', ms: 7, outcome: 'done' }),
    ).toBe('09:05:07  EVENT  done     7 ms  contact.created deriveCompany');
    expect(plain({ message: 'event', type: 'contact.updated', outcome: 'no rule matches' })).toBe(
      '09:05:07  EVENT  no rule matches           contact.updated',
    );
  });

  it('shows a step of the start with its duration', () => {
    expect(plain({ message: 'started', what: 'table', ms: 310.4 })).toBe('09:05:07  ready    310 ms  table');
  });

  it('shows any other line with its fields and its stack', () => {
    expect(
      plain({ message: 'request failed', requestId: 'r', pointers: ['/a'], stack: ['    at a', '    at b'] }),
    ).toBe('09:05:07  request failed  requestId r  pointers ["/a"]\n    at a\n    at b');
  });

  it.each(['The contact service runs.', '', '{"a":1}', '{not JSON'])('does not change other text: %s', (text) => {
    expect(readableLine(text, true)).toBe(text);
  });

  it('has colors only if they are wanted', () => {
    const line = JSON.stringify({ level: 'error', message: 'dead letter' });
    expect(readableLine(line, true)).toContain('\u001b[31mdead letter');
    expect(readableLine(line, false)).not.toContain('\u001b');
  });
});

describe('formatConsole', () => {
  const module = pathToFileURL(resolve('lib/local/formatConsole.ts'));
  const script = `import { formatConsole } from "${module}";
    formatConsole(); console.log("{\\"level\\":\\"info\\",\\"message\\":\\"at work\\"}"); console.error("a", 1);`;
  const command = [process.execPath, '--input-type=module', '-e', script];

  it('prints JSON to a pipe', async () => {
    const { stdout, stderr } = await runNode(command.slice(1));
    expect(JSON.parse(stdout)).toEqual({ time: expect.any(String), level: 'info', message: 'at work' });
    expect(JSON.parse(stderr)).toEqual({ time: expect.any(String), level: 'error', message: 'a 1' });
  });

  // Elsewhere, `script` has other options.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('prints text to a terminal', async () => {
    const quoted = command.map((word) => `'${word}'`).join(' ');
    const { stdout } = await promisify(execFile)('script', ['-qec', quoted, '/dev/null'], {
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}at work\r\na 1\r\n$/);
  });
});

describe('jsonLine', () => {
  it('shows a line with its time', () => {
    expect(JSON.parse(jsonLine('{"level":"info","message":"started","ms":3}', 'error', time))).toEqual({
      time: time.toISOString(),
      level: 'info',
      message: 'started',
      ms: 3,
    });
  });

  it.each(['Port 3000 is in use.', '', '{"a":1}', 'two\nlines'])('shows any other text as one line: %j', (message) => {
    const line = jsonLine(message, 'error', time);
    expect(JSON.parse(line)).toEqual({ time: time.toISOString(), level: 'error', message });
    expect(line).not.toContain('\n');
  });
});
