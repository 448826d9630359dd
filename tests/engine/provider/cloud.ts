import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseUrn } from "../../../preview/urn";
import type { WireMap } from "../../../preview/values/codec";

/** What exists, as the account holds it. Properties are in Pulumi's wire form, so that assets survive. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  /** `""` for what no stack has made. */
  readonly urn: string;
  readonly inputs: WireMap;
  readonly outputs: WireMap;
}

export type Operation = "create" | "update" | "delete";

/** A line of the journal: what was done, in the order in which it was done. */
export interface Event {
  readonly operation: Operation;
  readonly type: string;
  /** The resource's logical name. */
  readonly name: string;
  readonly urn: string;
  readonly id: string;
}

/**
 * What goes wrong. `refuse`: nothing is done and the provider reports an error. `hang`: nothing is done and no answer
 * comes. `hang-after`: it is done and no answer comes, as where the connection is lost.
 */
export interface Fault {
  readonly operation: Operation;
  /** The logical name of the resource. */
  readonly name: string;
  readonly effect: "refuse" | "hang" | "hang-after";
}

/**
 * The account: a folder with one JSON file for each resource, a journal and the faults to come. Several providers work
 * on it at once. INVARIANT: a file is created exclusively, so that there is one resource of a type and id at most, which
 * is how AWS refuses a second role of the same name.
 */
export class Cloud {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, "resources"), { recursive: true });
  }

  /** @throws Error if there is one of this type and id already */
  create(resource: CloudResource): void {
    try {
      writeFileSync(this.#path(resource), text(resource), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new Error(`EntityAlreadyExists: \`${resource.id}\` of type \`${resource.type}\` already exists`);
    }
    this.#note("create", resource);
  }

  /** @throws Error if it does not exist */
  update(resource: CloudResource): void {
    if (!existsSync(this.#path(resource))) throw new Error(`NotFound: there is no \`${resource.id}\``);
    writeFileSync(this.#path(resource), text(resource));
    this.#note("update", resource);
  }

  /** What is gone already is no error, as with AWS's provider. */
  delete(resource: CloudResource): void {
    rmSync(this.#path(resource), { force: true });
    this.#note("delete", resource);
  }

  find(type: string, id: string): CloudResource | undefined {
    const path = this.#path({ type, id });
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as CloudResource) : undefined;
  }

  all(): readonly CloudResource[] {
    const folder = join(this.#folder, "resources");
    return readdirSync(folder)
      .sort()
      .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CloudResource);
  }

  /** Puts something there behind Pulumi's back, or changes it. */
  plant(resource: CloudResource): void {
    writeFileSync(this.#path(resource), text(resource));
  }

  /** Removes something behind Pulumi's back. */
  remove({ type, id }: Pick<CloudResource, "type" | "id">): void {
    unlinkSync(this.#path({ type, id }));
  }

  /** What was done, in the order in which it was done. */
  journal(): readonly Event[] {
    return this.#events("journal.jsonl");
  }

  /** From now on these go wrong, and nothing else. */
  setFaults(faults: readonly Fault[]): void {
    writeFileSync(join(this.#folder, "faults.json"), JSON.stringify(faults));
  }

  /** What goes wrong with an operation that is about to start. */
  fault(operation: Operation, name: string): Fault["effect"] | undefined {
    const path = join(this.#folder, "faults.json");
    if (!existsSync(path)) return undefined;
    const faults = JSON.parse(readFileSync(path, "utf8")) as readonly Fault[];
    return faults.find((fault) => fault.operation === operation && fault.name === name)?.effect;
  }

  /** Notes an operation that hangs, so that a test may wait for it. */
  hang(operation: Operation, resource: Pick<CloudResource, "type" | "id" | "urn">): void {
    this.#append("hanging.jsonl", operation, resource);
  }

  /** Operations that hang, or did. */
  hanging(): readonly Event[] {
    return this.#events("hanging.jsonl");
  }

  #note(operation: Operation, resource: CloudResource): void {
    this.#append("journal.jsonl", operation, resource);
  }

  #append(
    file: string,
    operation: Operation,
    { type, id, urn }: Pick<CloudResource, "type" | "id" | "urn">,
  ): void {
    const event: Event = { operation, type, name: urn === "" ? "" : parseUrn(urn).name, urn, id };
    appendFileSync(join(this.#folder, file), `${JSON.stringify(event)}\n`);
  }

  #events(file: string): readonly Event[] {
    const path = join(this.#folder, file);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as Event);
  }

  #path({ type, id }: Pick<CloudResource, "type" | "id">): string {
    const hash = createHash("sha256").update(`${type} ${id}`).digest("hex").slice(0, 16);
    const kind = type.split(":").at(-1) ?? "";
    return join(
      this.#folder,
      "resources",
      `${kind}-${id.replace(/[^\w.-]+/g, "-").slice(0, 60)}-${hash}.json`,
    );
  }
}

const text = (resource: CloudResource): string => `${JSON.stringify(resource, undefined, 2)}\n`;
