/** A conversation, and what the history of interfaces knows of both ends of it. */

import type { AddressFamily } from "../../policy-pack/analysis/addresses";
import type { During, Held, InterfaceHistory } from "../history/interface-history";
import type { Conversation } from "./conversations";

/** The other end of a conversation. */
export interface Remote {
  readonly text: string;
  readonly family: AddressFamily;
  readonly value: bigint;
}

/** The two instants of a conversation at which a packet is certain to have been recorded: its first and its last. */
export type Instant = "first" | "last";

/** Each question to the history is asked once, when its answer is needed. */
export class Resolved {
  readonly conversation: Conversation;
  readonly remote: Remote;
  readonly #history: InterfaceHistory;
  #local: { readonly first: Held; readonly last: Held } | undefined;
  #peers: { readonly first: Held; readonly last: Held } | undefined;
  #during: During | undefined;
  #stay: During | undefined;

  constructor(conversation: Conversation, remote: Remote, history: InterfaceHistory) {
    this.conversation = conversation;
    this.remote = remote;
    this.#history = history;
  }

  get local() {
    const { interfaceId, firstSeen, lastSeen } = this.conversation;
    this.#local ??= {
      first: this.#history.interfaceAt(interfaceId, firstSeen),
      last: this.#history.interfaceAt(interfaceId, lastSeen),
    };
    return this.#local;
  }

  get stay() {
    const { interfaceId, firstSeen, lastSeen } = this.conversation;
    this.#stay ??= this.#history.interfaceDuring(interfaceId, firstSeen, lastSeen);
    return this.#stay;
  }

  /** Groups that the interface had at some time of the conversation, as far as that is known. */
  get groups(): ReadonlySet<string> {
    return this.stay.groups;
  }

  get isUnresolved(): boolean {
    return this.local.first.kind !== "held" && this.local.last.kind !== "held";
  }

  /** Instants at which a packet is certain to have been recorded while the interface had the group; the latest first. */
  instants(groupId: string): readonly Instant[] {
    const { first, last } = this.local;
    return [
      ...(hasGroup(last, groupId) ? ["last" as const] : []),
      ...(hasGroup(first, groupId) ? ["first" as const] : []),
    ];
  }

  timeOf(instant: Instant): number {
    return instant === "first" ? this.conversation.firstSeen : this.conversation.lastSeen;
  }

  get #peer() {
    const { firstSeen, lastSeen } = this.conversation;
    this.#peers ??= {
      first: this.#history.addressAt(this.remote.text, firstSeen),
      last: this.#history.addressAt(this.remote.text, lastSeen),
    };
    return this.#peers;
  }

  peerHad(groupId: string, instant: Instant): boolean {
    return hasGroup(this.#peer[instant], groupId);
  }

  /** Whether the other end was an interface of this VPC, at the beginning and at the end. */
  get isInside(): boolean {
    return this.#peer.first.kind === "held" && this.#peer.last.kind === "held";
  }

  peerMayHaveHad(groupId: string): boolean {
    const { firstSeen, lastSeen } = this.conversation;
    this.#during ??= this.#history.addressDuring(this.remote.text, firstSeen, lastSeen);
    return this.#during.hasGaps || this.#during.groups.has(groupId);
  }
}

const hasGroup = (held: Held, groupId: string): boolean =>
  held.kind === "held" && held.by.groups.includes(groupId);
