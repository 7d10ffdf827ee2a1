import { spawn } from 'node:child_process';
import type { Reply } from '../../support/phone-client.ts';

/** All responses that curl received, the challenge included; empty if it could not connect. */
export interface CurlResult {
  readonly code: number | null;
  readonly replies: readonly Reply[];
  readonly last: Reply | undefined;
  /** Its error output. */
  readonly stderr: string;
}

/** Runs curl so that it prints the headers of every response. */
export async function curl(...args: readonly string[]): Promise<CurlResult> {
  const child = spawn('curl', ['--silent', '--show-error', '--include', '--max-time', '60', ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  const replies = stdout.split(/(?=^HTTP\/1\.1 \d{3})/m).flatMap((text) => (text === '' ? [] : [readReply(text)]));
  return { code, replies, last: replies.at(-1), stderr };
}

/** curl's options to log in as a phone: HTTP digest with the MAC and the MAC-ID. */
export function curlAsPhone(url: string, macId: string, ...args: readonly string[]): Promise<CurlResult> {
  return curl('--digest', '--user', `${macId.slice(0, 12)}:${macId}`, ...args, url);
}

function readReply(text: string): Reply {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const rawHeaders = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), rawHeaders, body: text.slice(end + 4) };
}
