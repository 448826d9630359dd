/** A DNS server of the test's own: answers A questions from a table, and `no such name` otherwise. */

import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

export interface NameServer {
  readonly port: number;
  /** What each name resolves to now; tests change it as they run. */
  readonly addresses: Map<string, string>;
  close(): Promise<void>;
}

function questionOf(packet: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let offset = 12;
  for (let length = packet.readUInt8(offset); length > 0; length = packet.readUInt8(offset)) {
    labels.push(packet.toString("latin1", offset + 1, offset + 1 + length));
    offset += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: offset + 5 };
}

function answerTo(packet: Buffer, addresses: ReadonlyMap<string, string>): Buffer {
  const { name, end } = questionOf(packet);
  const isAddress = packet.readUInt16BE(end - 4) === 1;
  const address = isAddress ? addresses.get(name) : undefined;
  const header = Buffer.from(packet.subarray(0, 12));
  header.writeUInt16BE(address === undefined && isAddress ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const question = packet.subarray(12, end);
  if (address === undefined) return Buffer.concat([header, question]);
  const octets = address.split(".").map(Number);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...octets]);
  return Buffer.concat([header, question, record]);
}

export async function startNames(): Promise<NameServer> {
  const addresses = new Map<string, string>();
  const socket = createSocket("udp4");
  socket.on("message", (packet, peer) => socket.send(answerTo(packet, addresses), peer.port, peer.address));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: (socket.address() as AddressInfo).port,
    addresses,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
