/** A DNS server of the test's own: answers A questions from a table, and `no such name` otherwise. */

import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

export interface NameServer {
  readonly port: number;
  /** What each name resolves to now; tests change it as they run. */
  readonly addresses: Map<string, string | readonly string[]>;
  /** How many questions it was asked. */
  readonly asked: () => number;
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

function answerTo(packet: Buffer, addresses: NameServer["addresses"]): Buffer {
  const { name, end } = questionOf(packet);
  const isAddress = packet.readUInt16BE(end - 4) === 1;
  const known = isAddress ? addresses.get(name) : undefined;
  const found = known === undefined ? [] : [known].flat();
  const header = Buffer.from(packet.subarray(0, 12));
  header.writeUInt16BE(found.length === 0 && isAddress ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  header.writeUInt32BE(0, 8);
  const question = packet.subarray(12, end);
  const records = found.map((address) =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]),
  );
  return Buffer.concat([header, question, ...records]);
}

export async function startNames(): Promise<NameServer> {
  const addresses: NameServer["addresses"] = new Map();
  let asked = 0;
  const socket = createSocket("udp4");
  socket.on("message", (packet, peer) => {
    asked++;
    socket.send(answerTo(packet, addresses), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: (socket.address() as AddressInfo).port,
    addresses,
    asked: () => asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
