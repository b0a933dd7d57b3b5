import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterFile } from '../support/cleanup.js';

/** A name server on the loopback: it answers each question for an IPv4 address with the next of a list. */
export interface NameServer {
  readonly address: string;
  /** The names that were asked for an IPv4 address, in order. */
  readonly asked: string[];
}

const headerBytes = 12;

export const openNameServer = async (answers: readonly string[]): Promise<NameServer> => {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const end = question.indexOf(0, headerBytes) + 5;
    const isIpv4 = question.readUInt16BE(end - 4) === 1;
    const answer = isIpv4 ? answers[Math.min(asked.length, answers.length - 1)] : undefined;
    if (isIpv4) asked.push(nameIn(question.subarray(headerBytes, end - 5)));
    socket.send(responseTo(question, end, answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  afterFile(() => {
    socket.close();
  });
  return { address: `127.0.0.1:${String(socket.address().port)}`, asked };
};

const nameIn = (labels: Buffer): string => {
  const parts: string[] = [];
  for (let at = 0; at < labels.length; at += (labels[at] ?? 0) + 1)
    parts.push(labels.toString('latin1', at + 1, at + 1 + (labels[at] ?? 0)));
  return parts.join('.');
};

/** RFC 1035 section 4.1; a time to live of zero, as an attacker's has. */
const responseTo = (question: Buffer, end: number, answer: string | undefined): Buffer => {
  const header = Buffer.from(question.subarray(0, headerBytes));
  header.writeUInt16BE(0x8580, 2);
  header.writeUInt16BE(answer === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]);
  const data = Buffer.from((answer ?? '').split('.').map(Number));
  return Buffer.concat([
    header,
    question.subarray(headerBytes, end),
    ...(answer === undefined ? [] : [record, data]),
  ]);
};
